/* Random mappings of the map space. */
#ifndef ORACLE_SAMPLE_H
#define ORACLE_SAMPLE_H

#include "mapper/mapping.h"
#include "mapper/problem.h"
#include "random.h"
#include "space.h"

/* A random legal mapping, which may not fit the buffers: any bounds of these factors, any order,
 * any keep positions, loops merged or not, spatial loops anywhere they may stand, some bounds of
 * 1. */
void oracle_random_mapping(struct oracle_random *random, const struct map_problem *problem,
                           enum oracle_factors factors, struct map_mapping *out);

#endif
