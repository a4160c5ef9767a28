/* How long the array works, found by walking. */
#ifndef ORACLE_TIME_STEPS_H
#define ORACLE_TIME_STEPS_H

#include "mapper/problem.h"
#include "walk.h"

/* A time step is a combination of the indices of all temporal loops at which some PE has terms.
 * The indices of different dimensions are free of each other, and so are the places of a PE in the
 * loops of different dimensions: the steps of all are the product of the steps of each. `loop` are
 * all loops, outermost first. */
uint64_t oracle_time_steps(const struct map_problem *problem, const struct oracle_loop *loop,
                           int count);

#endif
