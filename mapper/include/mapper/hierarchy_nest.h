/* A loop nest on any hierarchy of storage levels, and what it moves; plain values.
 *
 * Where mapper/mapping.h knows DRAM, GLB and scratchpads, a hierarchy has any number of
 * levels with fan-out anywhere.
 */
#ifndef MAPPER_HIERARCHY_NEST_H
#define MAPPER_HIERARCHY_NEST_H

#include "workloads/layer.h"

#define HIERARCHY_LEVELS_MAX 8
#define HIERARCHY_LOOPS_MAX 64

struct hierarchy_loop {
    enum dim dim;
    int bound;      /* at least 1 */
    int level;      /* the level it stands at: its tile is cut for the level below */
    int is_spatial; /* spread over the instances of the level below */
};

/* A plain value. Level 0 is outermost and keeps all tensors; below the last
 * level are the MACs, which keep nothing. C and M are per group. */
struct hierarchy_nest {
    int level_count;
    int keeps[HIERARCHY_LEVELS_MAX][TENSOR_COUNT];
    /* 1 if the network below the level takes a word read once to many instances (outputs: sums
     * their words into one on the way up). */
    int shares[HIERARCHY_LEVELS_MAX][TENSOR_COUNT];
    int loop_count;
    struct hierarchy_loop loop[HIERARCHY_LOOPS_MAX]; /* outermost first, levels ascending */
};

/* Elements moved, summed over the instances of a level. */
struct hierarchy_counts {
    uint64_t reads[HIERARCHY_LEVELS_MAX][TENSOR_COUNT];   /* to the level below; psums to add to */
    uint64_t fills[HIERARCHY_LEVELS_MAX][TENSOR_COUNT];   /* W, I: from the level above */
    uint64_t updates[HIERARCHY_LEVELS_MAX][TENSOR_COUNT]; /* O: psums from the level below */
    uint64_t cycles;                                      /* steps of the array */
    uint64_t macs_used;                                   /* MACs at work in a full step */
};

#endif
