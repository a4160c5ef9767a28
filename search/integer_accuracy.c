#include "search/integer_accuracy.h"

#include <stdlib.h>

static int allocate(struct integer_accuracy *out, const struct integer_accuracy_options *options)
{
    size_t layers = (size_t)options->network->layer_count;
    *out = (struct integer_accuracy){
        .layer_count = options->network->layer_count,
        .label = calloc(options->image_count + 1, sizeof *out->label),
        .overflows = calloc(layers + 1, sizeof *out->overflows),
        .psums = calloc(layers + 1, sizeof *out->psums),
    };
    return out->label && out->overflows && out->psums ? 0 : -1;
}

static void count_overflows(struct integer_accuracy *out, const struct reference *run)
{
    for (int l = 0; l < out->layer_count; l++) {
        uint64_t overflows = reference_overflows(run, l);
#pragma omp atomic
        out->overflows[l] += overflows;
    }
}

/* Each image has its own list: they are not made for threads, and what can still go wrong is a
 * lack of memory. */
static int run_image(struct integer_accuracy *out, const struct integer_accuracy_options *options,
                     size_t i)
{
    const uint8_t *image = dataset_image(options->dataset, options->image[i]);
    struct reference_options how = {.accumulate = options->accumulate};
    struct reference *run = NULL;
    struct diag_list *diag;
    if (diag_create(&diag) != 0)
        return -1;
    int status =
        reference_run(&run, options->network, options->choice, options->weights, image, &how, diag);
    diag_free(diag);
    if (status != 0)
        return -1;
    out->label[i] = reference_label(run);
    count_overflows(out, run);
    reference_free(run);
    return 0;
}

static int run_all(struct integer_accuracy *out, const struct integer_accuracy_options *options)
{
    int failed = 0;
#pragma omp parallel for schedule(dynamic) reduction(| : failed)
    for (size_t i = 0; i < options->image_count; i++)
        failed |= run_image(out, options, i) != 0;
    return failed ? -1 : 0;
}

static void count(struct integer_accuracy *out, const struct integer_accuracy_options *options)
{
    const struct network *network = options->network;
    for (size_t i = 0; i < options->image_count; i++)
        out->correct += out->label[i] == options->dataset->label[options->image[i]];
    for (int l = 0; l < network->layer_count; l++)
        out->psums[l] =
            options->image_count * network_elements_out(&network->node[network->layer[l]]);
}

int integer_accuracy(struct integer_accuracy *out, const struct integer_accuracy_options *options,
                     struct diag_list *diag)
{
    *out = (struct integer_accuracy){0};
    if (precision_check(options->network, options->choice, diag) != 0)
        return -1;
    if (allocate(out, options) == 0 && run_all(out, options) == 0) {
        count(out, options);
        return 0;
    }
    integer_accuracy_free(out);
    diag_error(diag, &(struct diag_place){.file = options->network->file}, NULL,
               "not enough memory to compute the images");
    return -1;
}

void integer_accuracy_free(struct integer_accuracy *accuracy)
{
    free(accuracy->label);
    free(accuracy->overflows);
    free(accuracy->psums);
    *accuracy = (struct integer_accuracy){0};
}

double integer_accuracy_agreement(const struct integer_accuracy *accuracy, const int *label,
                                  size_t image_count)
{
    size_t same = 0;
    for (size_t i = 0; i < image_count; i++)
        same += accuracy->label[i] == label[i];
    return image_count ? (double)same / (double)image_count : 1;
}
