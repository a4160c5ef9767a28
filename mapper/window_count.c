/* Rows fetched over all steps. Steps that lie within the input, with whole tiles, differ in
 * nothing but their place: one of them is counted for all. */
#include "tiling.h"
#include "window_step.h"

typedef void step_function(const struct window_geometry *, const struct window_query *,
                           struct window_place, struct window_counts *);

struct counter {
    struct window_geometry g;
    const struct window_query *q;
    step_function *step;
    struct window_counts first; /* of the first step of all */
    struct window_counts *out;
    int is_outer; /* positions: a line goes over turns of the array, not inner tiles */
};

int window_step_back(const struct window_query *q, struct window_place *at)
{
    if (q->slide == SLIDE_NONE)
        return 0;
    int d = q->slide == SLIDE_POSITION ? 0 : 1;
    int *index = q->run_is_outer ? &at->outer[d] : &at->inner[d];
    if (*index % q->run == 0)
        return 0;
    (*index)--;
    return 1;
}

static int *line_index(const struct counter *c, struct window_place *at)
{
    return c->is_outer ? &at->outer[0] : &at->inner[0];
}

/* Adds the step at `index` of a line, `times` over. */
static void add_step(struct counter *c, struct window_place at, int index, int times)
{
    struct window_counts one = {0};
    *line_index(c, &at) = index;
    if (at.outer[0] + at.outer[1] + at.inner[0] + at.inner[1] == 0)
        one = c->first;
    else
        c->step(&c->g, c->q, at, &one);
    c->out->all += (uint64_t)times * one.all;
    c->out->distinct += (uint64_t)times * one.distinct;
    c->out->together += (uint64_t)times * one.together;
}

static long floor_div(long a, long b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* Steps from .. end - 1 of a line lie within, with the tiles of all PEs. Where the tile before lies
 * does not matter: what it has in the padding, this one has not. */
struct range {
    long from, end;
};

static struct range steps_within(const struct counter *c, struct window_place at, int count)
{
    const struct window_geometry *g = &c->g;
    const struct window_cut *p = &c->q->cut[0], *r = &c->q->cut[1];
    *line_index(c, &at) = 0;
    long low = window_start(p, &at, 0), tap = window_start(r, &at, 1);
    long high = low + (long)(p->spread - 1) * p->inner * p->tile + p->tile; /* end of the last PE */
    long taps = tap + (long)(r->spread - 1) * r->inner * r->tile + r->tile;
    taps = taps < g->taps ? taps : g->taps;
    long step = c->is_outer ? (long)p->spread * p->inner * p->tile : p->tile; /* positions */
    long rows_below = g->stride * low + g->dilation * tap - g->pad;
    long rows_above = g->extent - 1 - (g->stride * (high - 1) + g->dilation * (taps - 1) - g->pad);
    long last = floor_div(g->positions - high, step);
    long last_row = floor_div(rows_above, g->stride * step);
    struct range within = {-floor_div(rows_below, g->stride * step), 0};
    within.from = within.from < 0 ? 0 : within.from;
    within.end = (last < last_row ? last : last_row) + 1;
    within.end = within.end < count ? within.end : count;
    return within;
}

/* Those that begin a run, and those that go on with one. */
static void add_within(struct counter *c, struct window_place at, struct range within)
{
    int run = c->q->run, from = (int)within.from, count = (int)(within.end - within.from);
    if (c->q->slide != SLIDE_POSITION || c->q->run_is_outer != c->is_outer) {
        add_step(c, at, from, count);
        return;
    }
    int begins = ceil_div((int)within.end, run) - ceil_div(from, run);
    if (begins > 0)
        add_step(c, at, ceil_div(from, run) * run, begins);
    if (count > begins)
        add_step(c, at, from % run ? from : from + 1, count - begins);
}

static void add_line(struct counter *c, struct window_place at)
{
    int count = c->is_outer ? c->q->cut[0].outer : c->q->cut[0].inner;
    struct range within = {count, count};
    if (count > 2)
        within = steps_within(c, at, count);
    if (within.end <= within.from)
        within = (struct range){count, count};
    for (int i = 0; i < within.from; i++)
        add_step(c, at, i, 1);
    if (within.end > within.from)
        add_within(c, at, within);
    for (int i = (int)within.end; i < count; i++)
        add_step(c, at, i, 1);
}

void window_count(const struct window_geometry *g, const struct window_query *q,
                  struct window_counts *out)
{
    const struct window_cut *p = &q->cut[0], *r = &q->cut[1];
    struct window_place at = {0};
    struct counter c = {window_without_gaps(g), q, window_walk_step, {0}, out, p->outer > p->inner};
    *out = (struct window_counts){0};
    if (window_has_no_gaps(&c.g, p->tile, r->tile))
        c.step = window_interval_step;
    c.step(&c.g, q, at, &c.first);
    int lines = c.is_outer ? p->inner : p->outer;
    for (int line = 0; line < lines; line++) {
        *(c.is_outer ? &at.inner[0] : &at.outer[0]) = line;
        for (at.outer[1] = 0; at.outer[1] < r->outer; at.outer[1]++)
            for (at.inner[1] = 0; at.inner[1] < r->inner; at.inner[1]++)
                add_line(&c, at);
    }
    out->first_all = c.first.all;
    out->first_distinct = c.first.distinct;
    out->first_together = c.first.together;
    out->largest = window_largest(g, p->tile, r->tile);
}
