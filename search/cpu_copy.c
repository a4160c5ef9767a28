/* Tensors that are sums of others, or the same channels in another order. */
#include <string.h>

#include "cpu.h"

static size_t positions(const struct view *view)
{
    return (size_t)view->rows * (size_t)view->columns;
}

static void copy_position(const struct view *x, const real *v, const int *to, int add, real *y)
{
    for (int c = 0; c < x->channels; c++) {
        real value = view_x(x, v[c], c);
        int at = to ? to[c] : c;
        y[at] = add ? y[at] + value : value;
    }
}

void cpu_copy(struct kernel_context *k, const struct view *x, const struct view *y, const int *to,
              int add)
{
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (int i = 0; i < x->images; i++)
        for (size_t at = 0; at < positions(x); at++)
            copy_position(x, view_at(x, i, 0, 0) + at * (size_t)x->stride, to, add,
                          view_at(y, i, 0, 0) + at * (size_t)y->stride);
}

static void return_position(const struct view *dx, const real *dy, const int *to, int add, real *d)
{
    for (int c = 0; c < dx->channels; c++) {
        real value = dy[to ? to[c] : c];
        d[c] = add ? d[c] + value : value;
    }
}

void cpu_copy_backward(struct kernel_context *k, const struct view *dy, const int *to,
                       const struct view *dx, int add)
{
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (int i = 0; i < dx->images; i++)
        for (size_t at = 0; at < positions(dx); at++)
            return_position(dx, view_at(dy, i, 0, 0) + at * (size_t)dy->stride, to, add,
                            view_at(dx, i, 0, 0) + at * (size_t)dx->stride);
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
