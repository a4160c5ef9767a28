/* A mapping as the controller's program: temporal loops, places on the array, keep nodes. */
#ifndef SIMULATOR_PROGRAM_H
#define SIMULATOR_PROGRAM_H

#include "simulator/simulate.h"

/* A temporal loop of more than one turn; `step` in units of its dimension (lane sets on the
 * lanes' dimension). Turns that would begin beyond the layer do not take place. */
struct program_loop {
    enum dim dim;
    int bound, step;
    int pars_above; /* spatial loops that stand above it */
};

struct program_par {
    enum dim dim;
    int bound, step, axis;
};

/* Where a tensor's tile lies in a buffer. */
struct program_keep {
    int exists;
    int depth;           /* temporal loops above it */
    int tile[DIM_COUNT]; /* units below it; not clipped */
    /* The innermost loops that move the tensor, neighbours of one dimension: at one of their
     * turns the tile slides. -1, -1 if no loop moves it. */
    int slide_first, slide_last;
};

struct program {
    const struct arch_machine *machine;
    const struct arch_choice *choice;
    struct layer_shape shape;
    int size[DIM_COUNT];   /* units: per group for C and M, lane sets on the lanes' dimension */
    int extent[DIM_COUNT]; /* elements */
    int bits[SIM_WORDS];
    struct program_loop loop[MAP_NODES_MAX]; /* outermost first */
    int loop_count;
    int outer_count; /* loops whose turns change a tile; all others, inside, make a stretch */
    struct program_par par[MAP_NODES_MAX]; /* outermost first */
    int par_count;
    struct program_keep keep[LEVEL_COUNT][TENSOR_COUNT];
    int order[LEVEL_COUNT * TENSOR_COUNT]; /* level * TENSOR_COUNT + tensor, outermost first */
    int order_count;                       /* DRAM left out */
    int sums_in_one; /* 1: all PEs that add into one output are linked to one chain */
};

/* True if a loop of d moves the tensor. */
int program_moves(enum tensor t, enum dim d);

/* Reads a mapping. Returns 0, or -1 with what the machine cannot do in `reason`. */
int program_read(struct program *out, const struct sim_layer *layer, char reason[SIM_REASON_MAX]);

#endif
