/* The CPU backend's own: memory for its threads, and sums over blocks of images. */
#ifndef SEARCH_CPU_H
#define SEARCH_CPU_H

#include "nearest.h"
#include "search/kernels.h"

struct kernel_context {
    int threads;
    size_t scratch_count; /* reals for each thread */
    real **scratch;       /* (threads) */
    size_t block_count;   /* blocks of images */
    size_t sums_count;    /* doubles for each block */
    double *sums;         /* (block_count, sums_count) */
    size_t matrix_count;  /* reals for each block */
    real *matrix;         /* (block_count, matrix_count) */
};

int cpu_create(struct kernel_context **out);
void cpu_free(struct kernel_context *k);

/* Grow the parts of the context. Return 0, or -1 when memory is short. */
int cpu_reserve_scratch(struct kernel_context *k, size_t reals);
int cpu_reserve_blocks(struct kernel_context *k, size_t blocks, size_t sums, size_t reals);

/* Blocks of a batch, and the images of block b: [*first, *end). */
size_t cpu_blocks(int images);
void cpu_block(int images, size_t b, int *first, int *end);

/* Number of the calling thread, from 0. */
int cpu_thread(void);

/* Adds up (blocks, stride) as a balanced tree; row 0 has the sum of `count` elements. */
void cpu_sum_doubles(double *row, size_t blocks, size_t stride, size_t count);
void cpu_sum_reals(struct kernel_context *k, real *row, size_t blocks, size_t stride, size_t count);

int cpu_reserve(struct kernel_context *k, const struct convolution *c, size_t images);
void cpu_convolve(struct kernel_context *k, const struct convolution *c, const struct view *x,
                  const real *w, const struct view *z, double *sum, double *square);
void cpu_convolve_weights(struct kernel_context *k, const struct convolution *c,
                          const struct view *x, const struct view *dz, real *dw);
void cpu_convolve_data(struct kernel_context *k, const struct convolution *c, const struct view *x,
                       const real *w, const struct view *dz, const struct view *dx, int add,
                       double *dstep);
void cpu_normalise_sums(struct kernel_context *k, const struct view *z, const struct view *dx,
                        const real *mean, double *sum_dy, double *sum_dy_z);
void cpu_normalise_apply(struct kernel_context *k, const struct view *z, const struct view *dx,
                         const real *mean, const real *a, const real *b, const real *c);
void cpu_pool(struct kernel_context *k, const struct pool *p, const struct view *x,
              const struct quantiser *q, const struct view *y, uint8_t *chosen);
void cpu_pool_backward(struct kernel_context *k, const struct pool *p, const struct view *dy,
                       const uint8_t *chosen, const struct view *x, const struct quantiser *q,
                       const struct view *dx, int add, double *dstep);
void cpu_copy(struct kernel_context *k, const struct view *x, const struct quantiser *q,
              const struct view *y, const int *to, int add);
void cpu_copy_backward(struct kernel_context *k, const struct view *dy, const int *to,
                       const struct view *x, const struct quantiser *q, const struct view *dx,
                       int add, double *dstep);
void cpu_gate(struct kernel_context *k, const struct view *x, const struct view *dx);
void cpu_input(struct kernel_context *k, const uint8_t *pixel, int zero, real unit,
               const struct view *out);

/* The element of channel 0 at a position of an image. */
static inline real *view_at(const struct view *view, int image, int row, int column)
{
    size_t position =
        ((size_t)image * (size_t)view->rows + (size_t)row) * (size_t)view->columns + (size_t)column;
    return view->value + position * (size_t)view->stride;
}

/* Sets the images [first, end) to 0. */
void cpu_clear(const struct view *view, int first, int end);

/* x of a stored v of channel c. */
static inline real view_x(const struct view *view, real v, int c)
{
    real x = view->scale[c] * v + view->shift[c];
    return view->relu && x < 0 ? 0 : x;
}

/* x in units of q's step, an integer unless q is smooth. */
static inline real cpu_level(real x, const struct quantiser *q)
{
    real level = x / q->step;
    level = level < (real)q->min ? (real)q->min : level > (real)q->max ? (real)q->max : level;
    return q->smooth ? level : nearest(level);
}

/* What of a gradient d passes to x; outside the range it is the step's, times *limit. */
static inline int cpu_passes(real x, const struct quantiser *q, real *limit)
{
    real level = q ? x / q->step : 0;
    *limit = !q ? 0 : level > (real)q->max ? (real)q->max : level < (real)q->min ? (real)q->min : 0;
    return !q || (level >= (real)q->min && level <= (real)q->max);
}

#endif
