#include "sim_trial.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

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

/* True if two images made the machine do the same, zeros in the data aside. */
static int is_same(const struct sim_result *a, const struct sim_result *b)
{
    struct sim_counts counts = a->counts;
    counts.gated_steps = b->counts.gated_steps;
    return !memcmp(&counts, &b->counts, sizeof counts) &&
           !memcmp(a->cycles, b->cycles, sizeof a->cycles);
}

/* The first image's results move into the row. */
static void merge_sample(struct sim_row *row, struct sim_sample *sample, int is_first)
{
    row->gated_steps += sample->result.counts.gated_steps;
    row->psums += sample->psums;
    row->wrong_psums += sample->wrong_psums;
    row->overflows += sample->overflows;
    if (is_first) {
        row->result = sample->result;
        sample->result = (struct sim_result){0};
    } else {
        row->is_steady &= is_same(&row->result, &sample->result);
    }
}

static void merge(struct sim_trial *trial, struct sim_image *image, size_t index)
{
    if (image->failure && !trial->failure) {
        trial->failure = image->failure;
        image->failure = NULL;
    }
    if (!image->done)
        return;
    for (size_t i = 0; i < trial->row_count; i++)
        merge_sample(&trial->row[i], &image->sample[trial->row[i].layer], !trial->image_count);
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
    merge(trial, &image, index);
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
