/* The shape of a convolution layer, in the letters of the field.
 *
 * N batch, C input channels, M output channels, P output rows, Q output
 * columns, R filter rows, S filter columns, G groups. A fully connected layer
 * has P = Q = R = S = 1; a depthwise layer has C = M = G.
 * Input row h = stride p + dilation r - pad, and likewise for columns.
 */
#ifndef WORKLOADS_LAYER_H
#define WORKLOADS_LAYER_H

#include <stddef.h>
#include <stdint.h>

enum dim { DIM_N, DIM_C, DIM_M, DIM_P, DIM_Q, DIM_R, DIM_S, DIM_G, DIM_COUNT };

/* "NCMPQRSG"[d] is the letter of dimension d. */
extern const char dim_letters[DIM_COUNT + 1];

enum tensor { TENSOR_W, TENSOR_I, TENSOR_O, TENSOR_COUNT };

/* "WIO"[t] is the letter of tensor t. */
extern const char tensor_letters[TENSOR_COUNT + 1];

enum axis_2d { ROWS, COLUMNS };

struct layer_shape {
    int size[DIM_COUNT]; /* C and M are totals over all groups */
    int input[2];        /* H, W: rows and columns of the input, without padding */
    int stride[2];       /* [ROWS], [COLUMNS] */
    int dilation[2];
    int pad[2]; /* before the first row / column */
};

/* Terms of one image: (C/G) M P Q R S, padded positions included. 0 on overflow. */
uint64_t layer_terms_per_image(const struct layer_shape *shape);

/* Weights of all groups: (C/G) M R S. 0 on overflow. */
uint64_t layer_weights(const struct layer_shape *shape);

/* True if every channel has a filter of its own: C = M = G, more than one. */
int layer_is_depthwise(const struct layer_shape *shape);

/* True if all values are equal. */
int layer_shape_equal(const struct layer_shape *a, const struct layer_shape *b);

#endif
