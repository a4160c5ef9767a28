/* Which mappings the rules of docs/model.md allow, capacities apart. */
#ifndef ORACLE_LEGAL_H
#define ORACLE_LEGAL_H

#include "mapper/mapping.h"
#include "mapper/problem.h"
#include "space.h"

/* 1 if the mapping is well formed for the problem and can be counted: keep
 * nodes, order of levels, axes, no bound larger than what is left to it. */
int oracle_well_formed(const struct map_problem *problem, const struct map_mapping *mapping);

/* 1 if a well-formed mapping is in the map space: perfect bounds where the space wants them, lean
 * spatial ones, groups outermost, keep nodes together if it is even, and the space has it. */
int oracle_in_space(const struct map_problem *problem, const struct oracle_space *space,
                    const struct map_mapping *mapping);

/* 1 if the bounds of a well-formed mapping are perfect where these factors are. */
int oracle_bounds_are_of(const struct map_problem *problem, enum oracle_factors factors,
                         const struct map_mapping *mapping);

/* 1 if all bounds in time are lean: no smaller one leaves as many tiles outside of it. (Loops
 * of one dimension are one loop unless a node has to stand between them: one that could stand
 * further in, since the loops below do not move its tensor, does not have to.) */
int oracle_bounds_are_lean(const struct map_problem *problem, const struct map_mapping *mapping);

/* 1 if no factor of the split x * y of `units` can be lowered by one without
 * needing more passes; P, Q, R and S may be split in any way, and C where there are links. */
int oracle_lean(const struct map_problem *problem, enum dim dim, int units, int x, int y);

#endif
