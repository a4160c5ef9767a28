/* Goes through every lower nest with every set of tensors kept in the GLB, least bound
 * first, in rounds that reach further and further, until no bound is below the incumbent. */
#include "rounds.h"

#include <math.h>
#include <stdlib.h>

#include "bound.h"
#include "frontier.h"

/* The first round reaches this share above the bound of everything; each next one further. */
#define FIRST_STEP 0.001
#define STEP_GROWTH 1.3
/* Ticks after which the search does not end soon, and a brief one comes between. */
#define SOON 1000000
/* A frontier that takes more memory is not added to: what is met is gone through at once. */
#define BYTES_MOST ((size_t)512 << 20)

struct rounds {
    struct frontier frontier;
    double root, step; /* the limit is root + step */
    int is_full, was_brief;
};

static int is_over(const struct solver *s)
{
    return s->interrupted || s->failed || s->is_near;
}

static double root_bound(struct solver *s)
{
    struct lower_nest nest;
    struct laying l;
    lower_start(&nest);
    laying_start(s, &nest, 0, &l);
    return bound_laying(s, &l, KEPT_ANY, 0);
}

static int is_round_due(const struct solver *s)
{
    return !is_over(s) && s->certain < INFINITY &&
           s->certain < s->best * (1 - fmax(s->options.gap, 1e-12));
}

static int is_full(struct rounds *r, struct solver *s)
{
    if (!r->is_full &&
        frontier_bytes(&r->frontier) + s->lower.capacity * sizeof *s->lower.op > BYTES_MOST) {
        r->is_full = 1;
        s->limit = INFINITY;
    }
    return r->is_full;
}

/* Looks for a good mapping, wherever the search is. */
static void search_briefly_once(struct rounds *r, struct solver *s)
{
    double limit = s->limit;
    if (r->was_brief || s->ticks <= SOON || is_over(s))
        return;
    r->was_brief = 1;
    search_briefly(s, r->root);
    s->limit = fmin(limit, s->best);
}

/* Searches a nest; what its limit leaves out waits in the frontier. */
static void search(struct rounds *r, struct solver *s, const struct candidate *c)
{
    if (is_hopeless(s, c->bound))
        return;
    s->least_left_out = INFINITY;
    spread_search(s, &r->frontier.nest[c->nest], c->kept);
    if (s->least_left_out == INFINITY || is_over(s))
        return;
    struct candidate rest = {s->least_left_out, c->nest, c->kept};
    s->failed |= frontier_add_candidate(&r->frontier, &rest) != 0;
}

/* Candidates up to the limit. Where nothing is being built, what is still to come is no better than
 * the next one, or than what waits (paths, too, if the frontier became full while they were). */
static void search_candidates(struct rounds *r, struct solver *s, int is_built)
{
    size_t count;
    struct candidate *due = frontier_take_candidates(&r->frontier, s->limit, &count);
    double waiting = is_built ? frontier_least(&r->frontier) : 0;
    s->failed |= due == NULL;
    for (size_t i = 0; i < count && is_round_due(s); i++) {
        s->certain = fmax(s->certain, fmin(due[i].bound, waiting));
        search(r, s, &due[i]);
    }
    free(due);
    search_briefly_once(r, s);
}

static int take_nest(struct solver *s, const struct lower_nest *nest, void *context)
{
    struct rounds *r = context;
    s->out->nests++;
    s->failed |= frontier_add_nest(&r->frontier, s, nest) != 0;
    if (!is_full(r, s))
        return 1;
    search_candidates(r, s, 0);
    frontier_forget_nests(&r->frontier); /* nothing was left out */
    return 0;
}

static int leave_out(struct solver *s, int path, double bound, void *context)
{
    struct rounds *r = context;
    s->failed |= frontier_add_path(&r->frontier, path, bound_taken(s, bound)) != 0;
    is_full(r, s);
    search_briefly_once(r, s);
    return 1;
}

static void build_nests(struct rounds *r, struct solver *s)
{
    size_t count;
    struct open_path *due = frontier_take_paths(&r->frontier, s->limit, &count);
    const struct lower_visitor visitor = {take_nest, leave_out, r};
    s->failed |= due == NULL;
    int is_all = r->is_full && frontier_least(&r->frontier) == INFINITY;
    for (size_t i = 0; i < count && !is_over(s); i++) {
        s->certain = is_all ? fmax(s->certain, due[i].bound) : s->certain;
        lower_build(s, due[i].path, &visitor);
    }
    free(due);
}

/* Everything whose bound is at most the limit. */
static void do_round(struct rounds *r, struct solver *s)
{
    r->step = fmax(r->step, s->certain - r->root);
    s->limit = r->is_full ? INFINITY : fmin(r->root + r->step, s->best);
    build_nests(r, s);
    search_candidates(r, s, 1);
    if (!is_over(s) && is_round_due(s))
        s->certain = frontier_least(&r->frontier);
    r->step *= STEP_GROWTH;
}

static double first_step(const struct solver *s, double root)
{
    double step = (root - s->fixed_pj) * FIRST_STEP;
    return s->options.objective != OBJECTIVE_ENERGY || !(step > 0) ? root * FIRST_STEP : step;
}

/* Rounds with a rising limit, until the incumbent is below all that was left out. */
void search_in_rounds(struct solver *s)
{
    double root = fmax(root_bound(s), s->certain);
    struct rounds r = {.root = root, .step = first_step(s, root)};
    s->root = s->certain = root;
    s->failed |= frontier_add_path(&r.frontier, -1, root) != 0;
    while (is_round_due(s))
        do_round(&r, s);
    frontier_free(&r.frontier);
    s->least_pruned = fmin(s->least_pruned, s->certain);
}
