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

enum { CHUNK = 64 }; /* channels at a time: their largest stay in registers */

/* Largest values so far of a chunk of channels, and where they are. */
struct peaks {
    real value[CHUNK];
    int32_t at[CHUNK];
};

VECTOR_LOOP
static void take_larger(const struct view *x, const real *v, int first, int32_t here,
                        struct peaks *peaks)
{
    int n = x->channels - first < CHUNK ? x->channels - first : CHUNK;
    real floor = x->relu ? 0 : -(real)1e30;
    for (int c = 0; c < n; c++) {
        real value = x->scale[first + c] * v[first + c] + x->shift[first + c];
        value = value < floor ? floor : value;
        peaks->at[c] = value > peaks->value[c] ? here : peaks->at[c];
        peaks->value[c] = value > peaks->value[c] ? value : peaks->value[c];
    }
}

static void largest_of_chunk(const struct pool *p, const struct view *x, const struct cell *cell,
                             int first, real *y, uint8_t *chosen)
{
    struct peaks peaks = {{0}, {0}};
    for (int c = 0; c < CHUNK; c++)
        peaks.value[c] = -(real)1e31;
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++)
            take_larger(x, view_at(x, cell->image, r, s), first, number(p, cell, r, s), &peaks);
    for (int c = 0; c < CHUNK && first + c < x->channels; c++) {
        y[first + c] = peaks.value[c];
        chosen[first + c] = (uint8_t)peaks.at[c];
    }
}

static void largest(const struct pool *p, const struct view *x, const struct cell *cell, real *y,
                    uint8_t *chosen)
{
    for (int first = 0; first < x->channels; first += CHUNK)
        largest_of_chunk(p, x, cell, first, y, chosen);
}

static void add_position(const struct view *x, const struct quantiser *q, const real *v, real *sum)
{
    for (int c = 0; c < x->channels; c++) {
        real value = view_x(x, v[c], c);
        sum[c] += q ? cpu_level(value, q) : value;
    }
}

/* Of levels, rounded to one again, as integers are averaged. */
static real mean_of(real sum, real count, const struct quantiser *q)
{
    real mean = sum / count;
    if (!q)
        return mean;
    return q->step * (q->smooth ? mean : nearest(mean));
}

static void average(const struct view *x, const struct quantiser *q, const struct cell *cell,
                    real *y)
{
    real count = (real)cell->r.padded * (real)cell->s.padded;
    memset(y, 0, (size_t)x->channels * sizeof *y);
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++)
            add_position(x, q, view_at(x, cell->image, r, s), y);
    for (int c = 0; c < x->channels; c++)
        y[c] = mean_of(y[c], count, q);
}

/* Number of an output position among all of a batch. */
static size_t position(const struct view *y, int image, int row, int column)
{
    return ((size_t)image * (size_t)y->rows + (size_t)row) * (size_t)y->columns + (size_t)column;
}

static void pool_image(const struct pool *p, const struct view *x, const struct quantiser *q,
                       const struct view *y, uint8_t *chosen, int image)
{
    for (int row = 0; row < y->rows; row++)
        for (int column = 0; column < y->columns; column++) {
            struct cell cell = cell_at(p, x, image, row, column);
            real *to = view_at(y, image, row, column);
            size_t at = position(y, image, row, column) * (size_t)y->channels;
            if (p->kind == POOL_MAX)
                largest(p, x, &cell, to, chosen + at);
            else
                average(x, q, &cell, to);
        }
}

void cpu_pool(struct kernel_context *k, const struct pool *p, const struct view *x,
              const struct quantiser *q, const struct view *y, uint8_t *chosen)
{
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (int i = 0; i < y->images; i++)
        pool_image(p, x, q, y, chosen, i);
}

enum { WINDOW_MAX = 256 }; /* positions of a window: their number is a byte */

/* Elements from a window's first position, padding included, to each of its positions. */
static void window_steps(const struct pool *p, const struct view *x, ptrdiff_t step[WINDOW_MAX])
{
    for (int at = 0; at < p->kernel[ROWS] * p->kernel[COLUMNS]; at++)
        step[at] = ((ptrdiff_t)(at / p->kernel[COLUMNS]) * x->columns + at % p->kernel[COLUMNS]) *
                   x->stride;
}

static void to_largest(const struct cell *cell, const ptrdiff_t *step, const real *dy,
                       const uint8_t *chosen, const struct view *dx)
{
    ptrdiff_t first = ((ptrdiff_t)cell->image * dx->rows + cell->top) * dx->columns + cell->left;
    for (int c = 0; c < dx->channels; c++)
        dx->value[first * dx->stride + step[chosen[c]] + c] += dy[c];
}

/* What the backward of an average needs. */
struct spread {
    const struct view *x, *dx;
    const struct quantiser *q;
};

static double to_position(const struct spread *s, const real *v, const real *dy, real share,
                          real *d)
{
    double dstep = 0;
    for (int c = 0; c < s->x->channels; c++) {
        real limit, value = dy[c] * share;
        int passes = cpu_passes(view_x(s->x, v[c], c), s->q, &limit);
        dstep += (double)(limit * value);
        d[c] += passes ? value : 0;
    }
    return dstep;
}

static double to_all(const struct spread *spread, const struct cell *cell, const real *dy)
{
    real share = 1 / ((real)cell->r.padded * (real)cell->s.padded);
    double dstep = 0;
    for (int r = cell->r.first; r < cell->r.end; r++)
        for (int s = cell->s.first; s < cell->s.end; s++)
            dstep += to_position(spread, view_at(spread->x, cell->image, r, s), dy, share,
                                 view_at(spread->dx, cell->image, r, s));
    return dstep;
}

static double return_image(const struct pool *p, const struct view *dy, const uint8_t *chosen,
                           const struct spread *spread, int image)
{
    ptrdiff_t step[WINDOW_MAX];
    double dstep = 0;
    window_steps(p, spread->dx, step);
    for (int row = 0; row < dy->rows; row++)
        for (int column = 0; column < dy->columns; column++) {
            struct cell cell = cell_at(p, spread->dx, image, row, column);
            const real *from = view_at(dy, image, row, column);
            size_t at = position(dy, image, row, column) * (size_t)dy->channels;
            if (p->kind == POOL_MAX)
                to_largest(&cell, step, from, chosen + at, spread->dx);
            else
                dstep += to_all(spread, &cell, from);
        }
    return dstep;
}

void cpu_pool_backward(struct kernel_context *k, const struct pool *p, const struct view *dy,
                       const uint8_t *chosen, const struct view *x, const struct quantiser *q,
                       const struct view *dx, int add, double *dstep)
{
    const struct spread spread = {x, dx, q};
    size_t blocks = cpu_blocks(dy->images);
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t b = 0; b < blocks; b++) {
        int first, end;
        cpu_block(dy->images, b, &first, &end);
        k->sums[b * k->sums_count] = 0;
        if (!add)
            cpu_clear(dx, first, end);
        for (int i = first; i < end; i++)
            k->sums[b * k->sums_count] += return_image(p, dy, chosen, &spread, i);
    }
    cpu_sum_doubles(k->sums, blocks, k->sums_count, 1);
    *dstep += k->sums[0];
}
