#include <string.h>

#include "cpu.h"
#include "vector.h"

/* A window in an axis: inside the input, and inside the input with its padding. */
struct span {
    int first, end, padded;
};

static struct span window(const struct pool *p, enum axis_2d axis, int at, int size)
{
    struct span s = {.first = at * p->stride[axis] - p->pad[axis]};
    s.end = s.first + p->kernel[axis];
    if (s.end > size + p->pad[axis])
        s.end = size + p->pad[axis];
    s.padded = s.end - s.first;
    s.first = s.first > 0 ? s.first : 0;
    s.end = s.end < size ? s.end : size;
    return s;
}

/* One output position: its window in rows and columns. */
struct cell {
    struct span r, s;
    int image, top, left; /* of the window, padding included */
};

static struct cell cell_at(const struct pool *p, const struct view *x, int image, int row,
                           int column)
{
    return (struct cell){.r = window(p, ROWS, row, x->rows),
                         .s = window(p, COLUMNS, column, x->columns),
                         .image = image,
                         .top = row * p->stride[ROWS] - p->pad[ROWS],
                         .left = column * p->stride[COLUMNS] - p->pad[COLUMNS]};
}

static uint8_t number(const struct pool *p, const struct cell *cell, int r, int s)
{
    return (uint8_t)((r - cell->top) * p->kernel[COLUMNS] + s - cell->left);
}

VECTOR_LOOP
static void take_larger(const struct view *x, const real *v, uint8_t here, real *y, uint8_t *chosen)
{
    for (int c = 0; c < x->channels; c++) {
        real value = x->scale ? x->scale[c] * v[c] + x->shift[c] : v[c];
        value = x->relu && value < 0 ? 0 : value;
        chosen[c] = value > y[c] ? here : chosen[c];
        y[c] = value > y[c] ? value : y[c];
    }
}

static void largest(const struct pool *p, const struct view *x, const struct cell *cell, real *y,
                    uint8_t *chosen)
{
    for (int c = 0; c < x->channels; c++)
        y[c] = -(real)1e30;
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++)
            take_larger(x, view_at(x, cell->image, r, s), number(p, cell, r, s), y, chosen);
}

static void average(const struct view *x, const struct cell *cell, real *y)
{
    real share = 1 / ((real)cell->r.padded * (real)cell->s.padded);
    memset(y, 0, (size_t)x->channels * sizeof *y);
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++) {
            const real *v = view_at(x, cell->image, r, s);
            for (int c = 0; c < x->channels; c++)
                y[c] += view_x(x, v[c], c) * share;
        }
}

/* Number of an output position among all of a batch. */
static size_t position(const struct view *y, int image, int row, int column)
{
    return ((size_t)image * (size_t)y->rows + (size_t)row) * (size_t)y->columns + (size_t)column;
}

static void pool_image(const struct pool *p, const struct view *x, const struct view *y,
                       uint8_t *chosen, int image)
{
    for (int row = 0; row < y->rows; row++)
        for (int column = 0; column < y->columns; column++) {
            struct cell cell = cell_at(p, x, image, row, column);
            real *to = view_at(y, image, row, column);
            size_t at = position(y, image, row, column) * (size_t)y->channels;
            if (p->kind == POOL_MAX)
                largest(p, x, &cell, to, chosen + at);
            else
                average(x, &cell, to);
        }
}

void cpu_pool(struct kernel_context *k, const struct pool *p, const struct view *x,
              const struct view *y, uint8_t *chosen)
{
#pragma omp parallel for num_threads(k->threads) schedule(static)
    for (int i = 0; i < y->images; i++)
        pool_image(p, x, y, chosen, i);
}

static void to_largest(const struct pool *p, const struct cell *cell, const real *dy,
                       const uint8_t *chosen, const struct view *dx)
{
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++) {
            real *d = view_at(dx, cell->image, r, s);
            uint8_t here = number(p, cell, r, s);
            for (int c = 0; c < dx->channels; c++)
                d[c] += chosen[c] == here ? dy[c] : 0;
        }
}

static void to_all(const struct cell *cell, const real *dy, const struct view *dx)
{
    real share = 1 / ((real)cell->r.padded * (real)cell->s.padded);
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++) {
            real *d = view_at(dx, cell->image, r, s);
            for (int c = 0; c < dx->channels; c++)
                d[c] += dy[c] * share;
        }
}

static void return_image(const struct pool *p, const struct view *dy, const uint8_t *chosen,
                         const struct view *dx, int image)
{
    for (int row = 0; row < dy->rows; row++)
        for (int column = 0; column < dy->columns; column++) {
            struct cell cell = cell_at(p, dx, image, row, column);
            const real *from = view_at(dy, image, row, column);
            size_t at = position(dy, image, row, column) * (size_t)dy->channels;
            if (p->kind == POOL_MAX)
                to_largest(p, &cell, from, chosen + at, dx);
            else
                to_all(&cell, from, dx);
        }
}

void cpu_pool_backward(struct kernel_context *k, const struct pool *p, const struct view *dy,
                       const uint8_t *chosen, const struct view *dx, int add)
{
#pragma omp parallel for num_threads(k->threads) schedule(static)
    for (int i = 0; i < dy->images; i++) {
        if (!add)
            cpu_clear(dx, i, i + 1);
        return_image(p, dy, chosen, dx, i);
    }
}
