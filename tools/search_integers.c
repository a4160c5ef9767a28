#include "search_integers.h"

#include <stdio.h>
#include <stdlib.h>

#include "progress.h"
#include "result_folder.h"
#include "search/evaluate.h"
#include "search/export.h"
#include "search/integer_accuracy.h"

/* Images that fix the step of the network's output; and how many go between looks at `stop`. */
enum { CALIBRATION_IMAGES = 1000, CHUNK = 64 };

/* The integer network as its files say, and what it is compared with. */
struct subject_files {
    char network_path[RESULT_FOLDER_MAX + 32], weights_path[RESULT_FOLDER_MAX + 32];
    struct network *network;
    struct choice *choice;
    struct weights *weights;
    size_t *image; /* (test images) 0, 1, ... */
    int *label;    /* (test images) what the trained network says */
};

static void files_free(struct subject_files *files)
{
    network_free(files->network);
    weights_free(files->weights);
    free(files->choice);
    free(files->image);
    free(files->label);
}

static int out_of_memory(const struct subject_files *files, struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = files->network_path}, NULL, "not enough memory");
    return -1;
}

static int write_files(const struct subject_files *files, struct search_training *training,
                       const struct search_result *result, struct diag_list *diag)
{
    struct trainer *trainer = search_training_trainer(training);
    const struct search_data *data = &result->inputs->data;
    const struct provenance *provenance = result->provenance;
    const size_t *choice = search_result_choice(result);
    size_t images =
        data->split.train_count < CALIBRATION_IMAGES ? data->split.train_count : CALIBRATION_IMAGES;
    /* the same for runs whose results are the same: run.yaml has the rest */
    const char *const notes[] = {"tool",     provenance->tool,
                                 "version",  provenance->version,
                                 "identity", search_training_identity(training),
                                 NULL};
    struct weights *weights;
    if (export_calibrate(trainer_engine(trainer), choice, data->train, data->split.train, images,
                         EXPORT_QUANTILE, diag) ||
        export_weights(&weights, trainer_model(trainer), choice, diag))
        return -1;
    int status = export_write(weights, trainer_model(trainer), choice, files->network_path,
                              files->weights_path, notes, diag);
    weights_free(weights);
    return status;
}

/* Reads back what was written: what is measured is what others will read. */
static int read_files(struct subject_files *files, struct diag_list *diag)
{
    if (network_read(&files->network, files->network_path, NULL, 0, diag))
        return -1;
    size_t layers = (size_t)files->network->layer_count;
    files->choice = calloc(layers + 1, sizeof *files->choice);
    if (!files->choice)
        return out_of_memory(files, diag);
    for (size_t l = 0; l < layers; l++)
        files->choice[l] = files->network->node[files->network->layer[l]].choice;
    return weights_read(&files->weights, files->weights_path, files->network, files->choice, diag);
}

static int take_labels(struct subject_files *files, struct search_training *training,
                       const struct search_result *result, struct diag_list *diag)
{
    const struct dataset *test = result->inputs->data.test;
    files->image = split_first(test->count);
    files->label = calloc(test->count + 1, sizeof *files->label);
    if (!files->image || !files->label)
        return out_of_memory(files, diag);
    return evaluate_labels(trainer_engine(search_training_trainer(training)),
                           search_result_choice(result), test, files->image, test->count,
                           files->label, diag);
}

static int run_chunk(struct search_integers *out, const struct subject_files *files,
                     const struct dataset *test, size_t first, struct diag_list *diag)
{
    struct integer_accuracy accuracy;
    struct integer_accuracy_options options = {
        .network = files->network,
        .choice = files->choice,
        .weights = files->weights,
        .dataset = test,
        .image = files->image + first,
        .image_count = test->count - first < CHUNK ? test->count - first : CHUNK,
        .accumulate = REFERENCE_EXACT};
    if (integer_accuracy(&accuracy, &options, diag))
        return -1;
    out->images += options.image_count;
    out->correct += accuracy.correct;
    for (size_t i = 0; i < options.image_count; i++)
        out->agreed += accuracy.label[i] == files->label[first + i];
    for (int l = 0; l < accuracy.layer_count; l++)
        out->overflows += accuracy.overflows[l];
    integer_accuracy_free(&accuracy);
    return 0;
}

/* Returns as search_integers_make. */
static int run_images(struct search_integers *out, const struct subject_files *files,
                      const struct dataset *test, int quiet, const atomic_int *stop,
                      struct diag_list *diag)
{
    struct progress progress;
    int status = 0;
    progress_begin(&progress, "integers", test->count, quiet);
    for (size_t first = 0; !status && first < test->count; first += CHUNK) {
        status = stop && atomic_load(stop) ? 1 : run_chunk(out, files, test, first, diag);
        progress_show(&progress, out->images);
    }
    progress_end(&progress);
    return status;
}

int search_integers_make(struct search_integers *out, struct search_training *training, int quiet,
                         const atomic_int *stop, struct diag_list *diag)
{
    struct search_result result = search_training_result(training);
    const struct trainer_score *trained = &result.candidate[result.best].test;
    struct subject_files files = {.network = NULL};
    *out = (struct search_integers){0};
    snprintf(files.network_path, sizeof files.network_path, "%s/network.yaml", result.folder);
    snprintf(files.weights_path, sizeof files.weights_path, "%s/weights.safetensors",
             result.folder);
    int status = write_files(&files, training, &result, diag) || read_files(&files, diag) ||
                         take_labels(&files, training, &result, diag)
                     ? -1
                     : 0;
    if (!status)
        status = run_images(out, &files, result.inputs->data.test, quiet, stop, diag);
    if (!status)
        out->difference = search_integers_accuracy(out) - trained->accuracy;
    files_free(&files);
    return status;
}

double search_integers_accuracy(const struct search_integers *integers)
{
    return integers->images ? (double)integers->correct / (double)integers->images : 0;
}
