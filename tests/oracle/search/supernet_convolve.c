#include "supernet_state.h"

/* Indices of the three tensors that one term is of. */
struct term {
    size_t x, w, y;
};

struct operands {
    double *to;
    const double *a, *b;
};

typedef void visit(const struct operands *o, struct term t);

static size_t at4(size_t a, int b, int size_b, int c, int size_c, int d, int size_d)
{
    return ((a * (size_t)size_b + (size_t)b) * (size_t)size_c + (size_t)c) * (size_t)size_d +
           (size_t)d;
}

int supernet_is_depthwise(const struct layer_shape *shape)
{
    return shape->size[DIM_C] == shape->size[DIM_G] && shape->size[DIM_M] == shape->size[DIM_G] &&
           shape->size[DIM_G] > 1;
}

static size_t weight_at(const struct layer_shape *shape, int m, int r, int s, int c)
{
    const int *size = shape->size;
    int per_c = size[DIM_C] / size[DIM_G], per_m = size[DIM_M] / size[DIM_G];
    if (supernet_is_depthwise(shape))
        return at4((size_t)r, s, size[DIM_S], m, size[DIM_M], 0, 1);
    size_t row = at4((size_t)(m / per_m), r, size[DIM_R], s, size[DIM_S], c, per_c);
    return row * (size_t)per_m + (size_t)(m % per_m);
}

/* The window of one output: rows, columns, input channels of its group. */
static void window(const struct layer_shape *shape, int n, int m, int p, int q, visit *visit_term,
                   const struct operands *o)
{
    const int *size = shape->size;
    int per_c = size[DIM_C] / size[DIM_G], g = m / (size[DIM_M] / size[DIM_G]);
    struct term t = {.y = at4((size_t)n, m, size[DIM_M], p, size[DIM_P], q, size[DIM_Q])};
    for (int r = 0; r < size[DIM_R]; r++)
        for (int s = 0; s < size[DIM_S]; s++) {
            int h = p * shape->stride[ROWS] + r * shape->dilation[ROWS] - shape->pad[ROWS];
            int v = q * shape->stride[COLUMNS] + s * shape->dilation[COLUMNS] - shape->pad[COLUMNS];
            if (h < 0 || h >= shape->input[ROWS] || v < 0 || v >= shape->input[COLUMNS])
                continue;
            for (int c = 0; c < per_c; c++) {
                t.w = weight_at(shape, m, r, s, c);
                t.x = at4((size_t)n, g * per_c + c, size[DIM_C], h, shape->input[ROWS], v,
                          shape->input[COLUMNS]);
                visit_term(o, t);
            }
        }
}

static void walk(const struct layer_shape *shape, visit *visit_term, const struct operands *o)
{
    for (int n = 0; n < shape->size[DIM_N]; n++)
        for (int m = 0; m < shape->size[DIM_M]; m++)
            for (int p = 0; p < shape->size[DIM_P]; p++)
                for (int q = 0; q < shape->size[DIM_Q]; q++)
                    window(shape, n, m, p, q, visit_term, o);
}

static void add_y(const struct operands *o, struct term t)
{
    o->to[t.y] += o->a[t.x] * o->b[t.w];
}

static void add_x(const struct operands *o, struct term t)
{
    o->to[t.x] += o->a[t.w] * o->b[t.y];
}

static void add_w(const struct operands *o, struct term t)
{
    o->to[t.w] += o->a[t.x] * o->b[t.y];
}

void supernet_convolve(const struct layer_shape *shape, const double *x, const double *w, double *y)
{
    walk(shape, add_y, &(struct operands){y, x, w});
}

void supernet_convolve_data(const struct layer_shape *shape, double *dx, const double *w,
                            const double *dy)
{
    walk(shape, add_x, &(struct operands){dx, w, dy});
}

void supernet_convolve_weights(const struct layer_shape *shape, const double *x, double *dw,
                               const double *dy)
{
    walk(shape, add_w, &(struct operands){dw, x, dy});
}
