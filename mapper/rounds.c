/* Goes through every lower nest with every set of tensors kept in the GLB, least bound
 * first, in rounds that reach further and further, until no bound is below the incumbent. */
#include <math.h>
#include <stdlib.h>

#include "bound.h"
#include "rounds.h"

/* The first round reaches this share above the bound of everything. */
#define FIRST_STEP 0.001
/* How much further the next round reaches: more while rounds grow slowly, less
 * once each is twice the work of the one before. */
#define LEAST_GROWTH 1.1
#define MOST_GROWTH 3.0
#define GROWTH_CHANGE 1.15
/* A round of this share of the bound, and still too many nests for a list: the search ends. */
#define LEAST_STRIDE 1e-7
/* Ticks that a round's list of nests may take: so many times the round before, and more. */
#define LIST_GROWTH 6
#define LIST_LEAST 300000
/* Ticks after which rounds do not end soon. */
#define SOON 300000

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    if (x->kept != y->kept)
        return x->kept > y->kept ? -1 : 1; /* more kept first */
    return (x->nest > y->nest) - (x->nest < y->nest);
}

struct candidate *list_candidates(struct solver *s, size_t *count)
{
    struct candidate *list = malloc((8 * s->lower.count + 1) * sizeof *list);
    *count = 0;
    for (unsigned kept = 0; list && kept < 8; kept++) {
        for (size_t i = 0; i < s->lower.count && !is_stopped(s); i++) {
            if (!(lower_kept_sets(s, &s->lower.nest[i]) >> kept & 1))
                continue;
            struct laying l;
            laying_start(s, &s->lower.nest[i], (1u << TENSOR_COUNT) - 1, &l);
            double bound = bound_laying(s, &l, kept, 0);
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

int list_nests(struct solver *s, double limit, uint64_t allowance)
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

static void go_through(struct solver *s)
{
    size_t count = 0;
    struct candidate *list = s->failed ? NULL : list_candidates(s, &count);
    if (list == NULL)
        s->failed = 1;
    else
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
};

static int is_round_due(const struct solver *s)
{
    return !s->failed && !s->interrupted && !s->is_near && s->certain < INFINITY &&
           s->certain < s->best * (1 - fmax(s->options.gap, 1e-12));
}

/* One round: everything whose bound is at most the limit. A round that comes out much
 * larger than the one before is given up for one that reaches half as far. */
static void do_round(struct solver *s, struct reach *r)
{
    uint64_t before = s->ticks;
    double least = s->certain - r->root;
    r->step = fmax(r->step, least);
    if (!list_nests(s, fmin(r->root + r->step, s->best), r->allowance)) {
        r->step = least + (r->step - least) / 2;
        r->allowance *= 2;
        s->interrupted |= r->step - least < LEAST_STRIDE * s->certain;
        return;
    }
    go_through(s);
    if (!s->interrupted && !s->is_near)
        s->certain = s->least_left_out;
    r->growth *= s->ticks - before < 2 * r->work ? GROWTH_CHANGE : 1 / GROWTH_CHANGE;
    r->growth = fmin(fmax(r->growth, LEAST_GROWTH), MOST_GROWTH);
    r->work = s->ticks - before;
    r->allowance = LIST_GROWTH * r->work + LIST_LEAST;
    r->step *= r->growth;
}

static struct reach start_reach(const struct solver *s, double root)
{
    double step = (root - s->fixed_pj) * FIRST_STEP;
    if (s->options.objective != OBJECTIVE_ENERGY || !(step > 0))
        step = root * FIRST_STEP;
    return (struct reach){root, step, GROWTH_CHANGE, 0, LIST_LEAST};
}

/* Rounds with a rising limit, until the incumbent is below all that was left
 * out. Each round repeats the ones before, which are small beside it. */
void search_in_rounds(struct solver *s)
{
    double root = fmax(root_bound(s), s->certain);
    struct reach r = start_reach(s, root);
    s->root = root;
    s->certain = fmax(root, s->certain);
    while (is_round_due(s) && s->ticks <= SOON)
        do_round(s, &r);
    if (is_round_due(s))
        search_briefly(s, root);
    while (is_round_due(s))
        do_round(s, &r);
    s->least_pruned = fmin(s->least_pruned, s->certain);
}
