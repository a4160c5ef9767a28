/* The part above the array while it is built: what upper.c, upper_room.c and upper_cost.c share. */
#ifndef MAPPER_UPPER_H
#define MAPPER_UPPER_H

#include "solver.h"

/* Nodes are numbered: SPAD + tensor, GLB + tensor. */
enum { SPAD = 0, GLB = TENSOR_COUNT, NODES = 2 * TENSOR_COUNT };

struct upper {
    int tile[DIM_COUNT];                          /* loops so far, not clipped */
    int turns[DIM_COUNT];                         /* the part above the array */
    int left[DIM_COUNT];                          /* turns not yet placed */
    int glb_tile[DIM_COUNT], glb_left[DIM_COUNT]; /* at I's GLB node */
    unsigned open;                                /* bits SPAD + t and GLB + t */
    unsigned unplaced, dirty, held;               /* GLB tensors; see lower.c */
    int is_closing;
    int is_deferring;             /* the nest's deferred loop is still to come */
    int glb_factor[DIM_COUNT];    /* of the GLB's loops: all those inside its outermost node */
    unsigned glb_dims, dram_dims; /* dims of loops at these levels */
    double bits;                  /* of W and I in the GLB */
    double output_elements;       /* of O in the GLB */
    int words;                    /* of O from the array: 0 unknown, 1 one, 2 one chain, 3 more */
    struct cost total;
    double glb_pj; /* the part of GLB nodes: energy between DRAM and GLB */
    int last_dim, last_closed, last_placed, depth;
};

struct leaf_search {
    struct solver *s;
    const struct leaf *leaf;
    const struct cost *pending; /* [NODES] */
    double cycles;              /* of PEs, first fill and last drain */
};

/* upper_room.c: steps of d below what comes next, no more than there are; elements and bits of t's
 * tile there; 1 if the tiles in the GLB, and those still to be placed, fit it. */
int upper_clipped(const struct leaf_search *f, const struct upper *u, int d);
double upper_tile_elements(const struct leaf_search *f, const struct upper *u, enum tensor t);
double upper_tile_bits(const struct leaf_search *f, const struct upper *u, enum tensor t);
int upper_fits(const struct leaf_search *f, const struct upper *u);

/* upper_cost.c: settles one node: takes its least out of the bound and puts its cost in. is_last:
 * no loop that moves its tensor follows. A loop of slide_dim (or -1) over `run` tiles closes it. */
void upper_close_node(const struct leaf_search *f, struct upper *u, int node, int is_last,
                      int slide_dim, int run);
/* The objective of what is settled and the least of what is not. */
double upper_score(const struct leaf_search *f, const struct upper *u);

#endif
