/* Labelled images in memory, read from the files in which the data sets are given away.
 *
 * Everything that can be wrong with data is found here, before anything trains.
 */
#ifndef SEARCH_DATASET_H
#define SEARCH_DATASET_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/diag.h"
#include "workloads/network.h"

#define DATASET_FILES_MAX 5 /* that one part of a data set officially has */

enum dataset_part { DATASET_TRAIN, DATASET_TEST, DATASET_PARTS };

/* A file of images, and the one of its labels if they are not in it. */
struct dataset_file {
    const char *images, *labels;               /* labels: NULL if in the file of images */
    const char *images_sha256, *labels_sha256; /* 64 hexadecimal digits; NULL: not checked */
};

/* A layout: how images and labels lie in files, and what the files are called. */
struct dataset_kind {
    const char *name;
    const char *from;           /* the archive that holds the files */
    struct network_shape shape; /* 0 channels: what the files' headers say */
    int classes;                /* 0: not said by the layout */
    size_t label_bytes;         /* before every image, the last one counts; 0: IDX or npy */
    int is_transposed;          /* 1: the files have rows and columns swapped */
    struct dataset_file file[DATASET_PARTS]
                            [DATASET_FILES_MAX]; /* one at least; up to one without a name */
};

/* cifar10, cifar100, emnist, tiny-imagenet, idx; NULL-terminated. */
extern const struct dataset_kind *const dataset_kinds[];

/* The kind of this name, or NULL. */
const struct dataset_kind *dataset_kind_find(const char *name);

/* What to read. */
struct dataset_source {
    const struct dataset_kind *kind;
    enum dataset_part part;          /* whose official files, if none are named */
    const char *folder;              /* where relative names begin; NULL: the current folder */
    const struct dataset_file *file; /* (file_count) */
    size_t file_count;               /* 0: the kind's official files */
    size_t limit;                    /* only the first so many images; 0: all */
    int classes;                     /* 0: the kind's; else how many there are */
};

struct dataset {
    const char *name; /* of the kind */
    struct network_shape shape;
    int classes;
    size_t count;
    uint8_t *pixel; /* (count, channels, rows, columns) */
    int *label;     /* (count) below classes */
};

/* Reads a data set, files in order. With a network, images must be of its input's shape and
 * there must be as many classes as it has outputs; classes that neither kind nor source know are
 * the network's, without one the largest label's and 1. Files are read straight into the result:
 * nothing takes memory beside it. Returns 0, or -1 with all reasons in `diag`, each with the
 * file: missing, incomplete, not of its checksum, no images, of another shape, another number of
 * labels than images, a label that is no class, fewer images than the limit, no memory. Free
 * with dataset_free. */
int dataset_read(struct dataset **out, const struct dataset_source *source,
                 const struct network *network, struct diag_list *diag);
void dataset_free(struct dataset *dataset);

/* Bytes of one image. */
size_t dataset_image_bytes(const struct dataset *dataset);

/* Image i, (channels, rows, columns). */
const uint8_t *dataset_image(const struct dataset *dataset, size_t i);

#endif
