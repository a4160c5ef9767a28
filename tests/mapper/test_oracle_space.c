/* The oracle's enumeration, which shares orders and walks, finds what the plainest one finds: the
 * same number of mappings and the same best ones, in every space. */
#include <criterion/criterion.h>
#include <math.h>

#include "oracle/cases.h"
#include "oracle/legal.h"
#include "oracle/lists.h"
#include "oracle/sample.h"

/* The sizes of a tiny layer and of the array. */
struct tiny {
    int size[DIM_COUNT]; /* N C M P Q R S G */
    int columns, rows;
    int has_glb;
};

static const struct tiny tinies[] = {
    {{1, 1, 1, 7, 1, 1, 1, 1}, 1, 1, 1}, {{1, 1, 1, 7, 1, 1, 1, 1}, 3, 1, 0},
    {{1, 5, 1, 1, 1, 1, 1, 1}, 2, 2, 0}, {{1, 1, 3, 5, 1, 1, 1, 1}, 1, 1, 0},
    {{1, 3, 3, 1, 1, 1, 1, 1}, 1, 1, 0}, {{1, 1, 1, 1, 3, 1, 3, 1}, 1, 2, 0},
    {{3, 1, 1, 3, 1, 1, 1, 1}, 2, 1, 0}, {{1, 3, 1, 2, 1, 1, 1, 1}, 1, 1, 1},
    {{1, 1, 1, 2, 1, 1, 1, 3}, 2, 1, 0}, {{1, 1, 1, 1, 1, 1, 5, 1}, 2, 1, 1},
    {{1, 3, 1, 5, 1, 1, 1, 1}, 2, 1, 0}, {{1, 1, 1, 5, 1, 2, 1, 1}, 1, 1, 1},
    {{1, 1, 1, 3, 1, 1, 1, 2}, 1, 1, 1}, {{1, 7, 1, 1, 1, 2, 1, 1}, 2, 2, 0},
    {{1, 2, 2, 3, 1, 1, 1, 1}, 1, 1, 0}, {{1, 1, 1, 1, 6, 1, 2, 1}, 2, 1, 0},
};

/* Machine, windows and prices of a random problem, and this layer. */
static void draw_problem(struct oracle_random *random, const struct tiny *tiny,
                         struct map_problem *problem)
{
    oracle_random_problem(random, ORACLE_HALO, 3, problem);
    problem->lanes = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        oracle_set_extent(problem, (enum dim)d, tiny->size[d]);
    oracle_fit_input(problem);
    problem->axis_size[0] = tiny->columns;
    problem->axis_size[1] = tiny->rows;
    problem->has_glb = tiny->has_glb;
}

static int same(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-9 * fabs(b);
}

static void compare(struct oracle_random *random, const struct tiny *tiny,
                    const struct oracle_space *space, uint64_t *mappings)
{
    struct map_problem problem;
    struct oracle_listed listed;
    draw_problem(random, tiny, &problem);
    cr_assert(oracle_list_all(&problem, space, &listed) == 0, "no memory");
    for (int i = 0; i < ORACLE_OBJECTIVES; i++) {
        static struct oracle_best best;
        cr_assert(oracle_best(&problem, space, (enum oracle_objective)i, UINT64_MAX, &best) == 0);
        cr_expect(best.mappings == listed.mappings, "layer %d: %llu mappings, listed %llu",
                  (int)(tiny - tinies), (unsigned long long)best.mappings,
                  (unsigned long long)listed.mappings);
        cr_expect(same(best.objective, listed.least[i]), "layer %d: objective %d is %g, listed %g",
                  (int)(tiny - tinies), i, best.objective, listed.least[i]);
        cr_expect(!best.found || oracle_in_space(&problem, space, &best.mapping));
    }
    *mappings += listed.mappings;
}

static void compare_all(const struct oracle_space *space)
{
    uint64_t mappings = 0;
    for (size_t i = 0; i < sizeof tinies / sizeof *tinies; i++) {
        struct oracle_random random = {1000003 + i};
        compare(&random, &tinies[i], space, &mappings);
    }
    cr_log_info("%llu mappings", (unsigned long long)mappings);
    cr_assert(mappings > 500, "only %llu mappings", (unsigned long long)mappings);
}

Test(oracle_space, spatial)
{
    compare_all(&(struct oracle_space){.factors = ORACLE_FACTORS_SPATIAL});
}

Test(oracle_space, perfect)
{
    compare_all(&(struct oracle_space){.factors = ORACLE_FACTORS_PERFECT});
}

Test(oracle_space, imperfect)
{
    compare_all(&(struct oracle_space){.factors = ORACLE_FACTORS_IMPERFECT});
}

Test(oracle_space, even)
{
    compare_all(&(struct oracle_space){.factors = ORACLE_FACTORS_IMPERFECT, .even = 1});
}

/* As a constraint of a user might be: no loop of 2, and weights stay where they are asked to. */
struct wish {
    int bound;
    enum tensor bypassed;
};

static int has_wish(void *context, const struct map_mapping *mapping)
{
    const struct wish *wish = context;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_PAR && node->bound == wish->bound)
            return 0;
        if (node->kind == NODE_KEEP && node->level == LEVEL_GLB && node->tensor == wish->bypassed)
            return 0;
    }
    return 1;
}

Test(oracle_space, constrained)
{
    struct wish wish = {2, TENSOR_I};
    compare_all(&(struct oracle_space){
        .factors = ORACLE_FACTORS_IMPERFECT, .has = has_wish, .context = &wish});
}

/* Wider spaces hold narrower ones, and what a wide search says of the narrower is what they say. */
Test(oracle_space, wider_spaces_hold_narrower_ones)
{
    int better = 0;
    for (int i = 0; i < 10 * ORACLE_KIND_COUNT; i++) {
        struct oracle_random random = {2 * 1000003 + (uint64_t)i};
        static struct oracle_best wide, spatial, perfect;
        const struct oracle_space imperfect_space = {.factors = ORACLE_FACTORS_IMPERFECT};
        const struct oracle_space perfect_space = {.factors = ORACLE_FACTORS_PERFECT};
        struct map_problem problem;
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), 3, &problem);
        if (oracle_best(&problem, &imperfect_space, ORACLE_ENERGY, 100000, &wide))
            continue;
        cr_assert(!oracle_best(&problem, NULL, ORACLE_ENERGY, UINT64_MAX, &spatial));
        cr_assert(!oracle_best(&problem, &perfect_space, ORACLE_ENERGY, UINT64_MAX, &perfect));
        cr_expect(same(wide.objective_spatial, spatial.objective));
        cr_expect(same(wide.objective_perfect, perfect.objective));
        cr_expect(same(spatial.objective_perfect, perfect.objective));
        cr_expect(wide.objective <= spatial.objective * (1 + 1e-9));
        better += wide.objective * (1 + 1e-9) < spatial.objective;
    }
    cr_log_info("%d problems gain by imperfect loops", better);
    cr_assert(better > 2, "only %d problems gain by imperfect loops", better);
}

/* What is drawn is in the space it is drawn from. */
Test(oracle_space, random_mappings_are_in_it)
{
    static const enum oracle_factors factors[] = {ORACLE_FACTORS_SPATIAL, ORACLE_FACTORS_PERFECT,
                                                  ORACLE_FACTORS_IMPERFECT};
    int imperfect = 0;
    for (int i = 0; i < 3000; i++) {
        struct oracle_random random = {3 * 1000003 + (uint64_t)i};
        struct oracle_space space = {.factors = factors[i % 3]};
        struct map_problem problem;
        struct map_mapping mapping;
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), 5, &problem);
        oracle_random_mapping(&random, &problem, space.factors, &mapping);
        cr_assert(oracle_well_formed(&problem, &mapping), "mapping %d", i);
        cr_assert(oracle_in_space(&problem, &space, &mapping), "mapping %d", i);
        imperfect += !oracle_bounds_are_of(&problem, ORACLE_FACTORS_SPATIAL, &mapping);
    }
    cr_log_info("%d mappings with imperfect loops", imperfect);
    cr_assert(imperfect > 500, "only %d", imperfect);
}

/* Of one dimension, the bounds of temporal loops below the array and of spatial loops. */
static void find_products(const struct map_mapping *mapping, int dim, int *below, int *spatial)
{
    int temporal = 1;
    *below = *spatial = 1;
    for (int i = mapping->count - 1; i >= 0; i--) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP || (int)node->dim != dim)
            continue;
        if (node->kind == NODE_FOR) {
            temporal *= node->bound;
            continue;
        }
        *below = *spatial == 1 ? temporal : *below;
        *spatial *= node->bound;
    }
    *below = *spatial == 1 ? temporal : *below;
}

/* As docs/model.md has it, under Latency. */
static uint64_t steps_by_formula(const struct map_problem *problem,
                                 const struct map_mapping *mapping)
{
    uint64_t steps = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        int size = problem->size[d], i, s;
        find_products(mapping, d, &i, &s);
        int turns = (size + s * i - 1) / (s * i), left = size - (turns - 1) * s * i;
        steps *= (uint64_t)((turns - 1) * i + (left < i ? left : i));
    }
    return steps;
}

/* The walk over all combinations of indices finds as many time steps as the page says. */
Test(oracle_space, time_steps_are_those_of_the_page)
{
    int short_turns = 0;
    for (int i = 0; i < 3000; i++) {
        struct oracle_random random = {4 * 1000003 + (uint64_t)i};
        struct map_problem problem;
        struct map_mapping mapping;
        struct oracle_counts counts;
        uint64_t all = 1;
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), 5, &problem);
        oracle_random_mapping(&random, &problem, ORACLE_FACTORS_IMPERFECT, &mapping);
        oracle_count(&problem, &mapping, &counts);
        uint64_t steps = steps_by_formula(&problem, &mapping);
        cr_expect(counts.compute_cycles == steps * (uint64_t)problem.cycles_per_step);
        for (int j = 0; j < mapping.count; j++)
            all *= mapping.node[j].kind == NODE_FOR ? (uint64_t)mapping.node[j].bound : 1;
        short_turns += steps < all;
    }
    cr_log_info("%d mappings with iterations that do not take place", short_turns);
    cr_assert(short_turns > 500, "only %d", short_turns);
}
