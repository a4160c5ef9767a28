/* sim.csv */
#include "sim_verdict.h"
#include "sim_view.h"

static const char heads[] =
    "layer,choice,cycles,compute,fill,drain,dram,glb,noc,collect,"
    "model_cycles,energy_pj,energy_op_pj,energy_spad_pj,energy_noc_pj,"
    "energy_glb_pj,energy_dram_pj,model_energy_pj,counts_differ,terms,"
    "steps,gated_steps,saved_pj,busy,psums,wrong_psums,overflows,exact,verdict\n";

static double sum(const double part_pj[TENSOR_COUNT])
{
    return part_pj[TENSOR_W] + part_pj[TENSOR_I] + part_pj[TENSOR_O];
}

static void write_cycles(FILE *out, const struct sim_row *row)
{
    fprintf(out, ",%llu", (unsigned long long)row->result.latency_cycles);
    for (int r = 0; r < SIM_REASONS; r++)
        fprintf(out, ",%llu", (unsigned long long)row->result.cycles[r]);
    fprintf(out, ",%.17g", row->model.latency_cycles);
}

static void write_energy(FILE *out, const struct sim_row *row)
{
    const struct sim_energy *energy = &row->energy;
    fprintf(out, ",%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g", energy->total_pj, energy->op_pj,
            sum(energy->spad_pj), sum(energy->noc_pj), sum(energy->glb_pj), sum(energy->dram_pj),
            row->model.energy_pj);
}

static void write_row(FILE *out, const struct sim_view *view, const struct sim_row *row)
{
    char choice[CHOICE_NAME_MAX];
    choice_name(&row->choice->choice, choice);
    fprintf(out, "%s,%s", row->name, choice);
    write_cycles(out, row);
    write_energy(out, row);
    fprintf(out, ",%zu,%llu,%llu,%.17g,%.17g,%.17g,%llu,%llu,%llu,%d,%s\n",
            sim_counts_differ(row, NULL), (unsigned long long)row->result.counts.terms,
            (unsigned long long)row->result.counts.steps, sim_gated_steps(row, view->trial),
            row->saved_pj, sim_busy(row, view->inputs->machine), (unsigned long long)row->psums,
            (unsigned long long)row->wrong_psums, (unsigned long long)row->overflows,
            !row->wrong_psums, sim_verdict_name(sim_verdict_of(row, view->request->tolerance)));
}

void sim_write_csv(FILE *out, const struct sim_view *view)
{
    provenance_write(out, view->provenance, "sim");
    fprintf(out, "# images: %zu\n", view->trial->image_count);
    fputs(heads, out);
    for (size_t i = 0; i < view->trial->row_count; i++)
        write_row(out, view, &view->trial->row[i]);
}
