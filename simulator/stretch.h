/* A stretch: the steps between two events, the same for all PEs at other places.
 *
 * Sums do not depend on their order, so the terms are sorted by output and lie in long *runs*;
 * runs that take the same inputs share one *window*, gathered once.
 */
#ifndef SIMULATOR_STRETCH_H
#define SIMULATOR_STRETCH_H

#include "simulation.h"

/* One term of a stretch, from where a PE's tiles start. */
struct term {
    int o, w, x;     /* places in the scratchpads; x without rows and columns */
    int row, column; /* of the input */
    int set;         /* units of the lanes' dimension */
    int lane, step;
};

/* Terms of one output, in the order of their weights. */
struct run {
    int first, count;  /* terms */
    int window;        /* first term of the first run with the same inputs */
    int is_contiguous; /* weights lie side by side */
};

struct stretch {
    int steps, terms, runs;
    struct term *term;             /* [terms] owned */
    struct run *run;               /* [runs] owned */
    int16_t *input;                /* [terms] gathered; owned */
    int8_t *weight;                /* [terms] owned */
    uint8_t *is_busy;              /* [steps] 1: an input is not zero; owned */
    int *row_place, *column_place; /* by row (column) of the padded input; -1: padding; owned */
    int *place[TENSOR_COUNT][DIM_COUNT]; /* by unit, in the scratchpad; NULL: not moved; owned */
};

#endif
