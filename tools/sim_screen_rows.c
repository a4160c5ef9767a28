/* A row per layer, and why a layer is not as the model says. */
#include <math.h>

#include "number_text.h"
#include "screen_subject.h"
#include "sim_totals.h"
#include "sim_verdict.h"
#include "sim_view.h"

/* "+0.31%"; "0%" only for no difference but that of sums in another order. */
static const char *difference(char out[NUMBER_TEXT_MAX], double share)
{
    double percent = 100 * share;
    if (fabs(percent) < 1e-10)
        snprintf(out, NUMBER_TEXT_MAX, "0%%");
    else if (fabs(percent) < 0.005)
        snprintf(out, NUMBER_TEXT_MAX, "%s0.01%%", percent < 0 ? ">-" : "<");
    else
        snprintf(out, NUMBER_TEXT_MAX, "%+.*f%%", fabs(percent) < 10 ? 2 : 0, percent);
    return out;
}

static void print_cycles(FILE *out, uint64_t cycles, uint64_t stalled, double apart)
{
    char text[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX], model[NUMBER_TEXT_MAX];
    fprintf(out, "%8s%8s%8s", number_si(text, (double)cycles),
            number_percent(share, (double)stalled / (double)cycles), difference(model, apart));
}

static void print_energy(FILE *out, double energy_pj, double model_pj, double apart)
{
    char text[NUMBER_TEXT_MAX], model[NUMBER_TEXT_MAX], percent[NUMBER_TEXT_MAX];
    fprintf(out, "%8s%8s%8s", number_three(text, energy_pj / 1e6),
            number_three(model, model_pj / 1e6), difference(percent, apart));
}

static void print_row(FILE *out, const struct sim_view *view, const struct sim_row *row)
{
    char choice[CHOICE_NAME_MAX], busy[NUMBER_TEXT_MAX];
    choice_name(&row->choice->choice, choice);
    screen_layer_name(out, row->name);
    fprintf(out, " %-5s", choice);
    print_cycles(out, row->result.latency_cycles, sim_stalled_cycles(row),
                 sim_cycles_difference(row));
    print_energy(out, row->energy.total_pj, row->model.energy_pj, sim_energy_difference(row));
    fprintf(out, "%6s%6s\n", number_percent(busy, sim_busy(row, view->inputs->machine)),
            row->wrong_psums ? "NO" : "yes");
}

static void print_sum(FILE *out, const struct sim_view *view)
{
    struct sim_total total = sim_total_of(view->trial);
    const struct arch_machine *machine = view->inputs->machine;
    double pes = (double)machine->rows * machine->columns;
    double cycles = (double)total.latency_cycles;
    char busy[NUMBER_TEXT_MAX];
    fprintf(out, "%-20s", "network");
    print_cycles(out, total.latency_cycles, total.latency_cycles - total.cycles[SIM_COMPUTE],
                 cycles / total.model_cycles - 1);
    print_energy(out, total.energy.total_pj, total.model_pj,
                 total.energy.total_pj / total.model_pj - 1);
    fprintf(out, "%6s%6s\n", number_percent(busy, total.busy_cycles / (pes * cycles)),
            view->trial->exact_images == view->trial->image_count ? "yes" : "NO");
}

static void print_stall(FILE *out, const struct sim_row *row)
{
    enum sim_reason reason = sim_largest_stall(row);
    char apart[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX];
    fprintf(out, "cycles %s, explained by stalls, mostly %s (%s of all)\n",
            difference(apart, sim_cycles_difference(row)), sim_reason_names[reason],
            number_percent(share, (double)row->result.cycles[reason] /
                                      (double)row->result.latency_cycles));
}

static void print_miscount(FILE *out, const struct sim_row *row)
{
    struct sim_count first;
    size_t count = sim_counts_differ(row, &first);
    if (count)
        fprintf(out, "%zu counts are off, first %s: %llu, model %llu\n", count, first.name,
                (unsigned long long)first.simulated, (unsigned long long)first.modelled);
    else
        fprintf(out, "counts or cycles are not the same for all images\n");
}

/* Why a layer does not agree. */
static void print_reason(FILE *out, const struct sim_row *row, enum sim_verdict verdict)
{
    char apart[NUMBER_TEXT_MAX];
    screen_layer_name(out, row->name);
    fputc(' ', out);
    if (verdict == SIM_STALLS)
        print_stall(out, row);
    else if (verdict == SIM_MISCOUNTS)
        print_miscount(out, row);
    else if (verdict == SIM_WRONG)
        fprintf(out, "%llu of %llu psums are WRONG\n", (unsigned long long)row->wrong_psums,
                (unsigned long long)row->psums);
    else if (verdict == SIM_ENERGY_APART)
        fprintf(out, "energy %s from the model's\n",
                difference(apart, sim_ungated_difference(row)));
    else
        fprintf(out, "cycles %s, and no stall explains it\n",
                difference(apart, sim_cycles_difference(row)));
}

static void print_reasons(FILE *out, const struct sim_view *view)
{
    for (size_t i = 0; i < view->trial->row_count; i++) {
        const struct sim_row *row = &view->trial->row[i];
        enum sim_verdict verdict = sim_verdict_of(row, view->request->tolerance);
        if (verdict != SIM_AGREES)
            print_reason(out, row, verdict);
    }
}

void sim_screen_rows(FILE *out, const struct sim_view *view)
{
    const struct sim_trial *trial = view->trial;
    fprintf(out, "%44s%8s%8s%8s%6s\n", "beside", "energy", "model", "", "PEs");
    fprintf(out, "%-14s %-5s%8s%8s%8s%8s%8s%8s%6s%6s\n", "layer", "op", "cycles", "stalled",
            "model", "uJ", "uJ", "diff", "busy", "exact");
    for (size_t i = 0; i < trial->row_count; i++)
        print_row(out, view, &trial->row[i]);
    if (trial->row_count > 1)
        print_sum(out, view);
    print_reasons(out, view);
    fputc('\n', out);
}
