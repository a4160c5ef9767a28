/* One step of windows without gaps: what each PE needs is an interval of rows. */
#include "window_step.h"

/* More PEs, or more distinct intervals, and the rows are walked one by one. */
enum { PES_MAX = 256, DISTINCT_MAX = 64 };

struct interval {
    int low, high; /* rows low .. high - 1 */
};

/* The rows of a tile; low >= high where the PE has no terms, or none of them is real. */
static struct interval rows_at(const struct window_geometry *g, const struct window_query *q,
                               const struct window_place *at)
{
    int p = window_start(&q->cut[0], at, 0), r = window_start(&q->cut[1], at, 1);
    if (p >= g->positions || r >= g->taps)
        return (struct interval){0, 0};
    int low = g->stride * p + g->dilation * r - g->pad;
    int high = g->stride * (window_end(p, q->cut[0].tile, g->positions) - 1) +
               g->dilation * (window_end(r, q->cut[1].tile, g->taps) - 1) - g->pad + 1;
    return (struct interval){low < 0 ? 0 : low, high > g->extent ? g->extent : high};
}

/* The tile before begins at lower rows, so what is new are the rows above it. */
static struct interval rows_new(const struct window_geometry *g, const struct window_query *q,
                                struct window_place at)
{
    struct interval rows = rows_at(g, q, &at);
    if (rows.low < rows.high && window_step_back(q, &at)) {
        struct interval before = rows_at(g, q, &at);
        if (before.high > rows.low)
            rows.low = before.high;
    }
    return rows;
}

static int is_above(const struct interval *a, const struct interval *b)
{
    return a->low != b->low ? a->low > b->low : a->high > b->high;
}

/* Places one more in the order; they come nearly in order. */
static void insert(struct interval *sorted, int count, struct interval next)
{
    int i = count;
    for (; i > 0 && is_above(&sorted[i - 1], &next); i--)
        sorted[i] = sorted[i - 1];
    sorted[i] = next;
}

/* Intervals of all PEs in order, without the empty ones. Returns how many. */
static int sort_rows(const struct window_geometry *g, const struct window_query *q,
                     struct window_place at, struct interval *sorted)
{
    int count = 0;
    for (at.pe[0] = 0; at.pe[0] < q->cut[0].spread; at.pe[0]++)
        for (at.pe[1] = 0; at.pe[1] < q->cut[1].spread; at.pe[1]++) {
            struct interval rows = rows_new(g, q, at);
            if (rows.low < rows.high)
                insert(sorted, count++, rows);
        }
    return count;
}

/* Returns how many are distinct. */
static int add_sorted(const struct interval *sorted, int count, struct window_counts *sum)
{
    int end = 0, distinct = 0;
    for (int i = 0; i < count; i++) {
        int low = sorted[i].low, high = sorted[i].high;
        sum->all += (uint64_t)(high - low);
        if (i == 0 || is_above(&sorted[i], &sorted[i - 1])) {
            sum->distinct += (uint64_t)(high - low);
            distinct++;
        }
        low = low < end ? end : low;
        end = high > end ? high : end;
        sum->together += (uint64_t)(high > low ? high - low : 0);
    }
    return distinct;
}

void window_interval_step(const struct window_geometry *g, const struct window_query *q,
                          struct window_place at, struct window_counts *out)
{
    struct interval sorted[PES_MAX];
    struct window_counts sum = {.all = out->all, out->distinct, out->together};
    int is_small = (long)q->cut[0].spread * q->cut[1].spread <= PES_MAX;
    int count = is_small ? sort_rows(g, q, at, sorted) : 0;
    if (!is_small || add_sorted(sorted, count, &sum) > DISTINCT_MAX) {
        window_walk_step(g, q, at, out);
        return;
    }
    out->all = sum.all;
    out->distinct = sum.distinct;
    out->together = sum.together;
}
