/* Images of a file, read one after the other straight to where they are wanted: a large file
 * takes no memory beside that of its images. */
#ifndef WORKLOADS_IMAGE_STREAM_H
#define WORKLOADS_IMAGE_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "workloads/diag.h"
#include "workloads/network.h"

#define IMAGE_STREAM_LABEL_MAX 8

struct image_stream {
    const char *path; /* of the caller, who keeps it */
    FILE *file;
    struct network_shape shape;
    size_t label_bytes; /* before every image; 0: none */
    size_t count, next; /* images of the file; the one that is read next */
};

/* Opens a file and checks that it holds a whole number of images, at least one:
 * - label_bytes > 0: records of so many bytes of label, then an image of `shape`,
 * - label_bytes 0: an IDX or npy file (see images.h), whose header says the shape.
 * Returns 0, or -1 with the reason in `diag`. Close with image_stream_close. */
int image_stream_open(struct image_stream *out, const char *path, size_t label_bytes,
                      struct network_shape shape, struct diag_list *diag);
void image_stream_close(struct image_stream *stream);

/* Reads the next image, (channels, rows, columns), and, if there are any, the bytes of its label.
 * Returns 0, or -1 with the reason in `diag`: the file has become shorter, or cannot be read. */
int image_stream_read(struct image_stream *stream, uint8_t *pixel,
                      uint8_t label[IMAGE_STREAM_LABEL_MAX], struct diag_list *diag);

#endif
