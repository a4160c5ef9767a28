#include "sim_verdict.h"

#include <math.h>
#include <stdio.h>

static const char *const levels[LEVEL_COUNT] = {"DRAM", "GLB", "spad"};
static const char *const words[SIM_WORDS] = {"W", "I", "psum", "out"};

/* A list that grows. */
struct counts {
    struct sim_count *at;
    size_t count;
};

static void add(struct counts *counts, const char *group, const char *word, const char *what,
                uint64_t simulated, uint64_t modelled)
{
    struct sim_count *out = &counts->at[counts->count++];
    *out = (struct sim_count){.simulated = simulated, .modelled = modelled};
    snprintf(out->name, sizeof out->name, "%s%s%s%s%s", group, word[0] ? "." : "", word,
             what[0] ? "." : "", what);
}

static void add_flow(struct counts *counts, int level, int word, const struct sim_flow *simulated,
                     const struct map_flow *modelled)
{
    add(counts, levels[level], words[word], "fill", simulated->fill, modelled->fill);
    add(counts, levels[level], words[word], "read", simulated->read, modelled->read);
    add(counts, levels[level], words[word], "update", simulated->update, modelled->update);
    add(counts, levels[level], words[word], "drain", simulated->drain, modelled->drain);
}

/* Both number the kinds of words alike. */
_Static_assert((int)SIM_WEIGHT == (int)WORD_W && (int)SIM_INPUT == (int)WORD_I &&
                   (int)SIM_PSUM == (int)WORD_PSUM && (int)SIM_OUTPUT == (int)WORD_OUT,
               "words");

size_t sim_counts_of(const struct sim_row *row, struct sim_count out[SIM_COUNTS_MAX])
{
    const struct sim_counts *simulated = &row->counts;
    const struct map_result *model = &row->model;
    struct counts counts = {out, 0};
    for (int l = 0; l < LEVEL_COUNT; l++)
        for (int w = 0; w < SIM_WORDS; w++)
            add_flow(&counts, l, w, &simulated->flow[l][w], &model->flow[l][w]);
    for (int w = 0; w < SIM_WORDS; w++) {
        add(&counts, "injected", words[w], "", simulated->injected[w], model->injected[w]);
        add(&counts, "delivered", words[w], "", simulated->delivered[w], model->delivered[w]);
    }
    add(&counts, "linked", "", "", simulated->linked, model->linked);
    add(&counts, "terms", "", "", simulated->terms, model->terms);
    add(&counts, "steps", "", "", simulated->steps, model->steps);
    return counts.count;
}

size_t sim_counts_differ(const struct sim_row *row, struct sim_count *first)
{
    struct sim_count all[SIM_COUNTS_MAX];
    size_t count = sim_counts_of(row, all), differing = 0;
    for (size_t i = 0; i < count; i++) {
        if (all[i].simulated == all[i].modelled)
            continue;
        if (first && !differing)
            *first = all[i];
        differing++;
    }
    return differing;
}

double sim_energy_difference(const struct sim_row *row)
{
    return row->energy.total_pj / row->model.energy_pj - 1;
}

double sim_ungated_difference(const struct sim_row *row)
{
    return (row->energy.total_pj + row->saved_pj) / row->model.energy_pj - 1;
}

double sim_cycles_difference(const struct sim_row *row)
{
    return (double)row->result.latency_cycles / row->model.latency_cycles - 1;
}

uint64_t sim_stalled_cycles(const struct sim_row *row)
{
    return row->result.latency_cycles - row->result.cycles[SIM_COMPUTE];
}

enum sim_reason sim_largest_stall(const struct sim_row *row)
{
    int largest = SIM_FILL;
    for (int r = SIM_FILL; r < SIM_REASONS; r++)
        if (row->result.cycles[r] > row->result.cycles[largest])
            largest = r;
    return (enum sim_reason)largest;
}

double sim_busy(const struct sim_row *row, const struct arch_machine *machine)
{
    double pes = (double)machine->rows * machine->columns;
    return (double)row->result.counts.steps * row->choice->cycles_per_step /
           (pes * (double)row->result.latency_cycles);
}

double sim_gated_steps(const struct sim_row *row, const struct sim_trial *trial)
{
    return (double)row->gated_steps / (double)trial->image_count;
}

/* Slower than the model by no more than it was stalled. */
static int is_explained(const struct sim_row *row)
{
    double excess = (double)row->result.latency_cycles - row->model.latency_cycles;
    return excess > 0 && excess <= (double)sim_stalled_cycles(row);
}

enum sim_verdict sim_verdict_of(const struct sim_row *row, double tolerance)
{
    if (row->wrong_psums)
        return SIM_WRONG;
    if (!row->is_steady || sim_counts_differ(row, NULL))
        return SIM_MISCOUNTS;
    /* two sums of the same energies in two orders are apart by their last digits */
    if (!(fabs(sim_ungated_difference(row)) <= tolerance + 1e-12))
        return SIM_ENERGY_APART;
    if (fabs(sim_cycles_difference(row)) <= tolerance)
        return SIM_AGREES;
    return is_explained(row) ? SIM_STALLS : SIM_CYCLES_APART;
}

const char *sim_verdict_name(enum sim_verdict verdict)
{
    static const char *const names[] = {
        [SIM_AGREES] = "agrees",       [SIM_STALLS] = "stalls",
        [SIM_WRONG] = "wrong",         [SIM_MISCOUNTS] = "miscounts",
        [SIM_ENERGY_APART] = "energy", [SIM_CYCLES_APART] = "cycles"};
    return names[verdict];
}

int sim_trial_passes(const struct sim_trial *trial, double tolerance)
{
    if (trial->exact_images < trial->image_count)
        return 0;
    for (size_t i = 0; i < trial->row_count; i++)
        if (sim_verdict_of(&trial->row[i], tolerance) > SIM_STALLS)
            return 0;
    return 1;
}
