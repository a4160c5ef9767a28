/* Sums over the simulated layers, which run one after another. */
#ifndef TOOLS_SIM_TOTALS_H
#define TOOLS_SIM_TOTALS_H

#include "sim_trial.h"

struct sim_total {
    uint64_t cycles[SIM_REASONS], latency_cycles;
    double model_cycles;
    struct sim_energy energy; /* per image */
    double saved_pj;          /* by gating, per image */
    /* the model's, in the order op, scratchpads, NoC, GLB, DRAM */
    double model_op_pj, model_spad_pj, model_noc_pj, model_glb_pj, model_dram_pj, model_pj;
    uint64_t terms, steps; /* of an image */
    double gated_steps;    /* of an image, mean of all */
    uint64_t overflows;    /* of all images */
    double busy_cycles;    /* sum over the PEs */
};

struct sim_total sim_total_of(const struct sim_trial *trial);

/* Busy share of each PE's time, [row * columns + column], malloc'd; NULL when memory is
 * short. */
double *sim_busy_map(const struct sim_trial *trial, const struct arch_machine *machine);

#endif
