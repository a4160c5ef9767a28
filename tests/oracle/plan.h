/* How the array splits a layer, and the temporal loops that are left. */
#ifndef ORACLE_PLAN_H
#define ORACLE_PLAN_H

#include "mapper/problem.h"
#include "space.h"
#include "walk.h"

/* One dimension: temporal loops below the array make `below`; the `units` left
 * are split over x columns and y rows, in `above` turns. */
struct oracle_split {
    int below, units, x, y, above;
    int inner;     /* 1: the loops above are perfect; else what those inside the outermost make, a
                      number that does not divide `above`: that loop is imperfect */
    int x_outside; /* on both axes: the loop on X is the outer one */
};

struct oracle_plan {
    struct oracle_split split[DIM_COUNT];
};

/* Equal temporal loops, of a prime bound each: an order of all of them with
 * keep nodes anywhere between is every choice of (larger) loops as well, for
 * neighbours of one dimension count as one loop.
 *
 * Only the outermost loop of a dimension, above the array, can be imperfect: what is left to any
 * other is cut into tiles by a loop outside of it, of which the first is a whole one. */
struct oracle_factor {
    enum dim dim;
    int bound;
    int below;     /* 1: below the dimension's spatial loops, which exist */
    int imperfect; /* 1: the outermost loop of the dimension, of any bound */
    int count;
};

enum { ORACLE_PLAN_FACTORS_MAX = 64 };

/* Calls `visit` with every plan of a space's factors; stops at the first nonzero answer and returns
 * it.
 *
 * On both axes, N, G, M, P and Q come in one nesting only: the other one names
 * the PEs differently, and what adds into one output differs in C, R, S alone. */
int oracle_each_plan(const struct map_problem *problem, const struct oracle_space *space,
                     int (*visit)(void *context, const struct oracle_plan *plan), void *context);

/* Fills factor[ORACLE_PLAN_FACTORS_MAX]; returns their number. */
int oracle_plan_factors(const struct oracle_plan *plan, struct oracle_factor *factor);

/* 1 if a loop stands outside of another in every order: the loops of groups outside of all, an
 * imperfect one outside of those of its dimension, those above the array outside of those below. */
int oracle_factor_is_outside(const struct oracle_factor *outer, const struct oracle_factor *inner);

/* 1 if the dimension has spatial loops. */
int oracle_split_is_spatial(const struct oracle_split *split);

/* 1 if all bounds of the plan are among these factors. */
int oracle_plan_is_of(const struct oracle_plan *plan, const struct map_problem *problem,
                      enum oracle_factors factors);

/* Steps of the array, walked. */
uint64_t oracle_plan_time_steps(const struct oracle_plan *plan, const struct map_problem *problem);

/* Appends the spatial loops of a dimension, outermost first. */
void oracle_split_loops(const struct oracle_split *split, enum dim dim, struct oracle_place *place);

#endif
