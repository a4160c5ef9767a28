/* One order of the temporal loops of a plan, growing from the outside, and
 * where keep nodes may stand in it. A place is a number of loops: the node
 * stands just below the loops placed so far. */
#ifndef ORACLE_ORDER_H
#define ORACLE_ORDER_H

#include "plan.h"

/* Bounds the prime factors of all temporal loops. */
enum { ORACLE_LOOPS_MAX = 24 };

struct oracle_order {
    const struct map_problem *problem;
    const struct oracle_plan *plan;
    int factors;
    struct oracle_factor factor[ORACLE_PLAN_FACTORS_MAX]; /* counts are of loops not yet placed */
    int depth;
    struct oracle_factor loop[ORACLE_LOOPS_MAX]; /* placed, outermost first; counts unused */
};

/* Starts with no loop placed. Returns 0, or -1 if there are too many loops. */
int oracle_order_start(struct oracle_order *order, const struct map_problem *problem,
                       const struct oracle_plan *plan);

/* 1 if the loop may stand next: that of groups comes first, an imperfect one before the others of
 * its dimension, loops below the array after those of their dimension above it. */
int oracle_order_may_follow(const struct oracle_order *order, const struct oracle_factor *factor);

/* 1 if the place lies between factors of the loop of groups, which is a single one. */
int oracle_order_inside_groups(const struct oracle_order *order);

/* 1 if all spatial loops can stand below this place: a GLB node may stand here. */
int oracle_order_above_array(const struct oracle_order *order);

/* 1 if all spatial loops can stand above this place: a scratchpad node may stand here. */
int oracle_order_below_array(const struct oracle_order *order);

/* 6 = 2 x 3 = 3 x 2: neighbours of one dimension without a keep node between
 * count in one order only, and an imperfect loop with its neighbour is another plan's. Bit i: a
 * keep node must stand after i loops. */
uint64_t oracle_order_places_required(const struct oracle_order *order);

void oracle_order_find_glb_place(const struct oracle_order *order, struct oracle_place *place);
void oracle_order_find_spad_place(const struct oracle_order *order, enum tensor tensor,
                                  struct oracle_place *place);

#endif
