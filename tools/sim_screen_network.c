/* Where the cycles and the energy go, and what came out. */
#include "number_text.h"
#include "sim_totals.h"
#include "sim_verdict.h"
#include "sim_view.h"

static void print_cycles(FILE *out, const struct sim_total *total)
{
    char text[NUMBER_TEXT_MAX];
    fprintf(out, "%-10s", "cycles");
    for (int r = 0; r < SIM_REASONS; r++)
        fprintf(out, "%8s", sim_reason_names[r]);
    fprintf(out, "%8s\n%-10s", "total", "");
    for (int r = 0; r < SIM_REASONS; r++)
        fprintf(out, "%8s", number_si(text, (double)total->cycles[r]));
    fprintf(out, "%8s\n%-10s", number_si(text, (double)total->latency_cycles), "");
    for (int r = 0; r < SIM_REASONS; r++)
        fprintf(out, "%8s",
                number_percent(text, (double)total->cycles[r] / (double)total->latency_cycles));
    fputs("\n\n", out);
}

static void print_number(FILE *out, double pj)
{
    char text[NUMBER_TEXT_MAX];
    fprintf(out, "%9s", number_three(text, pj / 1e6));
}

/* `part_pj` NULL: the component has no tensors. */
static void print_component(FILE *out, const char *name, const double *part_pj, double sum_pj,
                            double all_pj, double model_pj)
{
    char share[NUMBER_TEXT_MAX];
    fprintf(out, "%-10s", name);
    for (int t = 0; t < TENSOR_COUNT; t++)
        if (part_pj)
            print_number(out, part_pj[t]);
        else
            fprintf(out, "%9s", "");
    print_number(out, sum_pj);
    fprintf(out, "%8s", number_percent(share, sum_pj / all_pj));
    print_number(out, model_pj);
    fputc('\n', out);
}

static double sum(const double part_pj[TENSOR_COUNT])
{
    return part_pj[TENSOR_W] + part_pj[TENSOR_I] + part_pj[TENSOR_O];
}

static void print_energy(FILE *out, const struct sim_total *total)
{
    const struct sim_energy *energy = &total->energy;
    double all_pj = energy->total_pj;
    fprintf(out, "%-10s%9s%9s%9s%9s%8s%9s\n", "energy, uJ", "W", "I", "O", "sum", "", "model");
    print_component(out, "op", NULL, energy->op_pj, all_pj, total->model_op_pj);
    print_component(out, "spad", energy->spad_pj, sum(energy->spad_pj), all_pj,
                    total->model_spad_pj);
    print_component(out, "NoC", energy->noc_pj, sum(energy->noc_pj), all_pj, total->model_noc_pj);
    print_component(out, "GLB", energy->glb_pj, sum(energy->glb_pj), all_pj, total->model_glb_pj);
    print_component(out, "DRAM", energy->dram_pj, sum(energy->dram_pj), all_pj,
                    total->model_dram_pj);
    fputc('\n', out);
}

void sim_screen_totals(FILE *out, const struct sim_view *view)
{
    struct sim_total total = sim_total_of(view->trial);
    print_cycles(out, &total);
    print_energy(out, &total);
}

static void print_labels(FILE *out, const struct sim_view *view)
{
    enum { SHOWN = 16 };
    size_t shown = 0, count = view->trial->image_count;
    fprintf(out, "label%s", count == 1 ? "" : "s");
    for (size_t i = 0; i < view->inputs->images->count && shown < SHOWN; i++)
        if (view->trial->label[i] >= 0) {
            fprintf(out, " %d", view->trial->label[i]);
            shown++;
        }
    fprintf(out, "%s\n", count > shown ? " ..." : "");
}

static void print_gating(FILE *out, const struct sim_total *total, int is_gated)
{
    char share[NUMBER_TEXT_MAX], saved[NUMBER_TEXT_MAX];
    number_percent(share, total->gated_steps / (double)total->steps);
    if (is_gated)
        fprintf(out, "zero inputs gate %s of the steps, which saves %s uJ of the model's\n", share,
                number_three(saved, total->saved_pj / 1e6));
    else
        fprintf(out, "zero inputs would gate %s of the steps on a machine with zero_gating\n",
                share);
}

static void print_verdict(FILE *out, const struct sim_trial *trial, double tolerance)
{
    size_t stalls = 0;
    for (size_t i = 0; i < trial->row_count; i++)
        stalls += sim_verdict_of(&trial->row[i], tolerance) == SIM_STALLS;
    if (!sim_trial_passes(trial, tolerance))
        fprintf(out, "NOT as the model says within %g%%\n", 100 * tolerance);
    else if (!stalls)
        fprintf(out, "as the model says within %g%%\n", 100 * tolerance);
    else
        fprintf(out, "as the model says within %g%%, but for the stalls of %zu layer%s\n",
                100 * tolerance, stalls, stalls == 1 ? "" : "s");
}

void sim_screen_outputs(FILE *out, const struct sim_view *view)
{
    const struct sim_trial *trial = view->trial;
    struct sim_total total = sim_total_of(trial);
    fprintf(out, "outputs %zu/%zu bit-exact, ", trial->exact_images, trial->image_count);
    print_labels(out, view);
    print_gating(out, &total, view->inputs->machine->zero_gating);
    if (total.overflows)
        fprintf(out, "%llu psums do not fit their accumulators%s\n",
                (unsigned long long)total.overflows,
                view->request->accumulate == REFERENCE_PAPER + 1 ? " and wrapped" : "");
    print_verdict(out, trial, view->request->tolerance);
}

/* The layer of most cycles: what a user may want to look into next. */
static const char *slowest_layer(const struct sim_trial *trial)
{
    const struct sim_row *slowest = &trial->row[0];
    for (size_t i = 1; i < trial->row_count; i++)
        if (trial->row[i].result.latency_cycles > slowest->result.latency_cycles)
            slowest = &trial->row[i];
    return slowest->name;
}

void sim_screen_network(FILE *out, const struct sim_view *view)
{
    sim_screen_header(out, view);
    sim_screen_rows(out, view);
    sim_screen_totals(out, view);
    sim_screen_outputs(out, view);
    fprintf(out, "next: enos-sim %s %s --layer %s\n", view->request->machine,
            view->request->network, slowest_layer(view->trial));
}
