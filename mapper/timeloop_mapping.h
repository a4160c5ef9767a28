/* A mapping of Timeloop's as it is read: loops and bypasses of each level. */
#ifndef MAPPER_TIMELOOP_MAPPING_H
#define MAPPER_TIMELOOP_MAPPING_H

#include "timeloop_read.h"

enum timeloop_directive {
    TIMELOOP_TEMPORAL,
    TIMELOOP_SPATIAL,
    TIMELOOP_BYPASS,
    TIMELOOP_DIRECTIVES
};

/* Temporal or spatial loops of a level, as given. */
struct timeloop_raw_loops {
    const struct desc_node *node; /* NULL: not given, no loops */
    int bound[DIM_COUNT], residual[DIM_COUNT];
    int order[DIM_COUNT], count; /* dimensions, innermost first */
    int split;                   /* of `order`: those before it are along X */
};

struct timeloop_raw_mapping {
    struct timeloop_design *out;
    struct diag_list *diag;
    const struct desc_node *node, *bypass[HIERARCHY_LEVELS_MAX];
    struct timeloop_raw_loops loops[HIERARCHY_LEVELS_MAX][2];
};

/* Makes the design's nest of what was read, if it is right. */
void timeloop_make_nest(struct timeloop_raw_mapping *m);

#endif
