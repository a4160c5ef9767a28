/* One layer on the machine: words move, PEs compute from what has arrived, and what moved is
 * counted as it moves.
 *
 * The mapping is the machine's program. The controller walks its loops; each keep node is a
 * place where a buffer takes its next tile, word by word: from DRAM into the GLB, from there
 * over a delivery network into the scratchpads of all PEs that need it, psums down the links
 * and over the collection network back up. Nothing here is shared with mapper/, which counts
 * the same in closed forms, but the types of a mapping: that both agree is a finding.
 */
#ifndef SIMULATOR_SIMULATE_H
#define SIMULATOR_SIMULATE_H

#include <stdint.h>

#include "arch/machine.h"
#include "mapper/mapping.h"

/* What travels: weights, inputs, partial sums, finished outputs. */
enum sim_word { SIM_WEIGHT, SIM_INPUT, SIM_PSUM, SIM_OUTPUT, SIM_WORDS };

/* What the array waits for, or does, in a cycle. The sum over all is the latency. */
enum sim_reason {
    SIM_COMPUTE, /* PEs work */
    SIM_FILL,    /* before the first step: the first tiles come */
    SIM_DRAIN,   /* after the last step: the last psums leave */
    SIM_DRAM,    /* words that DRAM has not given, or taken, yet */
    SIM_GLB,     /* a port of the GLB */
    SIM_NOC,     /* a delivery network, or room in the scratchpads behind it */
    SIM_COLLECT, /* psums on their way: the collection network, or back into the array */
    SIM_REASONS
};

/* "compute", "fill", ... */
extern const char *const sim_reason_names[SIM_REASONS];

/* Words at one level. */
struct sim_flow {
    uint64_t fill;   /* written, coming from above */
    uint64_t read;   /* read to go down (scratchpad: into the MAC) or to be added to */
    uint64_t update; /* written, coming from below (scratchpad: from the MAC) */
    uint64_t drain;  /* read to go up */
};

struct sim_counts {
    struct sim_flow flow[LEVEL_COUNT][SIM_WORDS];
    uint64_t injected[SIM_WORDS];  /* words that enter or leave the array, each once */
    uint64_t delivered[SIM_WORDS]; /* words times PEs that take or send them */
    uint64_t linked;               /* psums that moved to a neighbour */
    uint64_t terms, steps;         /* of all PEs; steps: terms of all lanes at once */
    /* Steps whose inputs are all zero, and their terms (part of those above). A machine with zero
     * gating reads no weights in them and does not do them: the reads of W leave them out. */
    uint64_t gated_steps, gated_terms;
};

/* pJ of the layer, by component; [tensor] where words have one. */
struct sim_energy {
    double op_pj; /* E_OP of all terms */
    double spad_pj[TENSOR_COUNT], noc_pj[TENSOR_COUNT], glb_pj[TENSOR_COUNT], dram_pj[TENSOR_COUNT];
    double total_pj;
};

struct sim_layer {
    const struct arch_machine *machine;
    int choice; /* index into machine->choice */
    struct layer_shape shape;
    const struct map_mapping *mapping;
    const int16_t *input; /* (N, C, H, W) at the choice's bits */
    const int8_t *weight; /* (M, C/G, R, S) as stored, see workloads/weights.h */
};

/* Something that breaks, for tests: a simulator must not hide it. `at` counts from 0. */
enum sim_fault_kind {
    SIM_NO_FAULT,
    SIM_DROP_WORD, /* the at-th word that a PE should take does not reach it */
    SIM_FLIP_BIT,  /* the lowest bit of the at-th word written into a scratchpad flips */
    SIM_SWAP_TAGS  /* the first two PEs of the array take each other's words */
};

struct sim_fault {
    enum sim_fault_kind kind;
    uint64_t at;
};

/* What a trace tells of: one line of the picture each. */
enum sim_track {
    SIM_TRACK_ARRAY, /* stretches, and what the array waits for between them */
    SIM_TRACK_DRAM,
    SIM_TRACK_GLB_READ,                                      /* of W, or all tensors; I; O */
    SIM_TRACK_GLB_WRITE = SIM_TRACK_GLB_READ + TENSOR_COUNT, /* the same */
    SIM_TRACK_DELIVER_W = SIM_TRACK_GLB_WRITE + TENSOR_COUNT,
    SIM_TRACK_DELIVER_I,
    SIM_TRACK_DELIVER_O,
    SIM_TRACK_COLLECT,
    SIM_TRACKS
};

/* "PE array", "DRAM", ... */
extern const char *const sim_track_names[SIM_TRACKS];

/* A track is busy from `begin` to `end` (cycles) with one transfer or, the array, for a reason. */
typedef void sim_trace_fn(void *context, enum sim_track track, enum sim_reason reason, double begin,
                          double end);

/* {0} is a run without trace or fault. */
struct sim_options {
    struct sim_fault fault;
    sim_trace_fn *trace; /* or NULL */
    void *trace_context;
};

struct sim_result {
    struct sim_counts counts;
    struct sim_energy energy;
    uint64_t cycles[SIM_REASONS];
    uint64_t latency_cycles; /* sum of `cycles` */
    uint64_t *pe_steps;      /* (rows, columns) steps that each PE did; owned */
};

#define SIM_REASON_MAX 200

/* Runs a layer. psum[(N, M, P, Q)] gets the exact psums, as they arrived in the outermost
 * level. `options` may be NULL. Returns 0, or -1 with one line in `reason` (what the machine
 * cannot do, or no memory). Free the result with sim_result_free. */
int sim_layer_run(const struct sim_layer *layer, const struct sim_options *options, int32_t *psum,
                  struct sim_result *out, char reason[SIM_REASON_MAX]);
void sim_result_free(struct sim_result *result);

#endif
