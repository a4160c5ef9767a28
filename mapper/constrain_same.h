/* Are two lists of nodes the same mapping in other words? */
#ifndef MAPPER_CONSTRAIN_SAME_H
#define MAPPER_CONSTRAIN_SAME_H

#include "mapper/mapping.h"

/* Index of the first node of `mapping` that is not as in `other`; -1 if they are the same.
 * Loops of bound 1 do not count, loops of one dimension that follow each other directly (of
 * one axis, if spatial) count as one, and keep nodes that do may stand in any order. */
int map_first_difference(const struct map_mapping *mapping, const struct map_mapping *other);

#endif
