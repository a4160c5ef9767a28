/* The psums of one layer on one image, by the operator's definition.
 *
 * A padded position has x = 0 (so that MF's term is 0 there, as T's and BC's). Psums are
 * exact: precision_check makes sure that they fit.
 */
#ifndef WORKLOADS_CONVOLUTION_H
#define WORKLOADS_CONVOLUTION_H

#include <stdint.h>

#include "workloads/layer.h"
#include "workloads/operator.h"

struct convolution {
    struct layer_shape shape; /* N is not looked at */
    const struct operator_def *op;
    const int16_t *x;     /* (C, H, W) */
    const int8_t *weight; /* (M, C/G, R, S) as stored, see weights.h */
};

/* One psum, term by term: the definition. */
int32_t convolution_psum(const struct convolution *convolution, int m, int p, int q);

/* All of them, psum[(M, P, Q)], with the operator's kernel. Returns 0, or -1 when memory is
 * short. */
int convolution_psums(const struct convolution *convolution, int32_t *psum);

/* A psum as an accumulator of `bits` (2 to 32) holds it: wrapped, two's complement. */
int32_t convolution_wrap(int32_t psum, int bits);

#endif
