/* Views for tests of the kernels: a slice of a wider buffer, with numbers on a grid so coarse that
 * every sum of a test is exact in float. Order and direct loops then do not matter: results are
 * equal, not near, and halves that round come up by themselves.
 */
#ifndef TESTS_KERNEL_VIEW_H
#define TESTS_KERNEL_VIEW_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/random.h"
#include "search/kernels.h"

#define KERNEL_VIEW_BESIDE 77 /* what lies beside the slice, which no kernel may touch */

struct kernel_view {
    struct view view;
    real *buffer; /* (images, rows, columns, stride) */
    real *scale, *shift;
    int first; /* channel of the slice in the buffer */
};

static inline size_t kernel_view_positions(const struct view *v)
{
    return (size_t)v->images * (size_t)v->rows * (size_t)v->columns;
}

static inline real *kernel_view_at(const struct view *v, int image, int row, int column)
{
    return v->value +
           (((size_t)image * (size_t)v->rows + (size_t)row) * (size_t)v->columns + (size_t)column) *
               (size_t)v->stride;
}

/* Scale and shift applied, and the ReLU. */
static inline double kernel_view_x(const struct view *v, int image, int row, int column, int c)
{
    double x = (double)v->scale[c] * (double)kernel_view_at(v, image, row, column)[c] +
               (double)v->shift[c];
    return v->relu && x < 0 ? 0 : x;
}

/* Up to 3 channels before and behind it; scale 1 and shift 0, values KERNEL_VIEW_BESIDE. */
static inline struct kernel_view kernel_view_create(struct oracle_random *random, int images,
                                                    int rows, int columns, int channels)
{
    struct kernel_view k = {.first = oracle_random_below(random, 4)};
    k.view =
        (struct view){.images = images, .rows = rows, .columns = columns, .channels = channels};
    k.view.stride = k.first + channels + oracle_random_below(random, 4);
    size_t count = kernel_view_positions(&k.view) * (size_t)k.view.stride;
    k.buffer = malloc(count * sizeof *k.buffer);
    k.scale = malloc((size_t)channels * sizeof *k.scale);
    k.shift = calloc((size_t)channels, sizeof *k.shift);
    cr_assert(k.buffer && k.scale && k.shift);
    for (size_t i = 0; i < count; i++)
        k.buffer[i] = KERNEL_VIEW_BESIDE;
    for (int c = 0; c < channels; c++)
        k.scale[c] = 1;
    k.view.value = k.buffer + k.first;
    k.view.scale = k.scale;
    k.view.shift = k.shift;
    return k;
}

static inline void kernel_view_free(struct kernel_view *k)
{
    free(k->buffer);
    free(k->scale);
    free(k->shift);
}

/* A multiple of 1 / `parts` from -largest to largest. */
static inline real grid(struct oracle_random *random, int largest, int parts)
{
    return (real)(oracle_random_below(random, 2 * largest * parts + 1) - largest * parts) /
           (real)parts;
}

static inline void kernel_view_fill(struct kernel_view *k, struct oracle_random *random,
                                    int largest, int parts)
{
    for (size_t i = 0; i < kernel_view_positions(&k->view); i++)
        for (int c = 0; c < k->view.channels; c++)
            k->view.value[i * (size_t)k->view.stride + (size_t)c] = grid(random, largest, parts);
}

/* Scales of both signs, and shifts. */
static inline void kernel_view_normalise(struct kernel_view *k, struct oracle_random *random)
{
    static const real scales[] = {1, 2, (real)0.5, -1, (real)-0.5};
    for (int c = 0; c < k->view.channels; c++) {
        k->scale[c] = scales[oracle_random_below(random, 5)];
        k->shift[c] = grid(random, 1, 4);
    }
}

/* A view of the same shape in the same kind of buffer, which "lies like" the other. */
static inline struct kernel_view kernel_view_like(const struct kernel_view *k)
{
    size_t count = kernel_view_positions(&k->view) * (size_t)k->view.stride;
    size_t channels = (size_t)k->view.channels;
    struct kernel_view out = *k;
    out.buffer = malloc(count * sizeof *out.buffer);
    out.scale = malloc(channels * sizeof *out.scale);
    out.shift = malloc(channels * sizeof *out.shift);
    cr_assert(out.buffer && out.scale && out.shift);
    memcpy(out.buffer, k->buffer, count * sizeof *out.buffer);
    memcpy(out.scale, k->scale, channels * sizeof *out.scale);
    memcpy(out.shift, k->shift, channels * sizeof *out.shift);
    out.view.value = out.buffer + out.first;
    out.view.scale = out.scale;
    out.view.shift = out.shift;
    return out;
}

/* Number of elements of the buffer that differ; those beside the slice are compared, too. */
static inline size_t kernel_view_differences(const struct kernel_view *a,
                                             const struct kernel_view *b)
{
    size_t count = kernel_view_positions(&a->view) * (size_t)a->view.stride, differ = 0;
    for (size_t i = 0; i < count; i++)
        differ += !(a->buffer[i] == b->buffer[i]); /* nan differs from all */
    return differ;
}

static inline struct kernel_context *kernel_context_create(void)
{
    struct kernel_context *k;
    cr_assert(kernels_cpu.create(&k) == 0);
    return k;
}

/* Room for the sums of a view's blocks. */
static inline struct kernel_context *kernel_context_for(const struct view *v)
{
    struct kernel_context *k = kernel_context_create();
    struct convolution c = {.part_count = 1, .part = {{.quantiser = {.step = 1}}}};
    c.shape = (struct layer_shape){{1, 1, v->channels, v->rows, v->columns, 1, 1, 1},
                                   {v->rows, v->columns},
                                   {1, 1},
                                   {1, 1},
                                   {0, 0}};
    cr_assert(kernels_cpu.reserve(k, &c, (size_t)v->images) == 0);
    return k;
}

#endif
