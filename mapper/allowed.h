/* What a search of even mappings, or of those that constraints allow, may add. */
#ifndef MAPPER_ALLOWED_H
#define MAPPER_ALLOWED_H

#include "arch/constraints.h"
#include "solver.h"

/* 1 if a loop of d may stand at a level outside of loops of the dimensions in `inside`, and
 * make the product of d's bounds there `product`. */
int allowed_loop(const struct solver *s, enum arch_site site, enum dim d, int product,
                 unsigned inside);

/* 1 if the products of all bounds of a level are what they may be in the end. */
int allowed_products(const struct solver *s, enum arch_site site, const int product[DIM_COUNT]);

/* 1 if d may be laid over x columns and y rows; and 1 if it must be laid somewhere, so that
 * a bound need not be lean. */
int allowed_spread(const struct solver *s, enum dim d, int x, int y);
int is_spread_asked(const struct solver *s, enum dim d);

/* 1 if the groups may have to go elsewhere than to a loop of DRAM: to the array, or below keep
 * nodes that then hold the tiles of all groups, which nothing but a constraint asks for. */
int is_group_moved(const struct solver *s);

#endif
