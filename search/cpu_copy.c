/* Tensors that are sums of others, or the same channels in another order. */
#include <string.h>

#include "cpu.h"

static size_t positions(const struct view *view)
{
    return (size_t)view->rows * (size_t)view->columns;
}

static void copy_position(const struct view *x, const struct quantiser *q, const real *v,
                          const int *to, int add, real *y)
{
    for (int c = 0; c < x->channels; c++) {
        real value = view_x(x, v[c], c);
        value = q ? q->step * cpu_level(value, q) : value;
        int at = to ? to[c] : c;
        y[at] = add ? y[at] + value : value;
    }
}

void cpu_copy(struct kernel_context *k, const struct view *x, const struct quantiser *q,
              const struct view *y, const int *to, int add)
{
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (int i = 0; i < x->images; i++)
        for (size_t at = 0; at < positions(x); at++)
            copy_position(x, q, view_at(x, i, 0, 0) + at * (size_t)x->stride, to, add,
                          view_at(y, i, 0, 0) + at * (size_t)y->stride);
}

static double return_position(const struct view *x, const struct quantiser *q, const real *v,
                              const real *dy, const int *to, int add, real *d)
{
    double dstep = 0;
    for (int c = 0; c < x->channels; c++) {
        real limit, value = dy[to ? to[c] : c];
        int passes = cpu_passes(view_x(x, v[c], c), q, &limit);
        dstep += (double)(limit * value);
        d[c] = (add ? d[c] : 0) + (passes ? value : 0);
    }
    return dstep;
}

static double return_image(const struct view *dy, const int *to, const struct view *x,
                           const struct quantiser *q, const struct view *dx, int image, int add)
{
    double dstep = 0;
    for (size_t at = 0; at < positions(dx); at++)
        dstep += return_position(x, q, view_at(x, image, 0, 0) + at * (size_t)x->stride,
                                 view_at(dy, image, 0, 0) + at * (size_t)dy->stride, to, add,
                                 view_at(dx, image, 0, 0) + at * (size_t)dx->stride);
    return dstep;
}

void cpu_copy_backward(struct kernel_context *k, const struct view *dy, const int *to,
                       const struct view *x, const struct quantiser *q, const struct view *dx,
                       int add, double *dstep)
{
    size_t blocks = cpu_blocks(dx->images);
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t b = 0; b < blocks; b++) {
        int first, end;
        cpu_block(dx->images, b, &first, &end);
        k->sums[b * k->sums_count] = 0;
        for (int i = first; i < end; i++)
            k->sums[b * k->sums_count] += return_image(dy, to, x, q, dx, i, add);
    }
    cpu_sum_doubles(k->sums, blocks, k->sums_count, 1);
    *dstep += k->sums[0];
}

void cpu_gate(struct kernel_context *k, const struct view *x, const struct view *dx)
{
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (int i = 0; i < x->images; i++)
        for (size_t at = 0; at < positions(x); at++) {
            const real *v = view_at(x, i, 0, 0) + at * (size_t)x->stride;
            real *d = view_at(dx, i, 0, 0) + at * (size_t)dx->stride;
            for (int c = 0; c < x->channels; c++)
                d[c] = view_x(x, v[c], c) > 0 ? d[c] : 0;
        }
}

void cpu_clear(const struct view *view, int first, int end)
{
    for (int i = first; i < end; i++)
        for (size_t at = 0; at < positions(view); at++)
            memset(view_at(view, i, 0, 0) + at * (size_t)view->stride, 0,
                   (size_t)view->channels * sizeof(real));
}
