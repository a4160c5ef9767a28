/* What the readers of image files share: a file on its way in, and one function per format. */
#ifndef WORKLOADS_IMAGES_FORMAT_H
#define WORKLOADS_IMAGES_FORMAT_H

#include "workloads/images.h"

#define IMAGES_RANK_MAX 4

/* The bytes of a file, and where its errors go. */
struct images_file {
    const char *name;
    const uint8_t *bytes;
    size_t size;
    struct diag_list *diag;
};

/* An array of bytes in a file: (size[0], ... size[rank - 1]). */
struct images_array {
    int rank;
    uint64_t size[IMAGES_RANK_MAX];
    const uint8_t *bytes; /* all of them, to the end of the file */
    size_t byte_count;
};

/* Bytes of one image. */
size_t images_bytes_each(struct network_shape shape);

/* Black images without labels, or NULL when memory is short. */
struct images *images_create(struct network_shape shape, size_t count);

/* True if the file begins as one of the format. */
int images_is_idx(const struct images_file *file);
int images_is_npy(const struct images_file *file);

/* Reads the header of an array of unsigned bytes. Returns 0, or -1 with the reason reported. */
int images_idx(struct images_array *out, const struct images_file *file);
int images_npy(struct images_array *out, const struct images_file *file);

/* Reads the array of an IDX or npy file, and checks that the file holds it and no more. */
int images_array(struct images_array *out, const struct images_file *file);

/* Adds the dimension that three leave out: IDX has images of one channel, npy one image. */
void images_complete(struct images_array *array, const struct images_file *file);

/* Reports an error of a file. Returns -1. `hint` may be NULL. */
int images_fail(const struct images_file *file, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
