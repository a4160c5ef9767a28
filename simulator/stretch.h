/* A stretch: the steps between two events, the same for all PEs at other places.
 *
 * Where the layer ends within a stretch, a PE does a part of it, a *cut*: fewer units along some
 * dimensions. There is one number of units per dimension that is left at the end, so that a cut is
 * known by the dimensions along which it is short.
 * Sums do not depend on their order, so the terms of a cut are sorted by output and lie in long
 * *runs*; runs that take the same inputs share one *window*, gathered once.
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

struct cut {
    int steps, terms, runs;
    struct term *term; /* [terms] owned */
    struct run *run;   /* [runs] owned */
};

enum { CUTS = 1 << DIM_COUNT };

struct stretch {
    int tile[DIM_COUNT];           /* units that it goes over where the layer does not end */
    struct cut *cut[CUTS];         /* bit d: short along d; NULL: no PE has come to it yet; owned */
    int16_t *input;                /* [terms of the longest cut] gathered; owned */
    int8_t *weight;                /* [the same] owned */
    uint8_t *is_busy;              /* [steps of the longest cut] 1: an input is not zero; owned */
    int *row_place, *column_place; /* by row (column) of the padded input; -1: padding; owned */
    int *place[TENSOR_COUNT][DIM_COUNT]; /* by unit, in the scratchpad; NULL: not moved; owned */
};

/* cut.c: the cut that goes over so many units along each dimension, or NULL without memory. */
struct cut *cut_create(const struct simulation *s, const int units[DIM_COUNT]);
void cut_free(struct cut *cut);

/* stretch.c: the cut of a PE that stands on these units of the layer, or NULL without memory. */
const struct cut *stretch_cut(const struct simulation *s, struct stretch *stretch,
                              const int unit[DIM_COUNT]);

/* Steps of the array: as many as the PE has that has most left, the one where the controller is. */
int stretch_steps(const struct simulation *s, const struct stretch *stretch);

/* The axis of t along which d alone moves it, or -1. */
int stretch_plain_axis(enum tensor t, enum dim d);

/* Elements along d in a unit. */
static inline int stretch_lanes_along(const struct simulation *s, int d)
{
    return d == (int)s->program.choice->lane_dim ? s->program.choice->lanes : 1;
}

#endif
