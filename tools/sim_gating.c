#include "sim_gating.h"

struct sim_counts sim_ungated_counts(const struct sim_counts *counts, int is_gated)
{
    struct sim_counts all = *counts;
    if (is_gated)
        all.flow[LEVEL_SPAD][SIM_WEIGHT].read += counts->gated_steps;
    all.gated_steps = all.gated_terms = 0;
    return all;
}

struct sim_saving sim_saving_of(double gated_steps, double gated_terms,
                                const struct arch_choice *choice)
{
    return (struct sim_saving){
        .op_pj = gated_terms * choice->energy.mac_pj,
        .spad_pj = gated_steps * choice->energy.spad_read_pj[TENSOR_W],
    };
}
