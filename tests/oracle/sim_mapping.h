/* Random mappings with bounds that do not divide, for the simulator's tests. */
#ifndef ORACLE_SIM_MAPPING_H
#define ORACLE_SIM_MAPPING_H

#include <stdio.h>

#include "mapper/mapping.h"
#include "mapper/problem.h"
#include "random.h"

/* Makes some dimensions one shorter, so that there are sizes of which no bound is a divisor. */
void oracle_make_uneven(struct oracle_random *random, struct map_problem *problem);

/* A random mapping by the rules of docs/model.md, of bounds that divide or do not; its tiles may
 * not fit the buffers. Loops of one dimension stand next to each other or apart, spatial loops
 * together or between temporal loops of other dimensions; some bounds are 1. */
void oracle_random_uneven_mapping(struct oracle_random *random, const struct map_problem *problem,
                                  struct map_mapping *out);

/* Bounds that divide, but for those on the array. */
void oracle_random_spatial_mapping(struct oracle_random *random, const struct map_problem *problem,
                                   struct map_mapping *out);

/* 1 if a temporal bound does not divide the tiles that are left to it. */
int oracle_has_short_tile(const struct map_problem *problem, const struct map_mapping *mapping);

/* Prints the nodes on one line, for the eyes of who looks for a mistake. */
void oracle_print_mapping(FILE *file, const struct map_mapping *mapping);

#endif
