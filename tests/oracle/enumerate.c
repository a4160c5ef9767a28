#include "enumerate.h"

#include <math.h>
#include <stdlib.h>

#include "memo.h"
#include "plan.h"

/* LOOPS bounds the prime factors of all temporal loops. */
enum { LOOPS = 24, OPTIONS = (LOOPS + 1) * (LOOPS + 4) / 2, BYPASS = -1 };

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

/* One order of the temporal loops, growing from the outside. */
struct search {
    const struct map_problem *problem;
    enum oracle_objective objective;
    uint64_t limit;
    struct oracle_memo *memo;
    struct oracle_best *best;
    const struct oracle_plan *plan;
    int spatial; /* 1: the plan uses the array, so that GLB nodes stand above all scratchpad nodes
                  */
    struct oracle_counts compute; /* of the plan: steps and terms */
    int factors;
    struct oracle_factor factor[ORACLE_FACTORS_MAX]; /* counts are of loops not yet placed */
    int depth;
    struct oracle_factor loop[LOOPS]; /* placed, outermost first; counts unused */
    int glb_allowed[LOOPS + 1];
    struct oracle_walk glb[TENSOR_COUNT][LOOPS + 1];
    struct options options[TENSOR_COUNT];
};

/* ---- places of keep nodes ---- */

/* Appends a loop; neighbours of one dimension become one. */
static void place_loop(struct oracle_place *place, enum dim dim, int bound)
{
    struct oracle_loop *last = place->count ? &place->above[place->count - 1] : NULL;
    if (last && last->dim == dim && last->axis == ORACLE_TEMPORAL)
        last->bound *= bound;
    else
        place->above[place->count++] = (struct oracle_loop){dim, bound, ORACLE_TEMPORAL};
}

/* Appends the spatial loops of a dimension. Which PE has which part matters
 * only to the chains that add into an output, that is for C, R, S of O; else
 * one loop over as many PEs counts the same. */
static void place_split(struct oracle_place *place, enum tensor tensor, enum dim dim,
                        const struct oracle_split *split)
{
    if (tensor == TENSOR_O && !oracle_relevant(TENSOR_O, dim))
        oracle_split_loops(split, dim, place);
    else if (oracle_split_is_spatial(split))
        place->above[place->count++] = (struct oracle_loop){dim, split->x * split->y, 0};
}

static void find_tile(const struct search *search, int with_array, struct oracle_place *place)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        const struct oracle_split *split = &search->plan->split[d];
        place->tile[d] = with_array ? split->x * split->y : 1;
    }
    for (int f = 0; f < search->factors; f++) {
        for (int i = 0; i < search->factor[f].count; i++)
            place->tile[search->factor[f].dim] *= search->factor[f].bound;
    }
}

static void find_glb_place(const struct search *search, struct oracle_place *place)
{
    place->count = 0;
    for (int i = 0; i < search->depth; i++)
        place_loop(place, search->loop[i].dim, search->loop[i].bound);
    find_tile(search, 1, place);
}

/* The spatial loops of a dimension stand just above its first temporal loop
 * below the array, or innermost: between those of its own dimension their
 * place changes nothing. */
static void find_spad_place(const struct search *search, enum tensor tensor,
                            struct oracle_place *place)
{
    int placed[DIM_COUNT] = {0};
    place->count = 0;
    for (int i = 0; i < search->depth; i++) {
        enum dim dim = search->loop[i].dim;
        if (search->loop[i].below && !placed[dim]++)
            place_split(place, tensor, dim, &search->plan->split[dim]);
        place_loop(place, dim, search->loop[i].bound);
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!placed[d])
            place_split(place, tensor, (enum dim)d, &search->plan->split[d]);
    }
    find_tile(search, 0, place);
}

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
                              .places = (uint64_t)1 << search->depth,
                              .glb = glb,
                              .spad = search->depth,
                              .times = oracle_times_of(search->problem, &counts)};
    if (glb != BYPASS)
        option->places |= (uint64_t)1 << glb;
    if (fits_alone(search->problem, tensor, option->spad_bits))
        options->count++;
}

/* GLB nodes stand above every spatial loop. */
static int above_array(const struct search *search)
{
    for (int i = 0; i < search->depth; i++) {
        if (search->loop[i].below)
            return 0;
    }
    return 1;
}

/* Scratchpad nodes stand below every spatial loop. */
static int below_array(const struct search *search)
{
    for (int f = 0; f < search->factors; f++) {
        const struct oracle_factor *factor = &search->factor[f];
        if (factor->count && !factor->below &&
            oracle_split_is_spatial(&search->plan->split[factor->dim]))
            return 0;
    }
    return 1;
}

static int add_spad_options(struct search *search, int tensor)
{
    struct oracle_place place;
    struct oracle_walk spad;
    find_spad_place(search, (enum tensor)tensor, &place);
    if (oracle_memo_walk(search->memo, (enum tensor)tensor, &place, &spad))
        return -1;
    if (may_bypass(search->problem, tensor))
        add_option(search, tensor, BYPASS, &spad);
    for (int glb = 0; glb <= search->depth && may_keep(search->problem, tensor); glb++) {
        if (search->glb_allowed[glb])
            add_option(search, tensor, glb, &spad);
    }
    return 0;
}

/* Keep nodes that stand just here, below the loops placed so far. */
static int add_options(struct search *search)
{
    struct oracle_place place;
    search->glb_allowed[search->depth] = above_array(search);
    find_glb_place(search, &place);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (search->glb_allowed[search->depth] && may_keep(search->problem, t) &&
            oracle_memo_walk(search->memo, (enum tensor)t, &place, &search->glb[t][search->depth]))
            return -1;
        if (below_array(search) && add_spad_options(search, t))
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

static int in_order(const struct search *search, const struct option *w, const struct option *i,
                    const struct option *o)
{
    return !search->spatial || max3(w->glb, i->glb, o->glb) <= min3(w->spad, i->spad, o->spad);
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
    for (int i = place; i < search->depth; i++) {
        if (search->loop[i].dim == dim && !search->loop[i].below)
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
            oracle_split_loops(&search->plan->split[d], (enum dim)d, &loops);
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
    for (int i = 0; i <= search->depth; i++) {
        add_keeps(mapping, LEVEL_GLB, choice, i);
        add_splits(search, choice, i, mapping);
        add_keeps(mapping, LEVEL_SPAD, choice, i);
        if (i < search->depth)
            map_add_for(mapping, search->loop[i].dim, search->loop[i].bound);
    }
}

static void judge(struct search *search, const struct choice *choice)
{
    struct oracle_best *best = search->best;
    int glb_fits;
    best->mappings++;
    if (!fits(search, choice, &glb_fits))
        return;
    double objective = objective_of(search, choice);
    if (objective < best->objective_large_glb)
        best->objective_large_glb = objective;
    if (!glb_fits)
        return;
    if (objective < best->objective_perfect && oracle_plan_is_perfect(search->plan))
        best->objective_perfect = objective;
    if (objective < best->objective) {
        best->objective = objective;
        best->found = 1;
        build_mapping(search, choice, &best->mapping);
    }
}

/* 6 = 2 x 3 = 3 x 2: neighbours of one dimension without a keep node between
 * count in one order only. Bit i: a keep node must stand after i loops. */
static uint64_t places_required(const struct search *search)
{
    uint64_t places = 0;
    for (int i = 1; i < search->depth; i++) {
        const struct oracle_factor *outer = &search->loop[i - 1], *inner = &search->loop[i];
        if (outer->dim == inner->dim && outer->below == inner->below && outer->bound > inner->bound)
            places |= (uint64_t)1 << i;
    }
    return places;
}

static int judge_order(struct search *search)
{
    uint64_t required = places_required(search);
    const struct options *w = &search->options[TENSOR_W], *i = &search->options[TENSOR_I];
    const struct options *o = &search->options[TENSOR_O];
    for (int a = 0; a < w->count; a++) {
        for (int b = 0; b < i->count; b++) {
            uint64_t places = w->option[a].places | i->option[b].places;
            for (int c = 0; c < o->count; c++) {
                if (((places | o->option[c].places) & required) != required ||
                    !in_order(search, &w->option[a], &i->option[b], &o->option[c]))
                    continue;
                struct choice choice = {{&w->option[a], &i->option[b], &o->option[c]}};
                judge(search, &choice);
            }
        }
    }
    return search->best->mappings > search->limit;
}

/* ---- orders of loops ---- */

static int factors_left(const struct search *search, enum dim dim, int below)
{
    int left = 0;
    for (int f = 0; f < search->factors; f++) {
        if (search->factor[f].dim == dim && search->factor[f].below == below)
            left += search->factor[f].count;
    }
    return left;
}

/* The group loop comes first; loops below the array come after those above it. */
static int may_follow(const struct search *search, const struct oracle_factor *factor)
{
    if (!factor->count || (factor->below && factors_left(search, factor->dim, 0)))
        return 0;
    return factor->dim == DIM_G || !factors_left(search, DIM_G, 0);
}

/* Group loops are one loop: no node stands between its factors. */
static int inside_groups(const struct search *search)
{
    return search->depth > 0 && factors_left(search, DIM_G, 0);
}

static int place_loops(struct search *search)
{
    int counts[TENSOR_COUNT], left = 0, stop = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        counts[t] = search->options[t].count;
    search->glb_allowed[search->depth] = 0;
    if (!inside_groups(search) && add_options(search))
        return -1;
    for (int f = 0; f < search->factors && !stop; f++) {
        struct oracle_factor *factor = &search->factor[f];
        left += factor->count;
        if (!may_follow(search, factor))
            continue;
        search->loop[search->depth++] = *factor;
        factor->count--;
        stop = place_loops(search);
        factor->count++;
        search->depth--;
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
    uint64_t iterations = 1;
    int loops = 0;
    search->plan = plan;
    search->spatial = 0;
    search->factors = oracle_plan_factors(plan, search->factor);
    for (int d = 0; d < DIM_COUNT; d++) {
        search->spatial |= oracle_split_is_spatial(&plan->split[d]);
        iterations *= (uint64_t)plan->split[d].above * (uint64_t)plan->split[d].below;
    }
    for (int f = 0; f < search->factors; f++)
        loops += search->factor[f].count;
    if (loops > LOOPS)
        return 1;
    search->compute = (struct oracle_counts){0};
    oracle_add_compute(search->problem, iterations, &search->compute);
    oracle_price(search->problem, &search->compute);
    return place_loops(search);
}

int oracle_best(const struct map_problem *problem, enum oracle_objective objective, uint64_t limit,
                struct oracle_best *out)
{
    struct search *search = calloc(1, sizeof *search);
    *out = (struct oracle_best){
        .objective = INFINITY, .objective_large_glb = INFINITY, .objective_perfect = INFINITY};
    if (!search)
        return -1;
    search->problem = problem;
    search->objective = objective;
    search->limit = limit;
    search->best = out;
    int status = -1;
    if (!oracle_memo_create(&search->memo, problem)) {
        status = oracle_each_plan(problem, search_plan, search);
        out->walks = oracle_memo_size(search->memo);
    }
    oracle_memo_free(search->memo);
    free(search);
    return status;
}
