#include "sim_totals.h"

#include <stdlib.h>

#include "sim_verdict.h"

static void add_energy(struct sim_energy *sum, const struct sim_energy *layer)
{
    sum->op_pj += layer->op_pj;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        sum->spad_pj[t] += layer->spad_pj[t];
        sum->noc_pj[t] += layer->noc_pj[t];
        sum->glb_pj[t] += layer->glb_pj[t];
        sum->dram_pj[t] += layer->dram_pj[t];
    }
    sum->total_pj += layer->total_pj;
}

static void add_model(struct sim_total *sum, const struct map_result *model)
{
    sum->model_cycles += model->latency_cycles;
    sum->model_op_pj += model->op_pj;
    sum->model_spad_pj += model->spad_pj;
    sum->model_noc_pj += model->noc_pj;
    sum->model_glb_pj += model->glb_pj;
    sum->model_dram_pj += model->dram_pj;
    sum->model_pj += model->energy_pj;
}

static void add_row(struct sim_total *sum, const struct sim_row *row)
{
    const struct sim_result *result = &row->result;
    for (int r = 0; r < SIM_REASONS; r++)
        sum->cycles[r] += result->cycles[r];
    sum->latency_cycles += result->latency_cycles;
    sum->terms += result->counts.terms;
    sum->steps += result->counts.steps;
    sum->overflows += row->overflows;
    sum->busy_cycles += (double)result->counts.steps * row->choice->cycles_per_step;
    sum->saved_pj += row->saved_pj;
    add_energy(&sum->energy, &row->energy);
    add_model(sum, &row->model);
}

struct sim_total sim_total_of(const struct sim_trial *trial)
{
    struct sim_total total = {0};
    for (size_t i = 0; i < trial->row_count; i++) {
        add_row(&total, &trial->row[i]);
        total.gated_steps += sim_gated_steps(&trial->row[i], trial);
    }
    return total;
}

double *sim_busy_map(const struct sim_trial *trial, const struct arch_machine *machine)
{
    size_t pes = (size_t)machine->rows * (size_t)machine->columns;
    double *busy = calloc(pes, sizeof *busy), latency_cycles = 0;
    if (!busy)
        return NULL;
    for (size_t i = 0; i < trial->row_count; i++) {
        const struct sim_row *row = &trial->row[i];
        latency_cycles += (double)row->result.latency_cycles;
        for (size_t pe = 0; pe < pes; pe++)
            busy[pe] += (double)row->result.pe_steps[pe] * row->choice->cycles_per_step;
    }
    for (size_t pe = 0; pe < pes; pe++)
        busy[pe] /= latency_cycles;
    return busy;
}
