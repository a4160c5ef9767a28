/* The solver finds what full enumeration finds, on random small problems of
 * every kind: 40 cases; with ENOS_LONG=1 many more and larger ones, at least
 * 25 of each kind. ENOS_SEED=n for fresh cases. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/solve.h"
#include "oracle/cases.h"
#include "oracle/enumerate.h"
#include "oracle/legal.h"

enum { MOST_CASES = 8192, DRAWS = 4000 };

/* How many cases, and how large. */
struct plan {
    int cases, least_a_kind;
    int loops, more_loops; /* prime factors of a case's extents: loops to loops + more_loops */
    uint64_t fewest_mappings, most_mappings;
    int breaks_bounds; /* also ask with a bound that is 1 % too high */
};

static const double broken_bound = 1.01;

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

struct tally {
    uint64_t mappings[MOST_CASES];
    int cases, wrong, caught;
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
static int draw_case(struct oracle_random *random, const struct plan *plan, enum oracle_kind kind,
                     enum oracle_objective objective, struct map_problem *problem,
                     struct oracle_best *best)
{
    for (int i = 0; i < DRAWS; i++) {
        int loops = plan->loops + oracle_random_below(random, plan->more_loops + 1);
        loops -= kind == ORACLE_IMPERFECT; /* large primes on an array have many mappings */
        oracle_random_problem(random, kind, loops, problem);
        int status = oracle_best(problem, NULL, objective, plan->most_mappings, best);
        cr_assert(status >= 0, "no memory");
        if (status == 0 && best->found && best->mappings >= plan->fewest_mappings &&
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

static int same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * b;
}

static double objective_of(const struct oracle_counts *counts, enum oracle_objective objective)
{
    if (objective == ORACLE_ENERGY)
        return counts->energy_pj;
    return objective == ORACLE_LATENCY ? counts->cycles : counts->cycles * counts->energy_pj;
}

/* Two best mappings may differ; what they cost may not. The mapping must be
 * one of the map space, fit, and cost what the solver says. */
static int agrees(const struct map_problem *problem, const struct oracle_best *best,
                  enum oracle_objective objective, const struct map_solution *solution)
{
    struct oracle_counts counts;
    return solution->found && solution->proven && same(solution->objective, best->objective) &&
           same(solution->lower_bound, best->objective) &&
           oracle_count(problem, &solution->mapping, &counts) == ORACLE_OK &&
           oracle_in_space(problem, &(struct oracle_space){0}, &solution->mapping) &&
           same(objective_of(&counts, objective), best->objective);
}

static void explain(const struct map_problem *problem, const struct oracle_best *best,
                    const struct map_solution *solution)
{
    char layer[300], ours[800], theirs[800];
    describe(problem, layer, sizeof layer);
    describe_mapping(&best->mapping, ours, sizeof ours);
    describe_mapping(&solution->mapping, theirs, sizeof theirs);
    cr_log_error("%s: enumerated %.10g, solved %.10g, bound %.10g (found %d, proven %d)\n"
                 " enumerated:%s\n solved:%s",
                 layer, best->objective, solution->objective, solution->lower_bound,
                 solution->found, solution->proven, ours, theirs);
}

/* 1 if a search that prunes with bounds 1 % too high misses the best mapping. */
static int catches_broken_bound(const struct map_problem *problem,
                                const struct map_solve_options *options, double best)
{
    struct map_solve_options broken = *options;
    static struct map_solution solution;
    broken.bound_scale = broken_bound;
    cr_assert(map_solve(problem, &broken, &solution) == 0, "no memory");
    return !solution.found || !same(solution.objective, best);
}

/* 1 if a search that may end early keeps its word: its bound is below the best mapping, and
 * what it found is no further above its bound than was allowed. */
static int keeps_gap(const struct map_problem *problem, const struct map_solve_options *options,
                     double best)
{
    struct map_solve_options early = *options;
    static struct map_solution solution;
    early.gap = 0.1;
    cr_assert(map_solve(problem, &early, &solution) == 0, "no memory");
    return solution.found && solution.lower_bound <= best * (1 + 1e-9) &&
           solution.objective >= best * (1 - 1e-9) &&
           solution.lower_bound >= solution.objective * (1 - early.gap) * (1 - 1e-12);
}

static void run_case(struct oracle_random *random, const struct plan *plan, enum oracle_kind kind,
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
    cr_assert(draw_case(random, plan, kind, objective, &problem, &best), "no case of: %s",
              oracle_kind_name(kind));
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        tally->kind[k] += has_trait(&problem, &best, (enum oracle_kind)k);
    tally->mappings[tally->cases++] = best.mappings;
    cr_assert(map_solve(&problem, &options, &solution) == 0, "no memory");
    if (!agrees(&problem, &best, objective, &solution)) {
        cr_log_error("case %d, of kind: %s", tally->cases, oracle_kind_name(kind));
        explain(&problem, &best, &solution);
        tally->wrong++;
    }
    if (best.found && !keeps_gap(&problem, &options, best.objective)) {
        cr_log_error("case %d, of kind: %s: ends early with a wrong bound", tally->cases,
                     oracle_kind_name(kind));
        tally->wrong++;
    }
    if (plan->breaks_bounds)
        tally->caught += catches_broken_bound(&problem, &options, best.objective);
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void report(struct tally *tally)
{
    qsort(tally->mappings, (size_t)tally->cases, sizeof *tally->mappings, ascending);
    cr_log_info("%d cases, %d wrong, %d catch a bound 1 %% too high; mappings: fewest %llu, "
                "median %llu, most %llu",
                tally->cases, tally->wrong, tally->caught, (unsigned long long)tally->mappings[0],
                (unsigned long long)tally->mappings[tally->cases / 2],
                (unsigned long long)tally->mappings[tally->cases - 1]);
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        cr_log_info("%4d  %s", tally->kind[k], oracle_kind_name((enum oracle_kind)k));
}

static int rarest(const struct tally *tally)
{
    int rare = 0;
    for (int k = 0; k < ORACLE_KIND_COUNT; k++)
        rare = tally->kind[k] < tally->kind[rare] ? k : rare;
    return rare;
}

static struct oracle_random random_of(uint64_t seed, enum oracle_objective objective, int i)
{
    return (struct oracle_random){(seed * 3 + (uint64_t)objective) * 1000003 + (uint64_t)i};
}

/* Every kind in turn, then the rarest until there are enough of each. */
static void run_cases(enum oracle_objective objective, const struct plan *plan)
{
    static struct tally tally;
    uint64_t seed = number_from("ENOS_SEED", 1);
    tally = (struct tally){0};
    while (tally.cases < MOST_CASES) {
        int i = tally.cases, rare = rarest(&tally);
        struct oracle_random random = random_of(seed, objective, i);
        if (i >= plan->cases && tally.kind[rare] >= plan->least_a_kind)
            break;
        rare = i < plan->cases ? i % ORACLE_KIND_COUNT : rare;
        run_case(&random, plan, (enum oracle_kind)rare, objective, &tally);
    }
    report(&tally);
    cr_assert(tally.wrong == 0, "%d of %d cases differ", tally.wrong, tally.cases);
    cr_expect(tally.kind[rarest(&tally)] >= plan->least_a_kind, "too few cases of: %s",
              oracle_kind_name((enum oracle_kind)rarest(&tally)));
    cr_expect(!plan->breaks_bounds || tally.caught > 0, "no case catches a broken bound");
}

static const struct plan *pick_plan(const struct plan *few, const struct plan *many)
{
    return number_from("ENOS_LONG", 0) ? many : few;
}

Test(solver_oracle, least_energy)
{
    static const struct plan few = {40, 1, 4, 2, 10000, 5000000, 1};
    static const struct plan many = {200, 25, 5, 2, 10000, 30000000, 1};
    run_cases(ORACLE_ENERGY, pick_plan(&few, &many));
}

static const struct plan many_small = {40 * ORACLE_KIND_COUNT, 0, 3, 2, 100, 300000, 0};

/* Cases that the search once got wrong, by the seed and number they were drawn with (a log counts
 * from 1, this from 0). */
Test(solver_oracle, once_missed)
{
    static const struct {
        uint64_t seed;
        int number;
        const char *why;
    } cases[] = {
        {101, 692, "a short last chunk of a plain window"},
        {102, 390, "an input that is all padding"},
        {103, 66, "outputs that the GLB takes once"},
        {203, 493, "a sum with a bound that had stopped below what was enough"},
        {210, 561, "a bound that stopped between hopeless and enough"},
    };
    static struct tally tally;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct oracle_random random = random_of(cases[i].seed, ORACLE_ENERGY, cases[i].number);
        int wrong = tally.wrong;
        run_case(&random, &many_small, (enum oracle_kind)(cases[i].number % ORACLE_KIND_COUNT),
                 ORACLE_ENERGY, &tally);
        cr_expect(tally.wrong == wrong, "missed again: %s", cases[i].why);
    }
}

/* Rare corners of the map space: many cases instead of large ones. */
Test(solver_oracle, least_energy_of_many_small)
{
    static const struct plan many = {400 * ORACLE_KIND_COUNT, 0, 3, 3, 100, 1500000, 0};
    run_cases(ORACLE_ENERGY, pick_plan(&many_small, &many));
}

Test(solver_oracle, least_latency)
{
    static const struct plan few = {ORACLE_KIND_COUNT, 0, 4, 1, 10000, 1000000, 0};
    static const struct plan many = {2 * ORACLE_KIND_COUNT, 0, 4, 2, 10000, 5000000, 0};
    run_cases(ORACLE_LATENCY, pick_plan(&few, &many));
}

Test(solver_oracle, least_edp)
{
    static const struct plan few = {ORACLE_KIND_COUNT, 0, 4, 1, 10000, 1000000, 0};
    static const struct plan many = {2 * ORACLE_KIND_COUNT, 0, 4, 2, 10000, 5000000, 0};
    run_cases(ORACLE_EDP, pick_plan(&few, &many));
}

/* Buffers too small for any mapping: found by neither, and the solver says what is missing. */
Test(solver_oracle, nothing_fits)
{
    int none = 0;
    for (int i = 0; i < 10 * ORACLE_KIND_COUNT; i++) {
        struct oracle_random random = {number_from("ENOS_SEED", 1) * 1000003 + (uint64_t)i};
        static struct map_solution solution;
        struct map_problem problem;
        struct oracle_best best;
        oracle_random_problem(&random, (enum oracle_kind)(i % ORACLE_KIND_COUNT), 3, &problem);
        problem.glb_bits /= 8;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            problem.spad_bits[t] /= (uint64_t)(1 + oracle_random_below(&random, 4));
            problem.glb_may_bypass[t] = oracle_random_below(&random, 2);
            problem.glb_may_keep[t] |= !problem.glb_may_bypass[t];
        }
        cr_assert(oracle_best(&problem, NULL, ORACLE_ENERGY, UINT64_MAX, &best) == 0);
        cr_assert(map_solve(&problem, NULL, &solution) == 0);
        cr_expect(solution.found == best.found, "case %d: found %d, enumerated %d", i,
                  solution.found, best.found);
        cr_expect(best.found || solution.reason[0], "case %d: no reason", i);
        none += !best.found;
    }
    cr_log_info("%d problems without a mapping", none);
    cr_assert(none > 20, "only %d problems without a mapping", none);
}
