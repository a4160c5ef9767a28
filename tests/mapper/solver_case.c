#include "solver_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "oracle/legal.h"

enum { DRAWS = 4000 };

static const double broken_bound = 1.01;
static const double more = 1 + 1e-9;

/* ---- drawing ---- */

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

/* 1 if the best mapping is better than that of the next narrower space of factors. */
static int gains_by_factors(const struct solver_case *c)
{
    const struct oracle_best *best = &c->best;
    if (c->space->factors == ORACLE_FACTORS_PERFECT)
        return 1;
    double narrower = c->space->factors == ORACLE_FACTORS_SPATIAL ? best->objective_perfect
                                                                  : best->objective_spatial;
    return best->objective * more < narrower;
}

int solver_case_has(const struct solver_case *c, enum oracle_kind kind)
{
    if (kind == ORACLE_HALO)
        return tiles_windows(&c->problem, &c->best.mapping);
    if (kind == ORACLE_GLB_BINDING)
        return c->best.objective_large_glb * more < c->best.objective;
    if (kind == ORACLE_IMPERFECT)
        return gains_by_factors(c);
    return oracle_problem_is(&c->problem, kind);
}

int solver_case_draw(struct oracle_random *random, const struct solver_plan *plan,
                     enum oracle_kind kind, enum oracle_objective objective, int gains,
                     struct solver_case *out)
{
    out->space = &plan->space;
    out->objective = objective;
    for (int i = 0; i < DRAWS; i++) {
        int loops = plan->loops + oracle_random_below(random, plan->more_loops + 1);
        loops -= kind == ORACLE_IMPERFECT; /* large primes on an array have many mappings */
        oracle_random_problem(random, kind, loops, &out->problem);
        int status =
            oracle_best(&out->problem, &plan->space, objective, plan->most_mappings, &out->best);
        cr_assert(status >= 0, "no memory");
        if (status == 0 && out->best.found && out->best.mappings >= plan->fewest_mappings &&
            solver_case_has(out, kind) && (!gains || gains_by_factors(out)))
            return 1;
    }
    return 0;
}

/* ---- words for a mistake ---- */

void solver_case_describe(const struct map_problem *problem, char *text, size_t room)
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

void solver_case_describe_mapping(const struct map_mapping *mapping, char *text, size_t room)
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

/* ---- checks ---- */

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

/* Not above the best of lean bounds, not below the best of any: they seldom differ. */
static int is_between(const struct solver_case *c, double objective)
{
    return objective >= c->best.objective / more && objective <= c->best.objective_lean * more;
}

/* The search proves nothing here: docs/mapper.md. */
static int is_time_open(const struct solver_case *c)
{
    return c->objective != ORACLE_ENERGY && c->space->factors == ORACLE_FACTORS_IMPERFECT;
}

/* Two best mappings may differ; what they cost may not. The mapping must be
 * one of the map space, fit, and cost what the solver says. */
static int agrees(const struct solver_case *c, const struct map_solution *solution)
{
    struct oracle_counts counts;
    if (is_time_open(c))
        return solution->found && solution->objective >= c->best.objective / more &&
               solution->lower_bound <= c->best.objective * more &&
               oracle_count(&c->problem, &solution->mapping, &counts) == ORACLE_OK &&
               same(objective_of(&counts, c->objective), solution->objective);
    return solution->found && solution->proven && is_between(c, solution->objective) &&
           same(solution->lower_bound, solution->objective) &&
           oracle_count(&c->problem, &solution->mapping, &counts) == ORACLE_OK &&
           oracle_in_space(&c->problem, c->space, &solution->mapping) &&
           same(objective_of(&counts, c->objective), solution->objective);
}

static void explain(const struct solver_case *c, const struct map_solution *solution)
{
    const struct oracle_best *best = &c->best;
    char layer[300], ours[800], theirs[800];
    solver_case_describe(&c->problem, layer, sizeof layer);
    solver_case_describe_mapping(&best->mapping, ours, sizeof ours);
    solver_case_describe_mapping(&solution->mapping, theirs, sizeof theirs);
    cr_log_error(
        "%s: enumerated %.10g (lean %.10g), solved %.10g, bound %.10g (found %d, proven %d)\n"
        " enumerated:%s\n solved:%s",
        layer, best->objective, best->objective_lean, solution->objective, solution->lower_bound,
        solution->found, solution->proven, ours, theirs);
}

struct map_solve_options solver_case_options(const struct oracle_space *space,
                                             enum oracle_objective objective)
{
    static const enum map_objective ask[] = {
        [ORACLE_ENERGY] = OBJECTIVE_ENERGY,
        [ORACLE_LATENCY] = OBJECTIVE_LATENCY,
        [ORACLE_EDP] = OBJECTIVE_EDP,
    };
    static const enum map_factors factors[] = {
        [ORACLE_FACTORS_SPATIAL] = FACTORS_SPATIAL,
        [ORACLE_FACTORS_PERFECT] = FACTORS_PERFECT,
        [ORACLE_FACTORS_IMPERFECT] = FACTORS_IMPERFECT,
    };
    return (struct map_solve_options){
        .objective = ask[objective], .factors = factors[space->factors], .even = space->even};
}

static void solve(const struct solver_case *c, double bound_scale, double gap,
                  struct map_solution *out)
{
    struct map_solve_options options = solver_case_options(c->space, c->objective);
    options.bound_scale = bound_scale;
    options.gap = gap;
    cr_assert(map_solve(&c->problem, &options, out) == 0, "no memory");
}

int solver_case_catches_broken_bound(const struct solver_case *c)
{
    static struct map_solution solution;
    solve(c, broken_bound, 0, &solution);
    return !solution.found || !same(solution.objective, c->best.objective);
}

/* 1 if a search that may end early keeps its word: its bound is below the best mapping, and
 * what it found is no further above its bound than was allowed. */
static int keeps_gap(const struct solver_case *c)
{
    static const double gap = 0.1;
    static struct map_solution solution;
    solve(c, 0, gap, &solution);
    if (is_time_open(c))
        return 1;
    return solution.found && solution.lower_bound <= c->best.objective_lean * more &&
           solution.objective >= c->best.objective * (1 - 1e-9) &&
           solution.lower_bound >= solution.objective * (1 - gap) * (1 - 1e-12);
}

int solver_case_check(const struct solver_case *c)
{
    static struct map_solution solution;
    int wrong = 0;
    solve(c, 0, 0, &solution);
    if (!agrees(c, &solution)) {
        explain(c, &solution);
        wrong++;
    }
    if (!keeps_gap(c)) {
        cr_log_error("ends early with a wrong bound");
        wrong++;
    }
    return wrong;
}
