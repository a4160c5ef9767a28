/* A first mapping that obeys, where the best of all mappings does not. */
#ifndef MAPPER_CLIMB_H
#define MAPPER_CLIMB_H

#include "mapper/solve.h"

/* Looks for a good mapping that is one of those asked for (restrict_allows), with perfect bounds;
 * some ten thousand mappings are tried, the same ones on every machine. It proves nothing.
 * Returns 1 and the mapping, or 0. */
int climb_first(const struct map_problem *problem, const struct map_solve_options *options,
                struct map_mapping *out);

#endif
