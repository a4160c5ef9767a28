/* What zero gating saves: the one thing that depends on the images, and that the model does
 * not know. */
#ifndef TOOLS_SIM_GATING_H
#define TOOLS_SIM_GATING_H

#include "arch/machine.h"
#include "simulator/simulate.h"

/* The counts of a machine that does all steps; gated_steps and gated_terms are 0. `is_gated`
 * says that they are of a machine with zero gating. */
struct sim_counts sim_ungated_counts(const struct sim_counts *counts, int is_gated);

/* Energy of so many steps and terms that are left out: MACs, and weights not read. */
struct sim_saving {
    double op_pj, spad_pj; /* spad_pj: of the weights' scratchpad */
};
struct sim_saving sim_saving_of(double gated_steps, double gated_terms,
                                const struct arch_choice *choice);

#endif
