#include "sim_trial.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "sim_gating.h"
#include "sim_image.h"

static void begin_row(struct sim_row *row, const struct sim_inputs *inputs, int layer)
{
    const struct map_job *job = sim_inputs_job(inputs, layer);
    *row = (struct sim_row){
        .layer = layer,
        .name = inputs->layer[layer].name,
        .choice = &inputs->machine->choice[inputs->column[layer]],
        .is_steady = 1,
    };
    map_evaluate(&job->problem, &job->solution.mapping, &row->model, NULL);
}

/* Returns 0, or -1 when memory is short. */
static int begin(struct sim_trial *trial, const struct sim_inputs *inputs)
{
    int layers = inputs->network->layer_count;
    *trial = (struct sim_trial){
        .row = calloc((size_t)layers, sizeof *trial->row),
        .label = calloc(inputs->images->count, sizeof *trial->label),
    };
    if (!trial->row || !trial->label)
        return -1;
    for (int l = 0; l < layers; l++)
        if (sim_inputs_has(inputs, l))
            begin_row(&trial->row[trial->row_count++], inputs, l);
    for (size_t i = 0; i < inputs->images->count; i++)
        trial->label[i] = -1;
    return 0;
}

/* True if an image made the machine do the same as the first, gating aside. */
static int is_same(const struct sim_row *row, const struct sim_result *result,
                   const struct sim_counts *counts)
{
    return !memcmp(&row->counts, counts, sizeof *counts) &&
           !memcmp(row->result.cycles, result->cycles, sizeof result->cycles);
}

/* The first image's results move into the row. */
static void merge_sample(struct sim_row *row, struct sim_sample *sample, int is_gated, int is_first)
{
    struct sim_counts counts = sim_ungated_counts(&sample->result.counts, is_gated);
    row->gated_steps += sample->result.counts.gated_steps;
    row->gated_terms += sample->result.counts.gated_terms;
    row->psums += sample->psums;
    row->wrong_psums += sample->wrong_psums;
    row->overflows += sample->overflows;
    if (!is_first) {
        row->is_steady &= is_same(row, &sample->result, &counts);
        return;
    }
    row->counts = counts;
    row->result = sample->result;
    sample->result = (struct sim_result){0};
}

static void merge(struct sim_trial *trial, struct sim_image *image, size_t index, int is_gated)
{
    if (image->failure && !trial->failure) {
        trial->failure = image->failure;
        image->failure = NULL;
    }
    if (!image->done)
        return;
    for (size_t i = 0; i < trial->row_count; i++)
        merge_sample(&trial->row[i], &image->sample[trial->row[i].layer], is_gated,
                     !trial->image_count);
    trial->label[index] = image->label;
    trial->exact_images += (size_t)image->is_exact;
    trial->image_count++;
}

/* Returns 0, or -1 when memory is short. */
static int run_image(struct sim_trial *trial, const struct sim_inputs *inputs, size_t index,
                     const struct sim_trial_options *options, struct progress *progress)
{
    struct sim_image image;
    int status = sim_image_run(&image, inputs, index, options, progress);
#pragma omp critical(sim_trial)
    merge(trial, &image, index, inputs->machine->zero_gating);
    sim_image_free(&image, inputs->network->layer_count);
    return status;
}

/* The first image alone: what a row shows is always its. */
static int run_images(struct sim_trial *trial, const struct sim_inputs *inputs,
                      const struct sim_trial_options *options, struct progress *progress)
{
    int failed = run_image(trial, inputs, 0, options, progress);
    if (failed || trial->failure)
        return failed;
    omp_set_num_threads(options->threads ? options->threads : omp_get_num_procs());
#pragma omp parallel for schedule(dynamic, 1) reduction(| : failed)
    for (size_t i = 1; i < inputs->images->count; i++)
        if (!*options->stop)
            failed |= run_image(trial, inputs, i, options, progress);
    return failed ? -1 : 0;
}

/* The first image's energy, less what its gating saved, gives the mean of all: sums of whole
 * numbers are the same in any order. */
static void average_energy(struct sim_row *row, double images)
{
    const struct sim_counts *first = &row->result.counts;
    struct sim_saving was =
        sim_saving_of((double)first->gated_steps, (double)first->gated_terms, row->choice);
    struct sim_saving mean = sim_saving_of((double)row->gated_steps / images,
                                           (double)row->gated_terms / images, row->choice);
    row->saved_pj = mean.op_pj + mean.spad_pj;
    row->energy.op_pj += was.op_pj - mean.op_pj;
    row->energy.spad_pj[TENSOR_W] += was.spad_pj - mean.spad_pj;
    row->energy.total_pj += was.op_pj + was.spad_pj - row->saved_pj;
}

static void average(struct sim_trial *trial, int is_gated)
{
    for (size_t i = 0; i < trial->row_count; i++) {
        trial->row[i].energy = trial->row[i].result.energy;
        if (is_gated && trial->image_count)
            average_energy(&trial->row[i], (double)trial->image_count);
    }
}

int sim_trial_run(struct sim_trial *out, const struct sim_inputs *inputs,
                  const struct sim_trial_options *options)
{
    struct progress progress;
    double began_s = progress_clock_s();
    if (begin(out, inputs)) {
        sim_trial_free(out);
        return -1;
    }
    progress_begin(&progress, "simulating", inputs->images->count * out->row_count, options->quiet);
    int status = run_images(out, inputs, options, &progress);
    progress_end(&progress);
    average(out, inputs->machine->zero_gating);
    out->seconds = progress_clock_s() - began_s;
    if (status)
        sim_trial_free(out);
    return status;
}

void sim_trial_free(struct sim_trial *trial)
{
    for (size_t i = 0; trial->row && i < trial->row_count; i++)
        sim_result_free(&trial->row[i].result);
    free(trial->row);
    free(trial->label);
    free(trial->failure);
    *trial = (struct sim_trial){0};
}
