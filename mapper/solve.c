/* The exact mapper: what a search starts from, and what it concludes. */
#include "mapper/solve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bound.h"
#include "mapper/canonical.h"
#include "mapper/constrain.h"
#include "restrict.h"
#include "solver.h"
#include "traffic.h"
#include "traffic_memo.h"
#include "window_places.h"

static void set_geometry(struct solver *s)
{
    for (int axis = ROWS; axis <= COLUMNS; axis++) {
        struct window_geometry *g = &s->geometry[axis];
        window_geometry_of(s->problem, axis, g);
        s->has_halo[axis] = g->positions > 1 && g->taps > 1;
        s->touched[axis] = window_rows_touched(g);
    }
    s->is_square = !s->is_constrained &&
                   memcmp(&s->geometry[ROWS], &s->geometry[COLUMNS], sizeof s->geometry[ROWS]) == 0;
}

static void set_sizes(struct solver *s)
{
    const struct map_problem *p = s->problem;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        s->elements[t] = 1;
        for (int d = 0; d < DIM_COUNT; d++) {
            if (is_relevant((enum tensor)t, (enum dim)d) && !(t == TENSOR_I && is_window_dim(d)))
                s->elements[t] *= p->extent[d];
        }
    }
    s->fixed_pj = map_constant_pj(p);
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

/* Windows overlap, and the GLB cannot hold the input whole. */
static int is_input_cut(const struct solver *s)
{
    return (s->has_halo[ROWS] || s->has_halo[COLUMNS]) &&
           whole_bits(s, 1u << TENSOR_I, WORD_OUT) > (double)s->problem->glb_bits;
}

/* What the tensors cost together between DRAM and the chip. For energy alone: times
 * overlap, and a bound for each port is kept. */
static void set_traffic(struct solver *s)
{
    struct map_problem array = *s->problem;
    for (int w = 0; w < WORD_COUNT; w++)
        array.dram_read_pj[w] = array.dram_write_pj[w] = 0;
    price_list_fill(&s->array_prices, &array, 0);
    if (s->options.objective == OBJECTIVE_ENERGY && is_input_cut(s))
        s->failed |= halo_create(&s->halo, s->geometry, s->options.factors == FACTORS_PERFECT);
    for (unsigned kept = 0; kept < 8; kept++) {
        if (s->options.objective != OBJECTIVE_ENERGY || !(s->may_keep >> kept & 1))
            continue;
        s->traffic_pj[kept] = traffic_least_pj(s, kept);
        if (s->traffic_pj[kept] > traffic_once_pj(s, kept, (1u << TENSOR_COUNT) - 1) * (1 + 1e-9))
            s->crowded |= 1u << kept;
    }
}

static int open_solver(struct solver *s)
{
    set_geometry(s);
    if (window_memo_create(&s->memo, s->geometry) != 0 ||
        places_memo_create(&s->places, s->problem->axis_size) != 0 ||
        window_places_create(&s->window_places) != 0 || traffic_memo_create(&s->traffic_memo) != 0)
        return -1;
    set_sizes(s);
    set_kept_sets(s);
    for (int d = 0; d < DIM_COUNT; d++) {
        s->options_of[d] = calloc((size_t)s->problem->size[d] + 1, sizeof *s->options_of[d]);
        if (s->options_of[d] == NULL)
            return -1;
    }
    set_traffic(s);
    s->is_output_plain = bound_is_collection_monotone(s, &s->prices[0]) &&
                         bound_is_collection_monotone(s, &s->prices[7]) &&
                         bound_is_collection_monotone(s, &s->array_prices);
    for (int t = 0; t < TENSOR_COUNT; t++)
        s->glb_once[t] = bound_glb_once(s, (enum tensor)t);
    return 0;
}

static void close_solver(struct solver *s)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        for (int u = 0; s->options_of[d] && u <= s->problem->size[d]; u++)
            free(s->options_of[d][u].option);
        free(s->options_of[d]);
    }
    window_memo_free(s->memo);
    halo_free(&s->halo);
    places_memo_free(s->places);
    array_room_free(&s->array_room);
    window_places_free(s->window_places);
    traffic_memo_free(s->traffic_memo);
    free(s->lower.op);
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
    options.work_limit /= 2;
    if (solver_run(s->problem, &options, NULL, &least) == 0 && least.found)
        solver_offer(s, &least.mapping, &least.result);
}

/* A cap needs a mapping below it: a fast one, found in a short search. */
#define FAST_TICKS 1000000
#define FAST_GAP 0.02

static void start_fast(struct solver *s)
{
    struct map_solve_options options = {.objective = OBJECTIVE_LATENCY,
                                        .factors = s->options.factors,
                                        .gap = FAST_GAP,
                                        .work_limit = FAST_TICKS,
                                        .stop = s->options.stop};
    struct map_solution fast;
    if (solver_run(s->problem, &options, NULL, &fast) == 0 && fast.found)
        solver_offer(s, &fast.mapping, &fast.result);
}

/* Loops that are left out may change first fill and last drain. With bounds that divide this has
 * not been seen to matter (but once in thousands, under a cap); with others it does. */
static int is_time_open(const struct solver *s)
{
    return s->cost_terms > 1 && s->options.factors == FACTORS_IMPERFECT && s->root > 0;
}

static void conclude(struct solver *s)
{
    struct map_solution *out = s->out;
    out->proven = !s->interrupted && (out->found || !is_time_open(s));
    if (!out->found && !s->interrupted && s->options.most_cycles > 0 && !out->reason[0])
        snprintf(out->reason, sizeof out->reason, "%s of %.9g cycles or fewer",
                 out->proven ? "there is no mapping" : "no mapping was found",
                 s->options.most_cycles);
    if (!out->found)
        return;
    out->objective = s->best;
    out->lower_bound = fmin(is_time_open(s) ? s->root : s->least_pruned, s->best);
    out->proven = out->proven && out->lower_bound >= s->best * (1 - 1e-9);
    out->reason[0] = '\0';
}

int map_solve(const struct map_problem *problem, const struct map_solve_options *options,
              struct map_solution *out)
{
    struct map_solve_options none = {0};
    options = options ? options : &none;
    if (options->even || map_constraints_any(problem))
        return restrict_solve(problem, options, out);
    return solver_run(problem, options, NULL, out);
}

int solver_run(const struct map_problem *problem, const struct map_solve_options *options,
               const struct solver_start *restriction, struct map_solution *out)
{
    struct solver s = {.problem = problem,
                       .out = out,
                       .best = INFINITY,
                       .limit = INFINITY,
                       .least_pruned = INFINITY,
                       .pause_at = UINT64_MAX,
                       .leaf_ticks = UINT64_MAX};
    double start = solver_now_s();
    memset(out, 0, sizeof *out);
    s.options = *options;
    restrict_solver(&s, restriction);
    s.deadline = s.options.time_limit_s > 0 ? start + s.options.time_limit_s : 0;
    int is_of_time = s.options.objective != OBJECTIVE_ENERGY || s.options.most_cycles > 0;
    s.cost_terms = is_of_time ? COST_TERMS : 1;
    if (start_small(&s)) {
        start_from_given(&s);
        if (s.options.objective != OBJECTIVE_ENERGY)
            start_from_least_energy(&s);
        if (s.options.most_cycles > 0 && s.best == INFINITY)
            start_fast(&s);
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
