/* Searches of fewer mappings. The best of all mappings comes first: if it is one of those
 * asked for, it is the best of them, too; if not, what it costs bounds them from below. Then
 * every loop is tried everywhere, for what is better may not be allowed. */
#include "restrict.h"

#include <math.h>
#include <string.h>

#include "climb.h"
#include "mapper/constrain.h"
#include "solver.h"

int mapping_is_even(const struct map_mapping *mapping)
{
    int last[LEVEL_COUNT], loops = 0;
    memset(last, -1, sizeof last);
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind != NODE_KEEP) {
            loops += node->bound > 1;
            continue;
        }
        if (last[node->level] >= 0 && last[node->level] != loops)
            return 0;
        last[node->level] = loops;
    }
    return 1;
}

int restrict_allows(const struct map_problem *problem, const struct map_solve_options *options,
                    const struct map_mapping *mapping)
{
    if (options->even && !mapping_is_even(mapping))
        return 0;
    return !map_constraints_any(problem) || map_constraints_obey(problem, mapping, NULL);
}

/* The one mapping that constraints allow. */
static void take_fixed(const struct map_problem *problem, const struct map_solve_options *options,
                       const struct map_mapping *mapping, struct map_solution *out)
{
    out->proven = 1;
    if (map_evaluate(problem, mapping, &out->result, out->reason) != MAP_OK)
        return;
    out->mapping = *mapping;
    out->objective = out->lower_bound = map_objective_value(&out->result, options->objective);
    out->found = 1;
}

/* The best of all mappings, which may take half of the time there is. */
static int solve_all(const struct map_problem *problem, const struct map_solve_options *options,
                     struct map_solution *out)
{
    struct map_problem all = *problem;
    struct map_solve_options half = *options;
    memset(&all.constraints, 0, sizeof all.constraints);
    half.even = 0;
    half.time_limit_s /= 2;
    half.work_limit /= 2;
    return solver_run(&all, &half, NULL, out);
}

/* The search of those asked for, from a mapping of theirs: the caller's, or a climb's. */
static int solve_restricted(const struct map_problem *problem,
                            const struct map_solve_options *options,
                            const struct solver_start *start, struct map_solution *out)
{
    struct map_solve_options from = *options;
    struct map_mapping first;
    struct map_result result;
    int is_given = options->start && restrict_allows(problem, options, options->start) &&
                   map_evaluate(problem, options->start, &result, NULL) == MAP_OK;
    if (!is_given && climb_first(problem, options, &first))
        from.start = &first;
    return solver_run(problem, &from, start, out);
}

int restrict_solve(const struct map_problem *problem, const struct map_solve_options *options,
                   struct map_solution *out)
{
    struct map_mapping fixed;
    struct map_solution all;
    struct solver_start start = {.is_free = 1};
    memset(out, 0, sizeof *out);
    if (map_constraints_contradict(problem, options->factors, out->reason)) {
        out->proven = 1;
        return 0;
    }
    if (map_constraints_fixed(problem, &fixed)) {
        take_fixed(problem, options, &fixed, out);
        return 0;
    }
    if (solve_all(problem, options, &all))
        return -1;
    if (!all.found || restrict_allows(problem, options, &all.mapping)) {
        *out = all;
        return 0;
    }
    start.certain = all.lower_bound;
    int status = solve_restricted(problem, options, &start, out);
    out->seconds += all.seconds;
    out->nests += all.nests;
    out->leaves += all.leaves;
    if (!out->found && !out->reason[0])
        snprintf(out->reason, sizeof out->reason, "no mapping obeys the constraints");
    return status;
}
