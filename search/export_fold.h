/* One channel's normalisation as bias, multiplier and shift. */
#ifndef SEARCH_EXPORT_FOLD_H
#define SEARCH_EXPORT_FOLD_H

#include <stdint.h>

/* Of a psum: output = scale (psum + bias + fraction) in real values. */
struct fold {
    double scale;
    int32_t bias;
    double fraction; /* -1/2 to 1/2 */
    int is_constant; /* 1: the psum hardly counts; without it the output would be exact */
};

/* From output = scale psum + shift. */
struct fold fold_normalisation(double scale, double shift);

/* multiplier / 2^shift = ratio, with as many digits as fit; saturates, by a unit even where it
 * rounds up to a power of two. */
void fold_ratio(double ratio, int32_t *multiplier, uint8_t *shift);

#endif
