#include "enumerate.h"

#include <math.h>
#include <stdlib.h>

#include "memo.h"
#include "order.h"

enum {
    PLACES = ORACLE_LOOPS_MAX + 1,
    OPTIONS = PLACES * (PLACES + 3) / 2,
    BYPASS = -1,
};

/* Where one tensor is kept: after how many temporal loops its nodes stand. */
struct option {
    double energy_pj;
    uint64_t glb_bits, spad_bits;
    uint64_t places; /* bit i: a keep node stands after i loops */
    int glb, spad;
    struct oracle_times times;
};

struct options {
    int count;
    struct option option[OPTIONS];
};

struct search {
    const struct map_problem *problem;
    const struct oracle_space *space;
    enum oracle_objective objective;
    uint64_t limit;
    struct oracle_memo *memo;
    struct oracle_best *best;
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
    struct option *option = &options->option[options->count];
    struct oracle_counts counts = {0};
    oracle_add_tensor(search->problem, (enum tensor)tensor,
                      glb == BYPASS ? NULL : &search->glb[tensor][glb], spad, &counts);
    oracle_price(search->problem, &counts);
    *option = (struct option){.energy_pj = counts.energy_pj,
                              .glb_bits = counts.glb_tile_bits,
                              .spad_bits = counts.spad_tile_bits[tensor],
                              .places = (uint64_t)1 << search->order.depth,
                              .glb = glb,
                              .spad = search->order.depth,
                              .times = oracle_times_of(search->problem, &counts)};
    if (glb != BYPASS)
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
        add_option(search, tensor, BYPASS, &spad);
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

struct choice {
    const struct option *option[TENSOR_COUNT];
};

static int max3(int a, int b, int c)
{
    int ab = a > b ? a : b;
    return ab > c ? ab : c;
}

static int min3(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

static int in_order(const struct option *w, const struct option *i, const struct option *o)
{
    return max3(w->glb, i->glb, o->glb) <= min3(w->spad, i->spad, o->spad);
}

/* All scratchpad nodes stand at one place, and so do all GLB nodes. */
static int is_even(const struct choice *choice)
{
    int glb = BYPASS;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        const struct option *option = choice->option[t];
        if (option->spad != choice->option[0]->spad)
            return 0;
        if (option->glb != BYPASS && glb != BYPASS && option->glb != glb)
            return 0;
        glb = option->glb != BYPASS ? option->glb : glb;
    }
    return 1;
}

/* The energy is a sum over tensors; the time is not. */
static double objective_of(const struct search *search, const struct choice *choice)
{
    const struct option *w = choice->option[TENSOR_W], *i = choice->option[TENSOR_I];
    const struct option *o = choice->option[TENSOR_O];
    double energy = search->compute.energy_pj + w->energy_pj + i->energy_pj + o->energy_pj;
    if (search->objective == ORACLE_ENERGY)
        return energy;
    struct oracle_times times = oracle_times_join(&w->times, &i->times);
    times = oracle_times_join(&times, &o->times);
    double cycles = oracle_cycles((double)search->compute.compute_cycles, &times);
    return search->objective == ORACLE_LATENCY ? cycles : cycles * energy;
}

static int fits(const struct search *search, const struct choice *choice, int *glb_fits)
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

static void add_keeps(struct map_mapping *mapping, enum map_level level,
                      const struct choice *choice, int place)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        const struct option *option = choice->option[t];
        if ((level == LEVEL_GLB ? option->glb : option->spad) == place)
            map_add_keep(mapping, level, (enum tensor)t);
    }
}

/* After how many loops a dimension's spatial loops stand: as high as GLB nodes and its own loops
 * allow. */
static int place_of_split(const struct search *search, enum dim dim, const struct choice *choice)
{
    int place = max3(choice->option[0]->glb, choice->option[1]->glb, choice->option[2]->glb);
    place = place < 0 ? 0 : place;
    for (int i = place; i < search->order.depth; i++) {
        enum dim of = search->order.loop[i].dim;
        if (of == DIM_G || (of == dim && !search->order.loop[i].below))
            place = i + 1;
    }
    return place;
}

static void add_splits(const struct search *search, const struct choice *choice, int place,
                       struct map_mapping *mapping)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        struct oracle_place loops = {0};
        if (place_of_split(search, (enum dim)d, choice) == place)
            oracle_split_loops(&search->order.plan->split[d], (enum dim)d, &loops);
        for (int i = 0; i < loops.count; i++)
            map_add_par(mapping, loops.above[i].dim, loops.above[i].bound, loops.above[i].axis);
    }
}

static void build_mapping(const struct search *search, const struct choice *choice,
                          struct map_mapping *mapping)
{
    mapping->count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_DRAM, (enum tensor)t);
    for (int i = 0; i <= search->order.depth; i++) {
        add_keeps(mapping, LEVEL_GLB, choice, i);
        add_splits(search, choice, i, mapping);
        add_keeps(mapping, LEVEL_SPAD, choice, i);
        if (i < search->order.depth)
            map_add_for(mapping, search->order.loop[i].dim, search->order.loop[i].bound);
    }
}

static int in_space(const struct search *search, const struct choice *choice)
{
    const struct oracle_space *space = search->space;
    struct map_mapping mapping;
    if (space->even && !is_even(choice))
        return 0;
    if (!space->has)
        return 1;
    build_mapping(search, choice, &mapping);
    return space->has(space->context, &mapping);
}

static void lower(double *least, double objective)
{
    *least = objective < *least ? objective : *least;
}

static void judge(struct search *search, const struct choice *choice)
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
    if (search->is_spatial)
        lower(&best->objective_spatial, objective);
    if (search->is_perfect)
        lower(&best->objective_perfect, objective);
    if (objective < best->objective) {
        best->objective = objective;
        best->found = 1;
        build_mapping(search, choice, &best->mapping);
    }
}

static int judge_order(struct search *search)
{
    uint64_t required = oracle_order_places_required(&search->order);
    const struct options *w = &search->options[TENSOR_W], *i = &search->options[TENSOR_I];
    const struct options *o = &search->options[TENSOR_O];
    for (int a = 0; a < w->count; a++) {
        for (int b = 0; b < i->count; b++) {
            uint64_t places = w->option[a].places | i->option[b].places;
            for (int c = 0; c < o->count; c++) {
                if (((places | o->option[c].places) & required) != required ||
                    !in_order(&w->option[a], &i->option[b], &o->option[c]))
                    continue;
                struct choice choice = {{&w->option[a], &i->option[b], &o->option[c]}};
                judge(search, &choice);
            }
        }
    }
    return search->best->mappings > search->limit;
}

static int place_loops(struct search *search)
{
    int counts[TENSOR_COUNT], left = 0, stop = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        counts[t] = search->options[t].count;
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

int oracle_best(const struct map_problem *problem, const struct oracle_space *space,
                enum oracle_objective objective, uint64_t limit, struct oracle_best *out)
{
    struct search *search = calloc(1, sizeof *search);
    *out = (struct oracle_best){.objective = INFINITY,
                                .objective_large_glb = INFINITY,
                                .objective_spatial = INFINITY,
                                .objective_perfect = INFINITY};
    if (!search)
        return -1;
    search->problem = problem;
    search->space = space ? space : &spatial_space;
    search->objective = objective;
    search->limit = limit;
    search->best = out;
    int status = -1;
    if (!oracle_memo_create(&search->memo, problem)) {
        status = oracle_each_plan(problem, search->space->factors, search_plan, search);
        out->walks = oracle_memo_size(search->memo);
    }
    oracle_memo_free(search->memo);
    free(search);
    return status;
}
