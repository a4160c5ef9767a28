/* The solver finds what full enumeration finds, on random small problems of
 * every kind. 40 cases; 216 with ENOS_LONG=1. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/solve.h"
#include "oracle/cases.h"
#include "oracle/enumerate.h"

enum { MOST_CASES = 1024, SHORT_CASES = 40, LONG_CASES_A_KIND = 16, DRAWS = 4000 };

static const uint64_t fewest_mappings = 10000;

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

struct tally {
    uint64_t mappings[MOST_CASES];
    int cases, wrong;
    int kind[ORACLE_KIND_COUNT];
};

/* HALO: windows overlap and the best mapping tiles the outputs above the inputs' scratchpad. */
static int tiles_windows(const struct map_problem *problem, const struct map_mapping *best)
{
    for (int i = 0; i < best->count; i++) {
        const struct map_node *node = &best->node[i];
        if (node->kind == NODE_KEEP && node->level == LEVEL_SPAD && node->tensor == TENSOR_I)
            return 0;
        if (node->kind == NODE_KEEP || node->bound == 1)
            continue;
        if ((node->dim == DIM_P && problem->size[DIM_R] > 1) ||
            (node->dim == DIM_Q && problem->size[DIM_S] > 1))
            return 1;
    }
    return 0;
}

static int has_trait(const struct map_problem *problem, const struct oracle_best *best,
                     enum oracle_kind kind)
{
    const double more = 1 + 1e-9;
    if (kind == ORACLE_HALO)
        return tiles_windows(problem, &best->mapping);
    if (kind == ORACLE_GLB_BINDING)
        return best->objective_large_glb * more < best->objective;
    if (kind == ORACLE_IMPERFECT)
        return best->objective * more < best->objective_perfect;
    return oracle_problem_is(problem, kind);
}

/* A problem that shows the kind's trait and has enough mappings, not too many. */
static int draw_case(struct oracle_random *random, enum oracle_kind kind,
                     enum oracle_objective objective, struct map_problem *problem,
                     struct oracle_best *best)
{
    for (int i = 0; i < DRAWS; i++) {
        int loops = 4 + oracle_random_below(random, 3);
        oracle_random_problem(random, kind, loops, problem);
        int status = oracle_best(problem, objective, 20000000, best);
        cr_assert(status >= 0, "no memory");
        if (status == 0 && best->found && best->mappings >= fewest_mappings &&
            has_trait(problem, best, kind))
            return 1;
    }
    return 0;
}

static void describe(const struct map_problem *problem, char *text, size_t room)
{
    int at = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        at += snprintf(text + at, room - (size_t)at, "%c%d ", dim_letters[d], problem->size[d]);
    snprintf(text + at, room - (size_t)at,
             "stride %d,%d dilation %d,%d pad %d,%d array %dx%d links %d,%d multicast %d",
             problem->stride[0], problem->stride[1], problem->dilation[0], problem->dilation[1],
             problem->pad[0], problem->pad[1], problem->axis_size[0], problem->axis_size[1],
             problem->reduce_link[0], problem->reduce_link[1], problem->multicast);
}

static void describe_mapping(const struct map_mapping *mapping, char *text, size_t room)
{
    int at = 0;
    text[0] = '\0';
    for (int i = TENSOR_COUNT; i < mapping->count && at + 20 < (int)room; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP)
            at += snprintf(text + at, room - (size_t)at, " %s(%c)",
                           node->level == LEVEL_GLB ? "GLB" : "spad", tensor_letters[node->tensor]);
        else
            at += snprintf(text + at, room - (size_t)at, " %c%d%s", dim_letters[node->dim],
                           node->bound,
                           node->kind == NODE_FOR ? ""
                           : node->axis           ? "@Y"
                                                  : "@X");
    }
}

/* Two best mappings may differ; what they cost may not. */
static int disagrees(const struct map_problem *problem, const struct oracle_best *best,
                     const struct map_solution *solution)
{
    char layer[300], ours[800], theirs[800];
    if (solution->found && solution->proven &&
        fabs(solution->objective - best->objective) <= 1e-9 * best->objective)
        return 0;
    describe(problem, layer, sizeof layer);
    describe_mapping(&best->mapping, ours, sizeof ours);
    describe_mapping(&solution->mapping, theirs, sizeof theirs);
    cr_log_error("%s: enumerated %.10g, solved %.10g (found %d, proven %d)\n enumerated:%s\n "
                 "solved:%s",
                 layer, best->objective, solution->objective, solution->found, solution->proven,
                 ours, theirs);
    return 1;
}

static void run_case(struct oracle_random *random, enum oracle_kind kind,
                     enum oracle_objective objective, struct tally *tally)
{
    static const enum map_objective ask[] = {
        [ORACLE_ENERGY] = OBJECTIVE_ENERGY,
        [ORACLE_LATENCY] = OBJECTIVE_LATENCY,
        [ORACLE_EDP] = OBJECTIVE_EDP,
    };
    struct map_solve_options options = {.objective = ask[objective]};
    static struct map_solution solution;
    struct map_problem problem;
    struct oracle_best best;
    cr_assert(draw_case(random, kind, objective, &problem, &best), "no case of: %s",
              oracle_kind_name(kind));
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        tally->kind[k] += has_trait(&problem, &best, (enum oracle_kind)k);
    tally->mappings[tally->cases++] = best.mappings;
    cr_assert(map_solve(&problem, &options, &solution) == 0, "no memory");
    if (disagrees(&problem, &best, &solution)) {
        cr_log_error("case %d, of kind: %s", tally->cases, oracle_kind_name(kind));
        tally->wrong++;
    }
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void report(struct tally *tally)
{
    qsort(tally->mappings, (size_t)tally->cases, sizeof *tally->mappings, ascending);
    cr_log_info("%d cases, %d wrong; mappings: fewest %llu, median %llu, most %llu", tally->cases,
                tally->wrong, (unsigned long long)tally->mappings[0],
                (unsigned long long)tally->mappings[tally->cases / 2],
                (unsigned long long)tally->mappings[tally->cases - 1]);
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        cr_log_info("%4d  %s", tally->kind[k], oracle_kind_name((enum oracle_kind)k));
}

static void run_cases(enum oracle_objective objective, int cases, int least_a_kind)
{
    static struct tally tally;
    uint64_t seed = number_from("ENOS_SEED", 1);
    tally = (struct tally){0};
    for (int i = 0; i < cases && i < MOST_CASES; i++) {
        struct oracle_random random = {(seed * 3 + objective) * 1000003 + (uint64_t)i};
        run_case(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), objective, &tally);
    }
    report(&tally);
    cr_assert(tally.wrong == 0, "%d of %d cases differ", tally.wrong, tally.cases);
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        cr_expect(tally.kind[k] >= least_a_kind, "only %d cases of: %s", tally.kind[k],
                  oracle_kind_name((enum oracle_kind)k));
}

static int is_long(void)
{
    return number_from("ENOS_LONG", 0) != 0;
}

Test(solver_oracle, least_energy)
{
    if (is_long())
        run_cases(ORACLE_ENERGY, LONG_CASES_A_KIND * ORACLE_KIND_COUNT, 25);
    else
        run_cases(ORACLE_ENERGY, SHORT_CASES, 1);
}

Test(solver_oracle, least_latency)
{
    run_cases(ORACLE_LATENCY, is_long() ? ORACLE_KIND_COUNT * 2 : ORACLE_KIND_COUNT, 0);
}

Test(solver_oracle, least_edp)
{
    run_cases(ORACLE_EDP, is_long() ? ORACLE_KIND_COUNT * 2 : ORACLE_KIND_COUNT, 0);
}
