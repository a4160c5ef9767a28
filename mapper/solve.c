/* Goes through every lower nest with every set of tensors kept in the GLB,
 * least bound first, until no bound is below the incumbent. */
#include "mapper/solve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bound.h"
#include "solver.h"
#include "traffic.h"

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

static void set_geometry(struct solver *s)
{
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        struct window_geometry *g = &s->geometry[axis];
        window_geometry_of(s->problem, axis, g);
        s->has_halo[axis] = g->positions > 1 && g->taps > 1;
        s->touched[axis] = window_rows_touched(g);
    }
    s->is_square = memcmp(&s->geometry[ROWS], &s->geometry[COLUMNS], sizeof s->geometry[ROWS]) == 0;
}

static void set_sizes(struct solver *s)
{
    const struct map_problem *p = s->problem;
    double steps = 1, terms = 1;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        s->elements[t] = 1;
        for (int d = 0; d < DIM_COUNT; d++) {
            if (is_relevant((enum tensor)t, (enum dim)d) && !(t == TENSOR_I && is_window_dim(d)))
                s->elements[t] *= p->extent[d];
        }
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        steps *= p->size[d];
        terms *= p->extent[d];
    }
    double planes = steps / p->size[DIM_P] / p->size[DIM_Q] / p->size[DIM_R] / p->size[DIM_S];
    double input_reads = planes * (double)window_real_terms(&s->geometry[ROWS]) *
                         (double)window_real_terms(&s->geometry[COLUMNS]);
    s->fixed_pj =
        terms * p->term_pj + input_reads * p->step_read_pj[TENSOR_I] +
        steps * (p->step_read_pj[TENSOR_W] + p->step_read_pj[TENSOR_O] + p->step_write_psum_pj);
}

static int may_keep(const struct map_problem *p, unsigned kept)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_kept = kept >> t & 1;
        if (is_kept && (!p->has_glb || !p->glb_may_keep[t]))
            return 0;
        if (!is_kept && p->has_glb && !p->glb_may_bypass[t])
            return 0;
    }
    return 1;
}

/* Bits of tensors in the GLB, whole (for one group). */
static double whole_bits(const struct solver *s, unsigned kept, enum map_word output)
{
    const enum map_word words[TENSOR_COUNT] = {WORD_W, WORD_I, output};
    const struct map_problem *p = s->problem;
    double bits = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        double elements = s->elements[t] / p->extent[DIM_G];
        elements *= t == TENSOR_I ? s->touched[ROWS] * s->touched[COLUMNS] : 1;
        bits += kept >> t & 1 ? elements * p->bits[words[t]] : 0;
    }
    return bits * (p->double_buffer ? 2 : 1);
}

static void set_kept_sets(struct solver *s)
{
    for (unsigned kept = 0; kept < 8; kept++) {
        price_list_fill(&s->prices[kept], s->problem, kept);
        s->may_keep |= may_keep(s->problem, kept) ? 1u << kept : 0;
        for (int is_final = 0; is_final < 2; is_final++) {
            double bits = whole_bits(s, kept, is_final ? WORD_OUT : WORD_PSUM);
            s->tight[is_final] |= bits > (double)s->problem->glb_bits ? 1u << kept : 0;
        }
    }
}

/* What the tensors cost together between DRAM and the chip. For energy alone: times
 * overlap, and a bound for each port is kept. */
static void set_traffic(struct solver *s)
{
    struct map_problem array = *s->problem;
    for (int w = 0; w < WORD_COUNT; w++)
        array.dram_read_pj[w] = array.dram_write_pj[w] = 0;
    price_list_fill(&s->array_prices, &array, 0);
    for (unsigned kept = 0; kept < 8 && s->cost_terms == 1; kept++) {
        if (!(s->may_keep >> kept & 1))
            continue;
        s->traffic_pj[kept] = traffic_least_pj(s, kept);
        if (s->traffic_pj[kept] > traffic_once_pj(s, kept) * (1 + 1e-9))
            s->crowded |= 1u << kept;
    }
}

static int open_solver(struct solver *s)
{
    set_geometry(s);
    set_sizes(s);
    set_kept_sets(s);
    set_traffic(s);
    for (int t = 0; t < TENSOR_COUNT; t++)
        s->glb_once[t] = bound_glb_once(s, (enum tensor)t);
    for (int d = 0; d < DIM_COUNT; d++) {
        s->options_of[d] = calloc((size_t)s->problem->size[d] + 1, sizeof *s->options_of[d]);
        if (s->options_of[d] == NULL)
            return -1;
    }
    return window_memo_create(&s->memo, s->geometry);
}

static void close_solver(struct solver *s)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        for (int u = 0; s->options_of[d] && u <= s->problem->size[d]; u++)
            free(s->options_of[d][u].option);
        free(s->options_of[d]);
    }
    window_memo_free(s->memo);
    free(s->lower.nest);
    free(s->lower.op);
}

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
        for (size_t i = 0; i < s->lower.count; i++) {
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

/* Goes through what has been listed. */
static void search_nests(struct solver *s)
{
    size_t count = 0;
    struct candidate *list = s->failed ? NULL : list_candidates(s, &count);
    if (list) {
        dive(s, list, count);
        search(s, list, count);
    } else {
        s->failed = 1;
    }
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

/* A mapping from what has been listed, though it is not complete. */
static void dive_listed(struct solver *s)
{
    size_t count = 0;
    struct candidate *list = list_candidates(s, &count);
    if (list)
        dive(s, list, count);
    free(list);
}

/* A mapping from nests beyond the rounds' reach, as many as come. */
static void look_ahead(struct solver *s, struct reach *r)
{
    if (r->has_looked_ahead || s->ticks < LOOK_AHEAD_AFTER)
        return;
    r->has_looked_ahead = 1;
    list_nests(s, r->root * LOOK_AHEAD, LOOK_AHEAD_TICKS);
    dive_listed(s);
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
            dive_listed(s);
        r->step = least + (r->step - least) / 2;
        r->allowance *= 2;
        return;
    }
    search_nests(s);
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
static void search_in_rounds(struct solver *s)
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

/* One step at a time: every tile as small as it can be. If this does not fit,
 * nothing does (but for O in the GLB, which is narrower where it is final). */
static void smallest_mapping(const struct map_problem *p, struct map_mapping *out)
{
    static const enum dim dims[DIM_COUNT] = {DIM_G, DIM_N, DIM_M, DIM_P,
                                             DIM_Q, DIM_C, DIM_R, DIM_S};
    out->count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(out, LEVEL_DRAM, (enum tensor)t);
    for (int i = 0; i < DIM_COUNT; i++)
        map_add_for(out, dims[i], p->size[dims[i]]);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (p->has_glb && !p->glb_may_bypass[t])
            map_add_keep(out, LEVEL_GLB, (enum tensor)t);
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(out, LEVEL_SPAD, (enum tensor)t);
}

/* Starts from the smallest mapping. Returns 0 if it shows that there is none. */
static int start_small(struct solver *s)
{
    char reason[MAP_REASON_MAX];
    struct map_mapping mapping;
    struct map_result result;
    const struct map_problem *p = s->problem;
    smallest_mapping(p, &mapping);
    enum map_status status = map_evaluate(p, &mapping, &result, reason);
    if (status == MAP_OK) {
        solver_offer(s, &mapping, &result);
        return 1;
    }
    int is_too_large = status == MAP_TOO_LARGE;
    snprintf(s->out->reason, sizeof s->out->reason, "%s%.150s",
             is_too_large ? "even with the smallest tiles the " : "", reason);
    return is_too_large && p->has_glb && !p->glb_may_bypass[TENSOR_O];
}

/* Latency and EDP start from the mapping of least energy, which is quickly found
 * and seldom bad; it may take half of the time there is. */
static void start_from_least_energy(struct solver *s)
{
    struct map_solve_options options = s->options;
    struct map_solution least;
    options.objective = OBJECTIVE_ENERGY;
    options.time_limit_s /= 2;
    if (map_solve(s->problem, &options, &least) == 0 && least.found)
        solver_offer(s, &least.mapping, &least.result);
}

static void conclude(struct solver *s)
{
    struct map_solution *out = s->out;
    out->proven = !s->interrupted;
    if (!out->found)
        return;
    out->objective = s->best;
    out->lower_bound = fmin(s->least_pruned, s->best);
    out->proven = out->proven && out->lower_bound >= s->best * (1 - 1e-9);
    out->reason[0] = '\0';
}

int map_solve(const struct map_problem *problem, const struct map_solve_options *options,
              struct map_solution *out)
{
    struct solver s = {.problem = problem,
                       .out = out,
                       .best = INFINITY,
                       .limit = INFINITY,
                       .least_pruned = INFINITY,
                       .pause_at = UINT64_MAX};
    double start = solver_now_s();
    memset(out, 0, sizeof *out);
    if (options)
        s.options = *options;
    s.deadline = s.options.time_limit_s > 0 ? start + s.options.time_limit_s : 0;
    s.cost_terms = s.options.objective == OBJECTIVE_ENERGY ? 1 : COST_TERMS;
    if (start_small(&s)) {
        if (s.options.objective != OBJECTIVE_ENERGY)
            start_from_least_energy(&s);
        if (open_solver(&s) != 0)
            s.failed = 1;
        else
            search_in_rounds(&s);
        close_solver(&s);
    }
    conclude(&s);
    out->seconds = solver_now_s() - start;
    return s.failed ? -1 : 0;
}
