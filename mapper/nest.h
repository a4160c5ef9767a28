/* A mapping taken apart: per dimension, how the layer is cut; per keep node,
 * its tile and the loops that reuse it. The model reads counts off this. */
#ifndef MAPPER_NEST_H
#define MAPPER_NEST_H

#include "mapper/evaluate.h"
#include "mapper/mapping.h"
#include "mapper/problem.h"

/* relevant_dims[t]: bit d is set if a loop of dimension d moves tensor t; moved_tensors[d]: bit t
 * is. */
extern const unsigned relevant_dims[TENSOR_COUNT], moved_tensors[DIM_COUNT];

static inline int is_relevant(enum tensor t, enum dim d)
{
    return relevant_dims[t] >> d & 1;
}

struct nest {
    const struct map_problem *problem;
    const struct map_mapping *mapping;
    int keep[LEVEL_COUNT][TENSOR_COUNT]; /* node index, or -1 */
    int first_par, last_par;             /* node indices of spatial loops, -1 without */
    int inner[DIM_COUNT];                /* product of bounds below the spatial loops */
    int spread[DIM_COUNT];               /* product of spatial bounds */
    int outer[DIM_COUNT];                /* product of bounds above the spatial loops */
    int first_par_of[DIM_COUNT], last_par_of[DIM_COUNT];
    int apart[DIM_COUNT]; /* product of spatial bounds along axes without links */
    /* The loops of a dimension (bounds above 1), as node indices in a list; -1 ends it. */
    int first_loop[DIM_COUNT], last_loop[DIM_COUNT];
    int next_loop[MAP_NODES_MAX], loop_before[MAP_NODES_MAX];
};

/* The loops above a keep node as its tensor sees them. */
struct nest_view {
    int tile[DIM_COUNT];  /* below the node, loop iterations (clipped) */
    int inner[DIM_COUNT]; /* temporal, between node and spatial loops */
    int outer[DIM_COUNT]; /* temporal, above the spatial loops (all of it where spread is 1) */
    int reuse_inner[DIM_COUNT], reuse_outer[DIM_COUNT]; /* the part inside the sliding loop */
    int spread[DIM_COUNT];                              /* spatial loops above the node */
    int slide_dim;                                      /* enum dim, or -1: no relevant loop */
    int slide_run;                                      /* bound of the sliding loop */
    int slide_is_outer;                                 /* it stands above its spatial loops */
};

enum map_status nest_open(struct nest *nest, const struct map_problem *problem,
                          const struct map_mapping *mapping, char reason[MAP_REASON_MAX]);

/* Loops seen from the keep node at index `at`, for tensor t. */
void nest_look_up(const struct nest *nest, int at, enum tensor t, struct nest_view *out);

/* Spatial loops of d as units 0 .. u-1, no more than there are places, fill them: how many distinct
 * places along axes without links (chains of PEs that add into one word). */
int nest_chains(const struct nest *nest, enum dim d, int units);

#endif
