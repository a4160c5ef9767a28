/* Pools against direct loops. */
#include "kernel_view.h"

struct pool_case {
    const struct quantiser *q; /* an average is of x through it; NULL: of x */
    struct pool pool;
    struct kernel_view x, y;
    uint8_t *chosen;
};

/* A window never lies in the padding alone, and never begins behind the input: the reader of
 * networks sees to that. The last one may hang over the end, as with ceil_mode. */
static int draw_axis(struct pool *p, enum axis_2d axis, struct oracle_random *random, int size)
{
    int kernel = p->kernel[axis] = 1 + oracle_random_below(random, size < 5 ? size : 5);
    p->stride[axis] = 1 + oracle_random_below(random, 3);
    p->pad[axis] = oracle_random_below(random, kernel / 2 + 1);
    int room = size + 2 * p->pad[axis] - kernel, out = room / p->stride[axis] + 1;
    int next = out * p->stride[axis] - p->pad[axis];
    return out + (next < size && oracle_random_below(random, 2));
}

static struct pool_case pool_case_draw(struct oracle_random *random, enum pool_kind kind)
{
    struct pool_case c = {.pool.kind = kind};
    int images = 1 + oracle_random_below(random, 20),
        channels = 1 + oracle_random_below(random, 140);
    int rows = 1 + oracle_random_below(random, 9), columns = 1 + oracle_random_below(random, 9);
    c.x = kernel_view_create(random, images, rows, columns, channels);
    kernel_view_fill(&c.x, random, 2, 16);
    kernel_view_normalise(&c.x, random);
    c.x.view.relu = oracle_random_below(random, 2);
    int p = draw_axis(&c.pool, ROWS, random, rows),
        q = draw_axis(&c.pool, COLUMNS, random, columns);
    c.y = kernel_view_create(random, images, p, q, channels);
    c.chosen = calloc(kernel_view_positions(&c.y.view) * (size_t)channels, 1);
    cr_assert_not_null(c.chosen);
    return c;
}

static void pool_case_free(struct pool_case *c)
{
    kernel_view_free(&c->x);
    kernel_view_free(&c->y);
    free(c->chosen);
}

/* One output of a pool, and its window without the padding. */
struct window {
    int n, p, q, c;
    int rows[2], columns[2]; /* [first, end) */
    int padded;              /* positions, padding included, what hangs over the end not */
};

static void cut(const struct pool *p, enum axis_2d axis, int at, int size, int span[2], int *padded)
{
    int first = at * p->stride[axis] - p->pad[axis], end = first + p->kernel[axis];
    *padded *= (end < size + p->pad[axis] ? end : size + p->pad[axis]) - first;
    span[0] = first > 0 ? first : 0;
    span[1] = end < size ? end : size;
}

typedef void on_window(const struct pool_case *c, const struct window *w, struct kernel_view *out);

static void each_window(const struct pool_case *c, on_window *call, struct kernel_view *out)
{
    const struct view *y = &c->y.view;
    struct window w;
    for (w.n = 0; w.n < y->images; w.n++)
        for (w.p = 0; w.p < y->rows; w.p++)
            for (w.q = 0; w.q < y->columns; w.q++)
                for (w.c = 0; w.c < y->channels; w.c++) {
                    w.padded = 1;
                    cut(&c->pool, ROWS, w.p, c->x.view.rows, w.rows, &w.padded);
                    cut(&c->pool, COLUMNS, w.q, c->x.view.columns, w.columns, &w.padded);
                    call(c, &w, out);
                }
}

/* The first of the largest. */
static double largest(const struct pool_case *c, const struct window *w, int *row, int *column)
{
    double best = -INFINITY;
    for (int h = w->rows[0]; h < w->rows[1]; h++)
        for (int v = w->columns[0]; v < w->columns[1]; v++) {
            double x = kernel_view_x(&c->x.view, w->n, h, v, w->c);
            if (x > best)
                best = x, *row = h, *column = v;
        }
    return best;
}

/* x as q stores it, in its steps, written out. */
static double stored(const struct quantiser *q, double x)
{
    return q ? fmin(fmax(round(x / (double)q->step), q->min), q->max) : x;
}

static double mean_of(const struct quantiser *q, double sum, int count)
{
    return q ? (double)q->step * round(sum / count) : sum / count;
}

/* 1 where q lets a gradient through. */
static double passes(const struct quantiser *q, double x)
{
    return !q || (x / (double)q->step <= q->max && x / (double)q->step >= q->min);
}

static void pool_window(const struct pool_case *c, const struct window *w, struct kernel_view *y)
{
    int row, column;
    double sum = 0;
    for (int h = w->rows[0]; h < w->rows[1]; h++)
        for (int v = w->columns[0]; v < w->columns[1]; v++)
            sum += stored(c->q, kernel_view_x(&c->x.view, w->n, h, v, w->c));
    kernel_view_at(&y->view, w->n, w->p, w->q)[w->c] =
        (real)(c->pool.kind == POOL_MAX ? largest(c, w, &row, &column)
                                        : mean_of(c->q, sum, w->padded));
}

static void return_window(const struct pool_case *c, const struct window *w, struct kernel_view *dx)
{
    int row = -1, column = -1;
    real dy = kernel_view_at(&c->y.view, w->n, w->p, w->q)[w->c];
    largest(c, w, &row, &column);
    for (int h = w->rows[0]; h < w->rows[1]; h++)
        for (int v = w->columns[0]; v < w->columns[1]; v++) {
            double share =
                c->pool.kind == POOL_AVERAGE
                    ? passes(c->q, kernel_view_x(&c->x.view, w->n, h, v, w->c)) / w->padded
                    : h == row && v == column;
            real *d = kernel_view_at(&dx->view, w->n, h, v) + w->c;
            *d = (real)((double)*d + share * (double)dy);
        }
}

/* Largest difference of two views; what lies beside them must be the same. */
static double distance(const struct kernel_view *a, const struct kernel_view *b)
{
    size_t count = kernel_view_positions(&a->view) * (size_t)a->view.stride;
    double worst = 0;
    for (size_t i = 0; i < count; i++)
        worst = fmax(worst, fabs((double)(a->buffer[i] - b->buffer[i])));
    return worst;
}

/* A share such as 1 / 9 is rounded, a maximum is exact. */
static void check(unsigned n, enum pool_kind kind)
{
    const double tolerance = kind == POOL_MAX ? 0 : 1e-5;
    struct oracle_random random = {n};
    struct pool_case c = pool_case_draw(&random, kind);
    struct kernel_view want = kernel_view_like(&c.y), dx = kernel_view_like(&c.x);
    struct kernel_context *k = kernel_context_for(&c.x.view);
    const struct quantiser through = {.step = (real)0.5, .min = -2, .max = 3};
    const struct quantiser *q =
        kind == POOL_AVERAGE && oracle_random_below(&random, 2) ? &through : NULL;
    int add = oracle_random_below(&random, 2);
    double dstep = 0;
    c.q = q;
    each_window(&c, pool_window, &want);
    kernels_cpu.pool(k, &c.pool, &c.x.view, q, &c.y.view, c.chosen);
    cr_assert_leq(distance(&c.y, &want), tolerance, "case %u", n);
    kernel_view_fill(&c.y, &random, 2, 4);
    kernel_view_fill(&dx, &random, 2, 4);
    struct kernel_view want_dx = kernel_view_like(&dx);
    for (size_t i = 0; i < kernel_view_positions(&dx.view) && !add; i++)
        memset(want_dx.view.value + i * (size_t)dx.view.stride, 0,
               (size_t)dx.view.channels * sizeof(real));
    each_window(&c, return_window, &want_dx);
    kernels_cpu.pool_backward(k, &c.pool, &c.y.view, c.chosen, &c.x.view, q, &dx.view, add, &dstep);
    cr_assert_leq(distance(&dx, &want_dx), tolerance, "case %u", n);
    kernels_cpu.free(k);
    kernel_view_free(&want);
    kernel_view_free(&want_dx);
    kernel_view_free(&dx);
    pool_case_free(&c);
}

Test(kernels_pool, max)
{
    for (unsigned n = 1; n <= 150; n++)
        check(n, POOL_MAX);
}

Test(kernels_pool, average)
{
    for (unsigned n = 1; n <= 150; n++)
        check(n, POOL_AVERAGE);
}
