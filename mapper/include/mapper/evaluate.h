/* The analytical model: what one mapping moves, costs and takes.
 *
 * Closed forms over tiles and loop bounds, exact for the map space of
 * docs/model.md (perfect temporal bounds, any spatial bounds).
 */
#ifndef MAPPER_EVALUATE_H
#define MAPPER_EVALUATE_H

#include <stdint.h>

#include "mapper/mapping.h"
#include "mapper/problem.h"

/* Words of one kind at one level, whole batch. */
struct map_flow {
    uint64_t fill;   /* written, coming from above */
    uint64_t read;   /* read to go down (scratchpad: into the MAC) or to be added to */
    uint64_t update; /* written, coming from below (scratchpad: from the MAC) */
    uint64_t drain;  /* read to go up */
};

struct map_result {
    /* pJ, whole batch; energy_pj is the sum of the five below it */
    double energy_pj;
    double op_pj, spad_pj, noc_pj, glb_pj, dram_pj;
    double compulsory_dram_pj; /* part of dram_pj that no mapping avoids: every word once */

    uint64_t terms, steps;
    struct map_flow flow[LEVEL_COUNT][WORD_COUNT];
    uint64_t injected[WORD_COUNT];           /* distinct words that enter or leave the array */
    uint64_t delivered[WORD_COUNT];          /* words times PEs that take or send them */
    uint64_t linked;                         /* psums that moved to a neighbour */
    uint64_t psum_returned;                  /* psums sent back into the array (part of injected) */
    uint64_t psum_reads_saved;               /* first terms of visits that start from zero */
    uint64_t first_event_bits[TENSOR_COUNT]; /* of the scratchpad nodes; see docs/model.md */

    double latency_cycles, compute_cycles;
    double transfer_cycles[LEVEL_COUNT][2]; /* DRAM: [0] both ways; GLB: read, write; SPAD: [0]
                                               slowest delivery network, [1] collection */
    double fill_drain_cycles;
    double utilization; /* terms / (PEs x lanes x compute steps of the longest PE) */
    int pes_used[2];    /* largest coordinate in use + 1, per axis (X, Y) */

    /* largest tile at each keep node, elements and bits; 0 where the tensor is not kept */
    uint64_t tile[LEVEL_COUNT][TENSOR_COUNT];
    uint64_t tile_bits[LEVEL_COUNT][TENSOR_COUNT];
};

enum map_status {
    MAP_OK = 0,
    MAP_INVALID = -1,   /* the nodes are not a mapping of this problem */
    MAP_TOO_LARGE = -2, /* a tile does not fit its buffer */
    MAP_OVERFLOW = -3,  /* a count exceeds 64 bits */
};

#define MAP_REASON_MAX 200

/* Fills *out. On failure returns another map_status and, if `reason` is not
 * NULL, one line for people: which buffer, how many bits too few, which loop. */
enum map_status map_evaluate(const struct map_problem *problem, const struct map_mapping *mapping,
                             struct map_result *out, char reason[MAP_REASON_MAX]);

#endif
