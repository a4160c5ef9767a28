/* One storage node of a nest, counted by walking it element by element.
 *
 * Part of the oracle: it shares no code with the model or the solver, only the
 * plain types of a problem and a mapping. Obvious and slow: for layers of at
 * most a few thousand elements. Rules: docs/model.md.
 */
#ifndef ORACLE_WALK_H
#define ORACLE_WALK_H

#include "mapper/mapping.h"
#include "mapper/problem.h"

enum { ORACLE_TEMPORAL = -1 };

/* One loop; axis is ORACLE_TEMPORAL, or 0 (X) or 1 (Y). */
struct oracle_loop {
    enum dim dim;
    int bound;
    int axis;
};

/* What stands above a node, and the tile below it. */
struct oracle_place {
    int count;                               /* loops above the node */
    struct oracle_loop above[MAP_NODES_MAX]; /* outermost first */
    int tile[DIM_COUNT];                     /* product of the bounds below, not clipped */
};

/* What happens at the node over the whole run. Elements, summed over events. */
struct oracle_walk {
    uint64_t distinct;     /* elements that any PE ever needs */
    uint64_t largest;      /* elements of the largest tile of any PE at any time */
    uint64_t deliveries;   /* new elements, each PE on its own */
    uint64_t words;        /* new elements as the level above reads them (multicast rule) */
    uint64_t visits;       /* O: outputs visited */
    uint64_t chain_visits; /* O: chains of linked PEs that take part */
    uint64_t first_words;  /* `words` of the first event */
    uint64_t first_chains; /* `chain_visits` of the first event */
};

/* Walks a node of `tensor`. PEs are the spatial loops above the node; a GLB
 * node has none and sees the array as one PE. Returns 0, or -1 without memory. */
int oracle_walk_node(const struct map_problem *problem, enum tensor tensor,
                     const struct oracle_place *place, struct oracle_walk *out);

#endif
