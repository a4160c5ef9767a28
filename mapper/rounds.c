/* Goes through every lower nest with every set of tensors kept in the GLB, least bound
 * first, in rounds that reach further and further, until no bound is below the incumbent. */
#include <math.h>
#include <stdlib.h>

#include "bound.h"
#include "solver.h"

/* The first round reaches this share above the bound of everything. */
#define FIRST_STEP 0.001
/* How much further the next round reaches: more while rounds grow slowly, less
 * once each is twice the work of the one before. */
#define LEAST_GROWTH 1.1
#define MOST_GROWTH 3.0
#define GROWTH_CHANGE 1.15
/* Ticks that a round's list of nests may take: so many times the round before, and more. */
#define LIST_GROWTH 6
#define LIST_LEAST 300000
/* Where rounds do not end soon, dives and a look ahead: after so many ticks, so far above the bound
 * of everything, for so long. */
#define LOOK_AHEAD_AFTER 1000000
#define LOOK_AHEAD 1.1
#define LOOK_AHEAD_TICKS 200000

struct candidate {
    double bound;
    int nest;
    unsigned kept;
};

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    if (x->kept != y->kept)
        return x->kept > y->kept ? -1 : 1; /* more kept first */
    return (x->nest > y->nest) - (x->nest < y->nest);
}

/* The lower nests, each with every set of tensors kept. */
static struct candidate *list_candidates(struct solver *s, size_t *count)
{
    struct candidate *list = malloc((8 * s->lower.count + 1) * sizeof *list);
    *count = 0;
    for (unsigned kept = 0; list && kept < 8; kept++) {
        for (size_t i = 0; i < s->lower.count && !is_stopped(s); i++) {
            if (!(lower_kept_sets(s, &s->lower.nest[i]) >> kept & 1))
                continue;
            struct laying l;
            laying_start(s, &s->lower.nest[i], (1u << TENSOR_COUNT) - 1, &l);
            double bound = fmax(s->lower.nest[i].bound, bound_laying(s, &l, kept, 0));
            if (!is_hopeless(s, bound))
                list[(*count)++] = (struct candidate){bound, (int)i, kept};
        }
    }
    if (list)
        qsort(list, *count, sizeof *list, compare_candidates);
    return list;
}

static void search(struct solver *s, const struct candidate *list, size_t count)
{
    for (size_t i = 0; i < count && !s->interrupted && !s->failed && !s->is_near; i++) {
        if (is_hopeless(s, list[i].bound))
            return; /* so are all that follow */
        spread_search(s, &s->lower.nest[list[i].nest], list[i].kept);
    }
}

/* Nests that a dive tries for each set kept, the ticks each may take, and the ticks for all
 * spreads of one that led to a better mapping. */
#define DIVE_NESTS 64
#define DIVE_TICKS 1000
#define DIVE_AGAIN_TICKS 30000

static void dive_into(struct solver *s, const struct candidate *c)
{
    const struct lower_nest *nest = &s->lower.nest[c->nest];
    double best = s->best;
    s->pause_at = s->ticks + DIVE_TICKS;
    spread_dive(s, nest, c->kept);
    if (s->best >= best)
        return;
    s->pause_at = s->ticks + DIVE_AGAIN_TICKS;
    spread_search(s, nest, c->kept);
}

/* From nests that are spread over the list straight to a mapping, past the limit. */
static void dive(struct solver *s, const struct candidate *list, size_t count)
{
    double limit = s->limit, left_out = s->least_left_out;
    size_t of_set[8] = {0}, seen[8] = {0};
    for (size_t i = 0; i < count; i++)
        of_set[list[i].kept]++;
    if (s->ticks < LOOK_AHEAD_AFTER)
        return;
    s->limit = INFINITY;
    for (size_t i = 0; i < count && !s->interrupted && !s->failed && !s->is_near; i++) {
        unsigned kept = list[i].kept;
        if (seen[kept]++ % (1 + of_set[kept] / DIVE_NESTS) == 0)
            dive_into(s, &list[i]);
    }
    s->pause_at = UINT64_MAX;
    s->limit = limit;
    s->least_left_out = left_out;
}

/* Lists the nests up to `limit`. Returns 0 if it took more than `allowance` and was given up. */
static int list_nests(struct solver *s, double limit, uint64_t allowance)
{
    s->limit = limit;
    s->least_left_out = INFINITY;
    s->pause_at = s->ticks + allowance;
    lower_enumerate(s);
    int is_complete = s->ticks < s->pause_at;
    s->pause_at = UINT64_MAX;
    s->out->nests += s->lower.count;
    return is_complete;
}

/* Dives from what has been listed and, if the list is complete, goes through it. */
static void go_through(struct solver *s, int is_complete)
{
    size_t count = 0;
    struct candidate *list = s->failed ? NULL : list_candidates(s, &count);
    if (list == NULL)
        s->failed = 1;
    else
        dive(s, list, count);
    if (list && is_complete)
        search(s, list, count);
    free(list);
}

static double root_bound(struct solver *s)
{
    struct lower_nest nest = {.slide_dim = -1};
    struct laying l;
    for (int d = 0; d < DIM_COUNT; d++) {
        nest.tile[d] = nest.input_tile[d] = 1;
        for (int t = 0; t < TENSOR_COUNT; t++)
            nest.closed_at[t][d] = 1;
    }
    laying_start(s, &nest, 0, &l);
    return bound_laying(s, &l, KEPT_ANY, 0);
}

/* How far the rounds reach. */
struct reach {
    double root, step; /* the limit is root + step */
    double growth;
    uint64_t work, allowance; /* ticks of the last round; of the next one's list */
    int has_looked_ahead;
};

/* A mapping from nests beyond the rounds' reach, as many as come. */
static void look_ahead(struct solver *s, struct reach *r)
{
    if (r->has_looked_ahead || s->ticks < LOOK_AHEAD_AFTER)
        return;
    r->has_looked_ahead = 1;
    list_nests(s, r->root * LOOK_AHEAD, LOOK_AHEAD_TICKS);
    go_through(s, 0);
}

static int is_round_due(const struct solver *s)
{
    return !s->failed && !s->interrupted && !s->is_near && s->certain < INFINITY &&
           s->certain < s->best * (1 - fmax(s->options.gap, 1e-12));
}

/* One round: everything whose bound is at most the limit. A round that comes out much
 * larger than the one before is given up for one that reaches half as far. */
static void do_round(struct solver *s, struct reach *r)
{
    look_ahead(s, r);
    uint64_t before = s->ticks;
    double least = s->certain - r->root;
    r->step = fmax(r->step, least);
    if (!list_nests(s, fmin(r->root + r->step, s->best), r->allowance)) {
        if (s->best > s->certain * LOOK_AHEAD)
            go_through(s, 0);
        r->step = least + (r->step - least) / 2;
        r->allowance *= 2;
        return;
    }
    go_through(s, 1);
    if (!s->interrupted && !s->is_near)
        s->certain = s->least_left_out;
    r->growth *= s->ticks - before < 2 * r->work ? GROWTH_CHANGE : 1 / GROWTH_CHANGE;
    r->growth = fmin(fmax(r->growth, LEAST_GROWTH), MOST_GROWTH);
    r->work = s->ticks - before;
    r->allowance = LIST_GROWTH * r->work + LIST_LEAST;
    r->step *= r->growth;
}

/* Rounds with a rising limit, until the incumbent is below all that was left
 * out. Each round repeats the ones before, which are small beside it. */
void search_in_rounds(struct solver *s)
{
    double root = root_bound(s), step = (root - s->fixed_pj) * FIRST_STEP;
    if (s->options.objective != OBJECTIVE_ENERGY || !(step > 0))
        step = root * FIRST_STEP;
    struct reach r = {root, step, GROWTH_CHANGE, 0, LIST_LEAST, 0};
    s->certain = root;
    while (is_round_due(s))
        do_round(s, &r);
    s->least_pruned = fmin(s->least_pruned, s->certain);
}
