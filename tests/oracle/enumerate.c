#include "enumerate.h"

#include <math.h>
#include <stdlib.h>

#include "choice.h"
#include "legal.h"
#include "memo.h"

enum {
    PLACES = ORACLE_LOOPS_MAX + 1,
    OPTIONS = PLACES * (PLACES + 3) / 2,
};

struct options {
    int count;
    struct oracle_option option[OPTIONS];
};

struct search {
    const struct map_problem *problem;
    const struct oracle_space *space;
    enum oracle_objective objective;
    uint64_t limit;
    struct oracle_memo *memo;
    struct oracle_best *best;
    struct oracle_front *front, *lean_front; /* of fronts, or NULL */
    int no_memory;
    int is_spatial, is_perfect;   /* what the plan's factors are */
    struct oracle_counts compute; /* of the plan: steps and terms */
    struct oracle_order order;
    int glb_allowed[PLACES];
    struct oracle_walk glb[TENSOR_COUNT][PLACES];
    struct options options[TENSOR_COUNT];
};

/* ---- options of one tensor ---- */

static int may_bypass(const struct map_problem *problem, int tensor)
{
    return !problem->has_glb || problem->glb_may_bypass[tensor];
}

static int may_keep(const struct map_problem *problem, int tensor)
{
    return problem->has_glb && problem->glb_may_keep[tensor];
}

static int fits_alone(const struct map_problem *problem, int tensor, uint64_t bits)
{
    uint64_t held = problem->spad_shared ? problem->spad_bits[0] : problem->spad_bits[tensor];
    return bits * (problem->double_buffer ? 2 : 1) <= held;
}

static void add_option(struct search *search, int tensor, int glb, const struct oracle_walk *spad)
{
    struct options *options = &search->options[tensor];
    struct oracle_option *option = &options->option[options->count];
    struct oracle_counts counts = {0};
    oracle_add_tensor(search->problem, (enum tensor)tensor,
                      glb == ORACLE_BYPASSED ? NULL : &search->glb[tensor][glb], spad, &counts);
    oracle_price(search->problem, &counts);
    *option = (struct oracle_option){.energy_pj = counts.energy_pj,
                                     .glb_bits = counts.glb_tile_bits,
                                     .spad_bits = counts.spad_tile_bits[tensor],
                                     .places = (uint64_t)1 << search->order.depth,
                                     .glb = glb,
                                     .spad = search->order.depth,
                                     .times = oracle_times_of(search->problem, &counts)};
    if (glb != ORACLE_BYPASSED)
        option->places |= (uint64_t)1 << glb;
    if (fits_alone(search->problem, tensor, option->spad_bits))
        options->count++;
}

static int add_spad_options(struct search *search, int tensor)
{
    struct oracle_place place;
    struct oracle_walk spad;
    oracle_order_find_spad_place(&search->order, (enum tensor)tensor, &place);
    if (oracle_memo_walk(search->memo, (enum tensor)tensor, &place, &spad))
        return -1;
    if (may_bypass(search->problem, tensor))
        add_option(search, tensor, ORACLE_BYPASSED, &spad);
    for (int glb = 0; glb <= search->order.depth && may_keep(search->problem, tensor); glb++) {
        if (search->glb_allowed[glb])
            add_option(search, tensor, glb, &spad);
    }
    return 0;
}

/* Keep nodes that stand just here, below the loops placed so far. */
static int add_options(struct search *search)
{
    struct oracle_place place;
    search->glb_allowed[search->order.depth] = oracle_order_above_array(&search->order);
    oracle_order_find_glb_place(&search->order, &place);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (search->glb_allowed[search->order.depth] && may_keep(search->problem, t) &&
            oracle_memo_walk(search->memo, (enum tensor)t, &place,
                             &search->glb[t][search->order.depth]))
            return -1;
        if (oracle_order_below_array(&search->order) && add_spad_options(search, t))
            return -1;
    }
    return 0;
}

/* ---- all three tensors ---- */

static int may_combine(const struct search *search, const struct oracle_option *a,
                       const struct oracle_option *b)
{
    return !search->space->even || oracle_together(a, b);
}

static double energy_of(const struct search *search, const struct oracle_choice *choice)
{
    double energy = search->compute.energy_pj;
    for (int t = 0; t < TENSOR_COUNT; t++)
        energy += choice->option[t]->energy_pj;
    return energy;
}

/* The energy is a sum over tensors; the time is not. */
static double cycles_of(const struct search *search, const struct oracle_choice *choice)
{
    const struct oracle_option *w = choice->option[TENSOR_W], *i = choice->option[TENSOR_I];
    struct oracle_times times = oracle_times_join(&w->times, &i->times);
    times = oracle_times_join(&times, &choice->option[TENSOR_O]->times);
    return oracle_cycles((double)search->compute.compute_cycles, &times);
}

static double objective_of(const struct search *search, const struct oracle_choice *choice)
{
    double energy = energy_of(search, choice);
    double most_cycles = search->space->most_cycles * (1 + 1e-12); /* what rounding adds */
    if (search->objective == ORACLE_ENERGY && most_cycles == 0)
        return energy;
    double cycles = cycles_of(search, choice);
    if (most_cycles > 0 && cycles > most_cycles)
        return INFINITY;
    if (search->objective == ORACLE_ENERGY)
        return energy;
    return search->objective == ORACLE_LATENCY ? cycles : cycles * energy;
}

static int fits(const struct search *search, const struct oracle_choice *choice, int *glb_fits)
{
    const struct map_problem *problem = search->problem;
    uint64_t copies = problem->double_buffer ? 2 : 1, glb = 0, spad = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        glb += copies * choice->option[t]->glb_bits;
        spad += copies * choice->option[t]->spad_bits;
    }
    *glb_fits = glb <= problem->glb_bits;
    return !problem->spad_shared || spad <= problem->spad_bits[0];
}

static int in_space(const struct search *search, const struct oracle_choice *choice)
{
    const struct oracle_space *space = search->space;
    struct map_mapping mapping;
    if (!space->has)
        return 1;
    oracle_build_mapping(&search->order, choice, &mapping);
    return space->has(space->context, &mapping);
}

static void lower(double *least, double objective)
{
    *least = objective < *least ? objective : *least;
}

static int is_lean(const struct search *search, const struct oracle_choice *choice)
{
    struct map_mapping mapping;
    oracle_build_mapping(&search->order, choice, &mapping);
    return oracle_bounds_are_lean(search->problem, &mapping);
}

/* A mapping that fits, for the fronts. */
static void judge_for_front(struct search *search, const struct oracle_choice *choice)
{
    double energy = energy_of(search, choice), cycles = cycles_of(search, choice);
    if (oracle_front_offer(search->front, energy, cycles) ||
        (!oracle_front_covers(search->lean_front, energy, cycles) && is_lean(search, choice) &&
         oracle_front_offer(search->lean_front, energy, cycles)))
        search->no_memory = 1;
}

static void judge(struct search *search, const struct oracle_choice *choice)
{
    struct oracle_best *best = search->best;
    int glb_fits;
    if (!in_space(search, choice))
        return;
    best->mappings++;
    if (!fits(search, choice, &glb_fits))
        return;
    double objective = objective_of(search, choice);
    lower(&best->objective_large_glb, objective);
    if (!glb_fits)
        return;
    if (search->front)
        judge_for_front(search, choice);
    if (objective < best->objective_lean && is_lean(search, choice))
        best->objective_lean = objective;
    if (search->is_spatial)
        lower(&best->objective_spatial, objective);
    if (search->is_perfect)
        lower(&best->objective_perfect, objective);
    if (objective < best->objective) {
        best->objective = objective;
        best->found = 1;
        oracle_build_mapping(&search->order, choice, &best->mapping);
    }
}

/* With the places of W and I chosen. */
static void judge_outputs(struct search *search, const struct oracle_option *w,
                          const struct oracle_option *i, uint64_t required)
{
    const struct options *outputs = &search->options[TENSOR_O];
    for (int c = 0; c < outputs->count; c++) {
        const struct oracle_option *o = &outputs->option[c];
        if (((w->places | i->places | o->places) & required) != required ||
            !oracle_in_order(w, i, o) || !may_combine(search, w, o) || !may_combine(search, i, o))
            continue;
        struct oracle_choice choice = {{w, i, o}};
        judge(search, &choice);
    }
}

static int judge_order(struct search *search)
{
    uint64_t required = oracle_order_places_required(&search->order);
    const struct options *w = &search->options[TENSOR_W], *i = &search->options[TENSOR_I];
    for (int a = 0; a < w->count; a++) {
        for (int b = 0; b < i->count; b++) {
            if (may_combine(search, &w->option[a], &i->option[b]))
                judge_outputs(search, &w->option[a], &i->option[b], required);
        }
    }
    return search->best->mappings > search->limit;
}

/* More neighbours of one dimension than keep nodes to stand between them. */
static int is_hopeless(const struct search *search)
{
    int places = search->space->even ? 2 : 2 * TENSOR_COUNT;
    return __builtin_popcountll(oracle_order_places_required(&search->order)) > places;
}

static int place_loops(struct search *search)
{
    int counts[TENSOR_COUNT], left = 0, stop = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        counts[t] = search->options[t].count;
    if (is_hopeless(search))
        return 0;
    search->glb_allowed[search->order.depth] = 0;
    if (!oracle_order_inside_groups(&search->order) && add_options(search))
        return -1;
    for (int f = 0; f < search->order.factors && !stop; f++) {
        struct oracle_factor *factor = &search->order.factor[f];
        left += factor->count;
        if (!oracle_order_may_follow(&search->order, factor))
            continue;
        search->order.loop[search->order.depth++] = *factor;
        factor->count--;
        stop = place_loops(search);
        factor->count++;
        search->order.depth--;
    }
    if (!left)
        stop = judge_order(search);
    for (int t = 0; t < TENSOR_COUNT; t++)
        search->options[t].count = counts[t];
    return stop;
}

static int search_plan(void *context, const struct oracle_plan *plan)
{
    struct search *search = context;
    if (oracle_order_start(&search->order, search->problem, plan))
        return 1;
    search->compute = (struct oracle_counts){0};
    oracle_add_compute(search->problem, oracle_plan_time_steps(plan, search->problem),
                       &search->compute);
    oracle_price(search->problem, &search->compute);
    search->is_spatial = oracle_plan_is_of(plan, search->problem, ORACLE_FACTORS_SPATIAL);
    search->is_perfect = oracle_plan_is_of(plan, search->problem, ORACLE_FACTORS_PERFECT);
    return place_loops(search);
}

static const struct oracle_space spatial_space = {.factors = ORACLE_FACTORS_SPATIAL};

/* As oracle_best, of a search that knows problem, objective, limit and fronts. */
static int run(struct search *search, const struct oracle_space *space, struct oracle_best *out)
{
    *out = (struct oracle_best){.objective = INFINITY,
                                .objective_large_glb = INFINITY,
                                .objective_lean = INFINITY,
                                .objective_spatial = INFINITY,
                                .objective_perfect = INFINITY};
    search->space = space ? space : &spatial_space;
    search->best = out;
    int status = -1;
    if (!oracle_memo_create(&search->memo, search->problem)) {
        status = oracle_each_plan(search->problem, search->space, search_plan, search);
        out->walks = oracle_memo_size(search->memo);
    }
    oracle_memo_free(search->memo);
    return search->no_memory ? -1 : status;
}

int oracle_best(const struct map_problem *problem, const struct oracle_space *space,
                enum oracle_objective objective, uint64_t limit, struct oracle_best *out)
{
    struct search *search = calloc(1, sizeof *search);
    if (!search)
        return -1;
    search->problem = problem;
    search->objective = objective;
    search->limit = limit;
    int status = run(search, space, out);
    free(search);
    return status;
}

int oracle_front_of(const struct map_problem *problem, const struct oracle_space *space,
                    uint64_t limit, struct oracle_front *all, struct oracle_front *lean)
{
    struct search *search = calloc(1, sizeof *search);
    struct oracle_best best;
    *all = *lean = (struct oracle_front){0};
    if (!search)
        return -1;
    search->problem = problem;
    search->limit = limit;
    search->front = all;
    search->lean_front = lean;
    int status = run(search, space, &best);
    free(search);
    return status;
}
