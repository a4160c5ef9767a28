/* Which mappings belong to the map space of docs/model.md, capacities apart. */
#ifndef ORACLE_LEGAL_H
#define ORACLE_LEGAL_H

#include "mapper/mapping.h"
#include "mapper/problem.h"

/* 1 if the mapping is well formed for the problem: keep nodes, order of
 * levels, axes, perfect temporal and lean spatial bounds, place of G. */
int oracle_legal(const struct map_problem *problem, const struct map_mapping *mapping);

/* 1 if no factor of the split x * y of `units` can be lowered by one without
 * needing more passes; P, Q, R and S may be split in any way. */
int oracle_lean(enum dim dim, int units, int x, int y);

#endif
