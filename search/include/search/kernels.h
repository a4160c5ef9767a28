/* The compute kernels: what a backend has to do, and all that layers and modes know of it.
 *
 * A tensor of a batch is (images, rows, columns, channels), channels innermost. What is stored
 * is v; its value is x = act(scale[c] v + shift[c]), so that batch normalisation and ReLU are
 * done where x is read, and the raw sums are stored once. Several tensors may lie side by side in
 * one buffer (a concatenation): `stride` is what lies between neighbouring positions.
 *
 * A layer of several paths is computed as one convolution over `parts` of its input: the input
 * quantised to one precision, or the signs of that. The paths' weights are mixed before
 * (operator_training.h): outputs are linear in them. A convolution's weights are
 * (G, part, R, S, C/G, M/G), a depthwise layer's (part, R, S, M).
 *
 * Every sum over images is taken in blocks of KERNEL_BLOCK of them, added up as a balanced tree,
 * so results do not depend on the number of threads; nor on the number of ranks if each has the
 * same power of two of blocks.
 */
#ifndef SEARCH_KERNELS_H
#define SEARCH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "search/real.h"
#include "workloads/layer.h"

#define KERNEL_BLOCK 16    /* images */
#define KERNEL_PARTS_MAX 6 /* three precisions, each with its signs */

struct view {
    real *value; /* of image 0, row 0, column 0, the tensor's channel 0 */
    int images, rows, columns, channels;
    int stride;                /* elements from a position to the next: channels of the buffer */
    const real *scale, *shift; /* (channels) */
    int relu;                  /* act is max(0, .) */
};

/* To integers and back: step clamp(round(x / step), min, max), halves away from zero. */
struct quantiser {
    real step;
    int min, max;
    int smooth; /* 1: without the rounding, the function whose derivative training uses */
};

struct part {
    struct quantiser quantiser;
    int bits;
    int is_sign; /* 1: sign of the quantised value: -1, 0, 1. Parts with signs come last. */
};

struct convolution {
    struct layer_shape shape; /* N is ignored: the view's images count */
    int part_count;
    struct part part[KERNEL_PARTS_MAX];
};

enum pool_kind { POOL_MAX, POOL_AVERAGE };

struct pool {
    enum pool_kind kind;
    int kernel[2], stride[2], pad[2]; /* [ROWS], [COLUMNS]; average: padding counts as 0 */
};

/* A backend's own memory. */
struct kernel_context;
struct training_operator;

struct kernels {
    const char *name;
    /* How this backend mixes the weights of paths, see operator_training.h; NULL-terminated. */
    const struct training_operator *const *operators;

    /* Returns 0, or -1 when memory is short. */
    int (*create)(struct kernel_context **out);
    void (*free)(struct kernel_context *k);
    /* Makes room for a convolution of up to `images` images, so that nothing below allocates.
     * Returns 0, or -1 when memory is short. */
    int (*reserve)(struct kernel_context *k, const struct convolution *c, size_t images);

    /* Bytes (images, channels, rows, columns), less `zero`, times `unit`, to a view. */
    void (*input)(struct kernel_context *k, const uint8_t *pixel, int zero, real unit,
                  const struct view *out);

    /* z = convolution of the parts of x with w; sum, square (M): sums of z and z^2. */
    void (*convolve)(struct kernel_context *k, const struct convolution *c, const struct view *x,
                     const real *w, const struct view *z, double *sum, double *square);
    /* dw = d loss/d w from dz = d loss/d z. */
    void (*convolve_weights)(struct kernel_context *k, const struct convolution *c,
                             const struct view *x, const struct view *dz, real *dw);
    /* dx = d loss/d x, or += if `add`, through the parts that are no signs (0 through signs);
     * dstep[part] = d loss/d step of their quantisers. dx lies like x. */
    void (*convolve_data)(struct kernel_context *k, const struct convolution *c,
                          const struct view *x, const real *w, const struct view *dz,
                          const struct view *dx, int add, double *dstep);

    /* Sums over dy = dx where x > 0 (or no relu): of dy and of dy (z - mean), (channels) each.
     * `z` has the scale and shift of the normalisation, `mean` is z's. dx lies like z. */
    void (*normalise_sums)(struct kernel_context *k, const struct view *z, const struct view *dx,
                           const real *mean, double *sum_dy, double *sum_dy_z);
    /* dx becomes d loss/d z = a dy + b + c (z - mean), with a, b, c (channels). */
    void (*normalise_apply)(struct kernel_context *k, const struct view *z, const struct view *dx,
                            const real *mean, const real *a, const real *b, const real *c);

    /* y of pool of x; chosen (as many as y has elements): where the largest is in the window. An
     * average is of x quantised by `q`, and rounded again, unless that is NULL. */
    void (*pool)(struct kernel_context *k, const struct pool *p, const struct view *x,
                 const struct quantiser *q, const struct view *y, uint8_t *chosen);
    /* dx = d loss/d x, or += if `add`; d loss/d step of q is added to *dstep. */
    void (*pool_backward)(struct kernel_context *k, const struct pool *p, const struct view *dy,
                          const uint8_t *chosen, const struct view *x, const struct quantiser *q,
                          const struct view *dx, int add, double *dstep);

    /* y = x, or += if `add`, quantised by `q`, unless that is NULL; channel c of x goes to to[c] of
     * y (NULL: to c). */
    void (*copy)(struct kernel_context *k, const struct view *x, const struct quantiser *q,
                 const struct view *y, const int *to, int add);
    /* dx = d loss/d x, or += if `add`; d loss/d step of q is added to *dstep. */
    void (*copy_backward)(struct kernel_context *k, const struct view *dy, const int *to,
                          const struct view *x, const struct quantiser *q, const struct view *dx,
                          int add, double *dstep);
    /* dx becomes 0 where x, which has a relu, is 0. dx lies like x. */
    void (*gate)(struct kernel_context *k, const struct view *x, const struct view *dx);
};

extern const struct kernels kernels_cpu;

#endif
