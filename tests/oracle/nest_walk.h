/* Counts of a nest on any hierarchy, element by element. */
#ifndef ORACLE_NEST_WALK_H
#define ORACLE_NEST_WALK_H

#include "mapper/hierarchy_nest.h"

/* Walks every event of every keeper, each element that is fetched at it, and every term: 10^8 terms
 * take seconds. Shares nothing with the counter but its types. Returns 0, or -1 without memory. */
int oracle_walk_nest(const struct layer_shape *shape, const struct hierarchy_nest *nest,
                     struct hierarchy_counts *out);

#endif
