/* Random mappings of the map space. */
#ifndef ORACLE_SAMPLE_H
#define ORACLE_SAMPLE_H

#include "mapper/mapping.h"
#include "mapper/problem.h"
#include "random.h"

/* A random legal mapping, which may not fit the buffers: any plan of the
 * array, any order, any keep positions, loops merged or not, spatial loops
 * anywhere they may stand, some bounds of 1. */
void oracle_random_mapping(struct oracle_random *random, const struct map_problem *problem,
                           struct map_mapping *out);

#endif
