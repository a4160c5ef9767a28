/* Can the iterations of a dimension be split over the sites as the constraints ask? */
#ifndef MAPPER_CONSTRAIN_SPLIT_H
#define MAPPER_CONSTRAIN_SPLIT_H

#include "mapper/constrain.h"

/* The fewest PEs that any split of a dimension needs. */
struct split_needs {
    long along[2]; /* X, Y */
    long both;     /* the product of the bounds on both */
};

/* Returns 0 if no mapping can split d as asked; else 1 and what any split needs at least. */
int map_split_exists(const struct map_problem *problem, enum map_factors factors, enum dim d,
                     struct split_needs *out);

/* The largest factor of d at a site: map_most, the size of an axis, 1 at a GLB that is not
 * there or holds nothing. */
int map_split_most(const struct map_problem *problem, int site, int d);

#endif
