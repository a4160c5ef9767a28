/* How the array splits a layer, and the temporal loops that are left. */
#ifndef ORACLE_PLAN_H
#define ORACLE_PLAN_H

#include "mapper/problem.h"
#include "walk.h"

/* One dimension: temporal loops below the array make `below`; the `units` left
 * are split over x columns and y rows, in `above` passes. */
struct oracle_split {
    int below, units, x, y, above;
    int x_outside; /* on both axes: the loop on X is the outer one */
};

struct oracle_plan {
    struct oracle_split split[DIM_COUNT];
};

/* Equal temporal loops, of a prime bound each: an order of all of them with
 * keep nodes anywhere between is every choice of (larger) loops as well, for
 * neighbours of one dimension count as one loop. */
struct oracle_factor {
    enum dim dim;
    int bound;
    int below; /* 1: below the dimension's spatial loops, which exist */
    int count;
};

enum { ORACLE_FACTORS_MAX = 64 };

/* Calls `visit` with every plan; stops at the first nonzero answer and returns it.
 *
 * On both axes, N, G, M, P and Q come in one nesting only: the other one names
 * the PEs differently, and what adds into one output differs in C, R, S alone. */
int oracle_each_plan(const struct map_problem *problem,
                     int (*visit)(void *context, const struct oracle_plan *plan), void *context);

/* Fills factor[ORACLE_FACTORS_MAX]; returns their number. */
int oracle_plan_factors(const struct oracle_plan *plan, struct oracle_factor *factor);

/* 1 if the dimension has spatial loops. */
int oracle_split_is_spatial(const struct oracle_split *split);

/* 1 if every PE has work in every pass. */
int oracle_plan_is_perfect(const struct oracle_plan *plan);

/* Appends the spatial loops of a dimension, outermost first. */
void oracle_split_loops(const struct oracle_split *split, enum dim dim, struct oracle_place *place);

#endif
