/* Convolutions of all shapes, and their three products by direct loops. */
#ifndef TESTS_CONVOLUTION_CASE_H
#define TESTS_CONVOLUTION_CASE_H

#include "kernel_view.h"

struct convolution_case {
    struct convolution convolution;
    struct kernel_view x, z; /* z: sums forward, their gradient backward */
    real *w;                 /* as kernels.h lays them out */
    size_t weights;
    int is_depthwise;
};

/* What a case may be; the rest is drawn. */
struct convolution_limits {
    int images, rows, channels; /* at most */
    int is_pointwise;
    int is_large;   /* the largest rows and columns, not random ones */
    int is_strided; /* a stride of 2 at least */
};

static inline int case_size(const struct convolution_case *c, enum dim d)
{
    return c->convolution.shape.size[d];
}

static inline void draw_axis(struct layer_shape *s, struct oracle_random *random, enum axis_2d axis,
                             const struct convolution_limits *limits)
{
    static const enum dim filter[] = {DIM_R, DIM_S}, out[] = {DIM_P, DIM_Q};
    int is_plain = limits->is_pointwise;
    s->size[filter[axis]] = is_plain ? 1 : 1 + oracle_random_below(random, 4);
    s->stride[axis] =
        is_plain ? 1 : 1 + limits->is_strided + oracle_random_below(random, 3 - limits->is_strided);
    s->dilation[axis] = is_plain ? 1 : 1 + oracle_random_below(random, 2);
    int extent = (s->size[filter[axis]] - 1) * s->dilation[axis] + 1;
    s->pad[axis] = is_plain ? 0 : oracle_random_below(random, extent);
    int least = extent - s->pad[axis];
    s->input[axis] =
        limits->is_large ? limits->rows : 1 + oracle_random_below(random, limits->rows);
    s->input[axis] = s->input[axis] < least ? least : s->input[axis];
    /* padding behind is what the last window needs: none to as much as before */
    int room = s->input[axis] + s->pad[axis] + oracle_random_below(random, s->pad[axis] + 1);
    s->size[out[axis]] = (room - extent) / s->stride[axis] + 1;
}

static inline void draw_channels(struct convolution_case *c, struct oracle_random *random,
                                 const struct convolution_limits *limits)
{
    int *size = c->convolution.shape.size;
    int groups = 1, each = 1 + oracle_random_below(random, limits->channels);
    int kind = limits->is_pointwise ? 0 : oracle_random_below(random, 4);
    c->is_depthwise = kind == 1;
    if (kind == 1)
        groups = 2 + oracle_random_below(random, 2 * limits->channels), each = 1;
    else if (kind == 2)
        groups = 2 + oracle_random_below(random, 3);
    size[DIM_G] = groups;
    size[DIM_C] = groups * each;
    size[DIM_M] =
        groups * (c->is_depthwise ? 1 : 1 + oracle_random_below(random, limits->channels));
    if (kind == 2 && size[DIM_C] == groups && size[DIM_M] == groups)
        size[DIM_M] *= 2; /* or it would be depthwise */
}

/* Up to three precisions, their signs behind them; steps on the grid, ranges that clip. */
static inline void draw_parts(struct convolution_case *c, struct oracle_random *random,
                              int is_signed)
{
    static const int all_bits[] = {8, 4, 2};
    static const real steps[] = {(real)1 / 32, (real)1 / 8, (real)1 / 2};
    int mask = 1 + oracle_random_below(random, 7), signs = oracle_random_below(random, 8) & mask;
    for (int is_sign = 0; is_sign < 2; is_sign++)
        for (int k = 0; k < 3; k++) {
            int bits = all_bits[k];
            if (!((is_sign ? signs : mask) >> k & 1))
                continue;
            c->convolution.part[c->convolution.part_count++] = (struct part){
                .quantiser = {.step = steps[k],
                              .min = is_signed ? -(1 << (bits - 1)) : 0,
                              .max = is_signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1},
                .bits = bits,
                .is_sign = is_sign};
        }
}

static inline struct convolution_case convolution_case_draw(struct oracle_random *random,
                                                            const struct convolution_limits *limits)
{
    struct convolution_case c = {0};
    struct layer_shape *s = &c.convolution.shape;
    s->size[DIM_N] = 1;
    draw_axis(s, random, ROWS, limits);
    draw_axis(s, random, COLUMNS, limits);
    draw_channels(&c, random, limits);
    int images = 1 + oracle_random_below(random, limits->images);
    int is_signed = oracle_random_below(random, 2);
    draw_parts(&c, random, is_signed);
    c.x = kernel_view_create(random, images, s->input[ROWS], s->input[COLUMNS], s->size[DIM_C]);
    kernel_view_fill(&c.x, random, 2, 16);
    kernel_view_normalise(&c.x, random);
    c.x.view.relu = !is_signed;
    c.z = kernel_view_create(random, images, s->size[DIM_P], s->size[DIM_Q], s->size[DIM_M]);
    c.weights = (size_t)layer_weights(s) * (size_t)c.convolution.part_count;
    c.w = malloc(c.weights * sizeof *c.w);
    cr_assert_not_null(c.w);
    for (size_t i = 0; i < c.weights; i++)
        c.w[i] = grid(random, 1, 4);
    return c;
}

static inline void convolution_case_free(struct convolution_case *c)
{
    kernel_view_free(&c->x);
    kernel_view_free(&c->z);
    free(c->w);
}

/* ---- by definition ---- */

static inline double level_of(const struct part *part, double x)
{
    double u = x / (double)part->quantiser.step;
    u = fmin(fmax(u, part->quantiser.min), part->quantiser.max);
    return round(u); /* halves away from zero */
}

/* A part of x; 0 in the padding. */
static inline double part_value(const struct convolution_case *c, const struct part *part, int n,
                                int h, int w, int channel)
{
    const struct view *x = &c->x.view;
    if (h < 0 || h >= x->rows || w < 0 || w >= x->columns)
        return 0;
    double level = level_of(part, kernel_view_x(x, n, h, w, channel));
    return part->is_sign ? (level > 0) - (level < 0) : level * (double)part->quantiser.step;
}

/* One product of the sum: output (n, p, q, m), and its input and weight. */
struct term {
    int n, p, q, m, part, h, w, channel;
    size_t weight;
};

typedef void on_term(const struct convolution_case *c, const struct term *t, void *context);

static inline size_t weight_at(const struct convolution_case *c, const struct term *t, int r, int s,
                               int i)
{
    int each = case_size(c, DIM_C) / case_size(c, DIM_G);
    int outputs = case_size(c, DIM_M) / case_size(c, DIM_G);
    int parts = c->convolution.part_count, rows = case_size(c, DIM_R),
        columns = case_size(c, DIM_S);
    int tap = (t->part * rows + r) * columns + s; /* of a group, or of a depthwise layer */
    if (c->is_depthwise)
        return (size_t)tap * (size_t)case_size(c, DIM_M) + (size_t)t->m;
    int row = (t->m / outputs * parts * rows * columns + tap) * each + i;
    return (size_t)row * (size_t)outputs + (size_t)(t->m % outputs);
}

/* All terms of one output. */
static inline void each_term_of(const struct convolution_case *c, struct term *t, on_term *call,
                                void *context)
{
    const struct layer_shape *s = &c->convolution.shape;
    int each = case_size(c, DIM_C) / case_size(c, DIM_G);
    int g = t->m / (case_size(c, DIM_M) / case_size(c, DIM_G));
    for (t->part = 0; t->part < c->convolution.part_count; t->part++)
        for (int r = 0; r < s->size[DIM_R]; r++)
            for (int q = 0; q < s->size[DIM_S]; q++)
                for (int i = 0; i < each; i++) {
                    t->h = t->p * s->stride[ROWS] + r * s->dilation[ROWS] - s->pad[ROWS];
                    t->w = t->q * s->stride[COLUMNS] + q * s->dilation[COLUMNS] - s->pad[COLUMNS];
                    t->channel = g * each + i;
                    t->weight = weight_at(c, t, r, q, i);
                    call(c, t, context);
                }
}

static inline void each_term(const struct convolution_case *c, on_term *call, void *context)
{
    struct term t;
    for (t.n = 0; t.n < c->x.view.images; t.n++)
        for (t.p = 0; t.p < case_size(c, DIM_P); t.p++)
            for (t.q = 0; t.q < case_size(c, DIM_Q); t.q++)
                for (t.m = 0; t.m < case_size(c, DIM_M); t.m++)
                    each_term_of(c, &t, call, context);
}

static inline real *output_at(const struct kernel_view *z, const struct term *t)
{
    return kernel_view_at(&z->view, t->n, t->p, t->q) + t->m;
}

#endif
