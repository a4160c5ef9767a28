/* Which mappings a restricted search is about: even ones, those that constraints allow. */
#ifndef MAPPER_RESTRICT_H
#define MAPPER_RESTRICT_H

#include "mapper/solve.h"

/* 1 if no loop stands between the keep nodes of one level. */
int mapping_is_even(const struct map_mapping *mapping);

/* 1 if a legal mapping is one of those that are asked for. */
int restrict_allows(const struct map_problem *problem, const struct map_solve_options *options,
                    const struct map_mapping *mapping);

/* Finds the best of them. `options` is not NULL. Returns 0, or -1 when memory is short. */
int restrict_solve(const struct map_problem *problem, const struct map_solve_options *options,
                   struct map_solution *out);

#endif
