/* Images and their labels: IDX, CIFAR .bin and npy files, and random ones. */
#ifndef WORKLOADS_IMAGES_H
#define WORKLOADS_IMAGES_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/network.h"

struct images {
    size_t count;
    struct network_shape shape;
    uint8_t *pixel; /* (count, channels, rows, columns) */
    uint8_t *label; /* (count); NULL: not known */
};

/* Reads images of `shape`. By the file's name and its first bytes it is
 * - *.bin: records of 1 label byte (CIFAR-10, Tiny ImageNet) or 2 (CIFAR-100: coarse, fine;
 *   the fine one counts), then the pixels, plane by plane,
 * - IDX of unsigned bytes: (N, H, W) for one channel, or (N, C, H, W),
 * - npy, version 1 or 2, of uint8 in C order: (N, C, H, W), or (C, H, W) for one image.
 * `labels` names an IDX or npy file of N bytes, or is NULL. Returns 0, or -1 with the reasons
 * in `diag`. Free with images_free.
 * Formats: http://yann.lecun.com/exdb/mnist, https://www.cs.toronto.edu/~kriz/cifar.html,
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
int images_read(struct images **out, const char *path, const char *labels,
                struct network_shape shape, struct diag_list *diag);

/* The same from bytes, called `name`; without labels but those of a .bin. */
int images_read_bytes(struct images **out, const char *name, const void *bytes, size_t size,
                      struct network_shape shape, struct diag_list *diag);

/* Reads a file of labels: IDX or npy of N bytes. Returns 0 and (count) labels, which the caller
 * frees, or -1 with the reason in `diag`. */
int images_read_labels(uint8_t **label, size_t *count, const char *path, struct diag_list *diag);

/* Uniform random bytes, the same on every platform. Returns 0, or -1 when memory is short. */
int images_random(struct images **out, struct network_shape shape, size_t count, uint64_t seed);
void images_free(struct images *images);

/* Image i, (channels, rows, columns). */
const uint8_t *images_at(const struct images *images, size_t i);

#endif
