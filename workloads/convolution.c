#include "workloads/convolution.h"

#include <stdlib.h>
#include <string.h>

#include "workloads/weights.h"

/* The input under tap (r, s) of window (p, q), channel c: 0 in the padding. */
static int16_t input_at(const struct convolution *layer, int c, const int at[2])
{
    const int *extent = layer->shape.input;
    if (at[ROWS] < 0 || at[ROWS] >= extent[ROWS] || at[COLUMNS] < 0 ||
        at[COLUMNS] >= extent[COLUMNS])
        return 0;
    return layer
        ->x[((size_t)c * (size_t)extent[ROWS] + (size_t)at[ROWS]) * (size_t)extent[COLUMNS] +
            (size_t)at[COLUMNS]];
}

static int position(const struct layer_shape *shape, int axis, int out, int tap)
{
    return out * shape->stride[axis] + tap * shape->dilation[axis] - shape->pad[axis];
}

static size_t terms_of(const struct layer_shape *shape)
{
    return (size_t)(shape->size[DIM_C] / shape->size[DIM_G]) * (size_t)shape->size[DIM_R] *
           (size_t)shape->size[DIM_S];
}

/* The window of group g at output (p, q), in the order of the weights: x[(C/G, R, S)]. */
static void gather_window(const struct convolution *layer, int g, int p, int q, int16_t *x)
{
    const struct layer_shape *shape = &layer->shape;
    int channels = shape->size[DIM_C] / shape->size[DIM_G];
    for (int c = g * channels; c < (g + 1) * channels; c++)
        for (int r = 0; r < shape->size[DIM_R]; r++)
            for (int s = 0; s < shape->size[DIM_S]; s++) {
                int at[2] = {position(shape, ROWS, p, r), position(shape, COLUMNS, q, s)};
                *x++ = input_at(layer, c, at);
            }
}

int32_t convolution_psum(const struct convolution *layer, int m, int p, int q)
{
    const struct layer_shape *shape = &layer->shape;
    int channels = shape->size[DIM_C] / shape->size[DIM_G];
    int group = m / (shape->size[DIM_M] / shape->size[DIM_G]);
    const int8_t *w = layer->weight + (size_t)m * terms_of(shape);
    int32_t psum = 0;
    for (int c = group * channels; c < (group + 1) * channels; c++)
        for (int r = 0; r < shape->size[DIM_R]; r++)
            for (int s = 0; s < shape->size[DIM_S]; s++, w++) {
                int at[2] = {position(shape, ROWS, p, r), position(shape, COLUMNS, q, s)};
                psum += layer->op->term(input_at(layer, c, at), weight_value(*w),
                                        weight_is_negative(*w));
            }
    return psum;
}

/* The outputs of one group at one position share the window. */
static void compute_group(const struct convolution *layer, int g, const int16_t *x, int32_t *psum)
{
    const struct layer_shape *shape = &layer->shape;
    size_t terms = terms_of(shape);
    size_t plane = (size_t)shape->size[DIM_P] * (size_t)shape->size[DIM_Q];
    int filters = shape->size[DIM_M] / shape->size[DIM_G];
    for (int m = g * filters; m < (g + 1) * filters; m++)
        psum[(size_t)m * plane] = layer->op->dot(x, layer->weight + (size_t)m * terms, terms);
}

int convolution_psums(const struct convolution *layer, int32_t *psum)
{
    const struct layer_shape *shape = &layer->shape;
    int16_t *x = malloc(terms_of(shape) * sizeof *x);
    if (!x)
        return -1;
    for (int g = 0; g < shape->size[DIM_G]; g++)
        for (int p = 0; p < shape->size[DIM_P]; p++)
            for (int q = 0; q < shape->size[DIM_Q]; q++) {
                gather_window(layer, g, p, q, x);
                compute_group(layer, g, x, psum + (size_t)p * (size_t)shape->size[DIM_Q] + q);
            }
    free(x);
    return 0;
}

int32_t convolution_wrap(int32_t psum, int bits)
{
    int64_t half = (int64_t)1 << (bits - 1);
    int64_t low = psum & (2 * half - 1);
    return (int32_t)((low ^ half) - half);
}
