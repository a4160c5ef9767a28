#include "sim_image.h"

#include <stdlib.h>
#include <string.h>

#include "workloads/convolution.h"

/* What the layers of an image share. */
struct pass {
    const struct sim_inputs *inputs;
    const struct sim_trial_options *options;
    struct sim_image *image;
    struct diag_list *diag;
    struct progress *progress;
    struct sim_trace *trace; /* or NULL */
};

static void report(const struct pass *pass, int layer, const char *reason)
{
    diag_error(pass->diag, &(struct diag_place){.file = pass->inputs->layer[layer].name}, NULL,
               "%s", reason);
}

static int compute_psums(const struct reference_layer *layer, int32_t *psum)
{
    struct convolution convolution = {layer->shape, layer->choice->op, layer->input->value,
                                      layer->weights->weight};
    return convolution_psums(&convolution, psum);
}

static int simulate_layer(const struct pass *pass, const struct sim_layer *work, const char *name,
                          int32_t *psum, struct sim_result *result, char reason[SIM_REASON_MAX])
{
    struct sim_options options = {.trace = pass->trace ? sim_trace_tell : NULL,
                                  .trace_context = pass->trace};
    if (pass->trace)
        sim_trace_layer(pass->trace, name);
    int status = sim_layer_run(work, &options, psum, result, reason);
    if (pass->trace && !status)
        sim_trace_layer_end(pass->trace, result->latency_cycles);
    return status;
}

/* The psums of a layer from the machine. */
static int simulate_psums(void *context, const struct reference_layer *layer, int32_t *psum)
{
    const struct pass *pass = context;
    const struct sim_inputs *inputs = pass->inputs;
    char reason[SIM_REASON_MAX] = "";
    if (*pass->options->stop)
        return -1;
    if (!sim_inputs_has(inputs, layer->layer))
        return compute_psums(layer, psum);
    struct sim_layer work = {
        .machine = inputs->machine,
        .choice = inputs->column[layer->layer],
        .shape = layer->shape,
        .mapping = &sim_inputs_job(inputs, layer->layer)->solution.mapping,
        .input = layer->input->value,
        .weight = layer->weights->weight,
    };
    struct sim_result *result = &pass->image->sample[layer->layer].result;
    if (simulate_layer(pass, &work, inputs->layer[layer->layer].name, psum, result, reason)) {
        report(pass, layer->layer, reason);
        return -1;
    }
    progress_step(pass->progress);
    return 0;
}

static void compare_layer(struct sim_sample *sample, const struct sim_inputs *inputs, int layer,
                          const struct reference *simulated, const struct reference *reference)
{
    const struct network *network = inputs->network;
    const int32_t *got = reference_psums(simulated, layer);
    const int32_t *wanted = reference_psums(reference, layer);
    sample->psums = network_elements_out(&network->node[network->layer[layer]]);
    sample->overflows = reference_overflows(reference, layer);
    for (uint64_t i = 0; i < sample->psums; i++)
        sample->wrong_psums += got[i] != wanted[i];
}

static void compare(const struct pass *pass, const struct reference *simulated,
                    const struct reference *reference)
{
    struct sim_image *image = pass->image;
    image->label = reference_label(simulated);
    image->is_exact = image->label == reference_label(reference);
    for (int l = 0; l < pass->inputs->network->layer_count; l++) {
        if (!sim_inputs_has(pass->inputs, l))
            continue;
        compare_layer(&image->sample[l], pass->inputs, l, simulated, reference);
        image->is_exact &= !image->sample[l].wrong_psums;
    }
    image->done = 1;
}

/* The network once more, without the machine. Returns 0 or -1. */
static int run_both(struct pass *pass, const uint8_t *pixels)
{
    const struct sim_inputs *inputs = pass->inputs;
    struct reference_options options = {.accumulate = pass->options->accumulate,
                                        .psum_bits = inputs->psum_bits,
                                        .psums = simulate_psums,
                                        .context = pass};
    struct reference *simulated = NULL, *reference = NULL;
    int status = reference_run(&simulated, inputs->network, inputs->choice, inputs->weights, pixels,
                               &options, pass->diag);
    options.psums = NULL;
    if (!status)
        status = reference_run(&reference, inputs->network, inputs->choice, inputs->weights, pixels,
                               &options, pass->diag);
    if (!status)
        compare(pass, simulated, reference);
    reference_free(simulated);
    reference_free(reference);
    return status;
}

int sim_image_run(struct sim_image *out, const struct sim_inputs *inputs, size_t index,
                  const struct sim_trial_options *options, struct progress *progress)
{
    struct pass pass = {inputs, options, out, NULL, progress, index ? NULL : options->trace};
    *out = (struct sim_image){0};
    out->sample = calloc((size_t)inputs->network->layer_count, sizeof *out->sample);
    if (!out->sample || diag_create(&pass.diag))
        return -1;
    int status = 0;
    if (run_both(&pass, images_at(inputs->images, index)) && !*options->stop) {
        out->failure = diag_render(pass.diag, 0);
        status = out->failure ? 0 : -1;
    }
    diag_free(pass.diag);
    return status;
}

void sim_image_free(struct sim_image *image, int layer_count)
{
    for (int l = 0; image->sample && l < layer_count; l++)
        sim_result_free(&image->sample[l].result);
    free(image->sample);
    free(image->failure);
    *image = (struct sim_image){0};
}
