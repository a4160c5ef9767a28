/* Random crop, flip and rotation of an image.
 *
 * What is done to an image depends on seed, epoch and the image's number alone, so that images
 * can be made in any order and by any thread. Each of the three has random numbers of its own:
 * leaving one out does not change the others.
 */
#ifndef SEARCH_AUGMENT_H
#define SEARCH_AUGMENT_H

#include <stdint.h>

#include "workloads/network.h"

struct augment {
    int crop_pixels;         /* added on all sides, then the image's size is cut out; 0: none */
    int flip;                /* 1: left and right change places with probability 1/2 */
    double rotation_degrees; /* about the centre, uniform between - and + this; 0: none */
    uint8_t padding;         /* what is around the image: augment_padding */
};

/* What happens to one image. */
struct augment_draw {
    int down, right; /* where the cut begins, less crop_pixels: -crop_pixels to crop_pixels */
    int flip;        /* 1: mirrored */
    double rotation_degrees; /* counter-clockwise */
};

/* The byte that stands for 0 at a network's input. */
uint8_t augment_padding(const struct network *network);

/* Draws for an image in an epoch. */
struct augment_draw augment_draw(const struct augment *augment, uint64_t seed, uint64_t epoch,
                                 uint64_t image);

/* Rotates (bilinear, rounded, once for all), then mirrors, then cuts. in, out: (channels, rows,
 * columns), not overlapping. */
void augment_apply(const struct augment_draw *draw, uint8_t padding, struct network_shape shape,
                   const uint8_t *in, uint8_t *out);

#endif
