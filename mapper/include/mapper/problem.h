/* One layer x choice x machine, reduced to the numbers a mapping is judged by.
 *
 * A plain value without pointers: the model, the solver and the brute-force
 * oracle of the tests all start from it.
 */
#ifndef MAPPER_PROBLEM_H
#define MAPPER_PROBLEM_H

#include <stdint.h>

#include "arch/constraints.h"
#include "workloads/layer.h"

/* What travels: weights, inputs, partial sums, finished outputs. */
enum map_word { WORD_W, WORD_I, WORD_PSUM, WORD_OUT, WORD_COUNT };

enum map_multicast { MAP_MULTICAST_ANY, MAP_MULTICAST_IDENTICAL, MAP_MULTICAST_NONE };

struct map_problem {
    /* Layer. size[] are loop extents: per group for C and M, in lane sets on lane_dim. */
    int size[DIM_COUNT];
    int lane_dim;          /* enum dim: DIM_C or DIM_M */
    int lanes;             /* elements of one lane set, at least 1 */
    int extent[DIM_COUNT]; /* real extents: C and M per group, in channels */
    int input[2], stride[2], dilation[2], pad[2];

    /* Widths, bits of one element. */
    int bits[WORD_COUNT];

    /* Machine. Axis 0 is X (columns), axis 1 is Y (rows). */
    int axis_size[2];
    int multicast;      /* enum map_multicast */
    int reduce_link[2]; /* 1: psums are summed along this axis by local links */
    int has_glb;
    int glb_may_keep[TENSOR_COUNT];
    int glb_may_bypass[TENSOR_COUNT];
    uint64_t glb_bits; /* for tiles; one pool for all tensors kept */
    uint64_t spad_bits[TENSOR_COUNT];
    int spad_shared; /* 1: spad_bits[0] is one pool for all three */

    /* Energy, pJ per element moved. */
    double dram_read_pj[WORD_COUNT], dram_write_pj[WORD_COUNT];
    double glb_read_pj[WORD_COUNT], glb_write_pj[WORD_COUNT];
    double inject_pj[WORD_COUNT];      /* per distinct element that enters or leaves the array */
    double deliver_pj[WORD_COUNT];     /* per element and PE that takes or sends it */
    double link_pj;                    /* per psum and hop between neighbours */
    double spad_fill_pj[TENSOR_COUNT]; /* write of one element that arrives */
    double
        spad_drain_pj; /* read of one psum that leaves; what a pass saves that starts from zero */

    /* Energy, pJ per compute step, whatever the mapping. */
    double step_read_pj[TENSOR_COUNT], step_write_psum_pj;
    double term_pj; /* E_OP of one term */
    int cycles_per_step;

    /* Bandwidth, bits per cycle; 0: unlimited. */
    double dram_bits_per_cycle;
    double glb_read_bits_per_cycle, glb_write_bits_per_cycle;
    double deliver_bits_per_cycle[TENSOR_COUNT], collect_bits_per_cycle;
    /* 1: every tile counts twice at all levels. A machine's levels are double-buffered one by
     * one: map_problem_build gives such a level half its capacity instead. */
    int double_buffer;

    /* What the mappings must obey besides; all zero: nothing. See mapper/constrain.h. */
    struct arch_constraints constraints;
};

#endif
