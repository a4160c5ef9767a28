#include "map_totals.h"

#include <math.h>

static void add_cell(struct map_total *total, const struct map_table_cell *cell,
                     double compute_cycles)
{
    total->complete &= cell->state == CELL_MAPPED;
    total->proven &= cell->proven;
    total->op_pj += cell->energy_op_pj;
    total->spad_pj += cell->e_tx_spad_pj;
    total->noc_pj += cell->e_tx_noc_pj;
    total->glb_pj += cell->e_tx_glb_pj;
    total->dram_pj += cell->e_tx_dram_pj;
    total->compulsory_dram_pj += cell->compulsory_dram_pj;
    total->lower_bound_pj += cell->lower_bound_pj;
    total->latency_cycles += cell->latency_cycles;
    total->utilization += cell->utilization * compute_cycles;
}

struct map_total map_total_of(const struct map_run *run, const struct map_tables *tables,
                              size_t choice)
{
    struct map_total total = {.complete = 1, .proven = 1};
    double cycles = 0;
    for (size_t l = 0; l < tables->layer_count; l++) {
        double compute = map_run_job(run, l, choice)->solution.result.compute_cycles;
        total.ops += tables->ops[l];
        add_cell(&total, map_tables_cell(tables, l, choice), compute);
        cycles += compute;
    }
    total.utilization = cycles > 0 ? total.utilization / cycles : 0;
    total.energy_pj = total.op_pj + total.spad_pj + total.noc_pj + total.glb_pj + total.dram_pj;
    if (!total.complete) {
        total.energy_pj = INFINITY;
        total.latency_cycles = INFINITY;
    }
    return total;
}

double map_total_avoidable_pj(const struct map_total *total)
{
    return total->energy_pj - total->compulsory_dram_pj;
}

size_t map_headline_choices(const struct map_run *run, size_t most, size_t *choice)
{
    int bits = 0;
    for (size_t j = 0; j < run->choice_count; j++) {
        int b = map_run_choice(run, j)->choice.bits;
        if (bits != 8 && (b == 8 || b > bits))
            bits = b;
    }
    size_t count = 0;
    for (size_t j = 0; j < run->choice_count && count < most; j++)
        if (map_run_choice(run, j)->choice.bits == bits)
            choice[count++] = j;
    return count;
}
