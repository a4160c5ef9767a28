/* The files of a data set, found, opened and checked; nothing but their headers is read. */
#ifndef SEARCH_DATASET_FILES_H
#define SEARCH_DATASET_FILES_H

#include "search/dataset.h"
#include "workloads/image_stream.h"

struct dataset_input {
    char *images, *labels; /* paths; labels NULL: in the file of images */
    struct image_stream stream;
};

struct dataset_files {
    const struct dataset_kind *kind;
    size_t count;
    struct dataset_input *input; /* (count) */
    struct network_shape shape;  /* of all images, as in memory */
    size_t image_count;          /* in all files */
};

/* Opens the files of a source, whose checksums and shapes are then right. Returns 0, or -1 with
 * the reasons in `diag`. Close with dataset_files_close, even after an error. */
int dataset_files_open(struct dataset_files *out, const struct dataset_source *source,
                       struct diag_list *diag);
void dataset_files_close(struct dataset_files *files);

/* Reports an error of a file. Gives -1. `hint` may be NULL. */
#define dataset_fail(diag, path, hint, ...)                                                        \
    (diag_error((diag), &(struct diag_place){.file = (path)}, (hint), __VA_ARGS__), -1)

#endif
