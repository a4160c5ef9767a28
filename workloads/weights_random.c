/* Random weights with calibrated outputs. All arithmetic is on integers. */
#include <stdlib.h>

#include "workloads/convolution.h"
#include "workloads/images.h"
#include "workloads/random_stream.h"
#include "workloads/reference.h"
#include "workloads/requantize.h"

static int8_t random_weight(struct random_stream *stream, const struct choice *choice)
{
    int32_t bell = random_bell(stream);
    int max = activation_max(choice->bits, 1);
    int32_t weight = requantize_mean(bell * max, 3 * RANDOM_SIGMA);
    if (choice->op->operand_is_binary)
        return bell < 0 ? -1 : 1;
    if (weight == 0 && bell < 0 && choice->op->zero_has_sign)
        return WEIGHT_MINUS_ZERO;
    return (int8_t)(weight > max ? max : weight < -max ? -max : weight);
}

static int64_t sum_of(const int32_t *value, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += value[i];
    return sum;
}

/* 0 of nothing. */
static int64_t mean_of(int64_t sum, size_t count)
{
    return count ? sum / (int64_t)count : 0;
}

/* Each channel's mean goes, as batch normalisation has it; that of the whole layer where a
 * channel has one value. */
static void center(struct layer_weights *weights, const int32_t *psum, size_t plane)
{
    size_t channels = (size_t)weights->output_channels;
    int64_t all = mean_of(sum_of(psum, channels * plane), channels * plane);
    for (size_t m = 0; m < channels; m++) {
        int64_t mean = plane > 1 ? mean_of(sum_of(psum + m * plane, plane), plane) : all;
        weights->bias[m] = (int32_t)-mean;
    }
}

/* Three standard deviations of the centred psums, at least 1: of a Gaussian, one is 1.2533
 * mean magnitudes. */
static uint64_t spread_of(const struct layer_weights *weights, const int32_t *psum, size_t plane)
{
    size_t count = (size_t)weights->output_channels * plane;
    int64_t sum = 0;
    for (size_t i = 0; plane && i < count; i++)
        sum += llabs((long long)psum[i] + weights->bias[i / plane]);
    uint64_t spread = (uint64_t)mean_of(sum, count) * 15 / 4;
    return spread ? spread : 1;
}

/* multiplier / 2^shift = max / spread, with as many digits as 31 bits hold. */
static void set_scale(const struct requantizer *scale, int channels, uint64_t max, uint64_t spread)
{
    int shift = 0;
    while (shift < 54 && (max << (shift + 1)) / spread <= INT32_MAX)
        shift++;
    for (int m = 0; m < channels; m++) {
        scale->multiplier[m] = (int32_t)((max << shift) / spread);
        scale->shift[m] = (uint8_t)shift;
    }
}

struct calibration {
    const struct network *network;
    struct weights *weights;
};

/* The plain psums; from their spread, what happens to them next. */
static int calibrate(void *context, const struct reference_layer *layer, int32_t *psum)
{
    const struct calibration *calibration = context;
    const struct network *network = calibration->network;
    struct layer_weights *weights = &calibration->weights->layer[layer->layer];
    int relu = network->node[network->layer[layer->layer]].relu;
    size_t plane = (size_t)layer->shape.size[DIM_P] * (size_t)layer->shape.size[DIM_Q];
    struct convolution convolution = {layer->shape, layer->choice->op, layer->input->value,
                                      weights->weight};
    if (convolution_psums(&convolution, psum) != 0)
        return -1;
    center(weights, psum, plane);
    uint64_t spread = spread_of(weights, psum, plane);
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++)
        if (weights->requantizer[bits].multiplier)
            set_scale(&weights->requantizer[bits], weights->output_channels,
                      (uint64_t)activation_max(bits, !relu), spread);
    return 0;
}

static int calibrate_all(struct weights *weights, const struct network *network,
                         const struct choice *choice, uint64_t seed, struct diag_list *diag)
{
    struct calibration calibration = {network, weights};
    struct reference_options options = {.psums = calibrate, .context = &calibration};
    struct reference *reference = NULL;
    struct images *image;
    if (images_random(&image, network->input, 1, ~seed) != 0) {
        diag_error(diag, &(struct diag_place){.file = network->file}, NULL,
                   "not enough memory for a random image");
        return -1;
    }
    int status = reference_run(&reference, network, choice, weights, image->pixel, &options, diag);
    reference_free(reference);
    images_free(image);
    return status;
}

int weights_random(struct weights **out, const struct network *network, const struct choice *choice,
                   uint64_t seed, struct diag_list *diag)
{
    struct random_stream stream = {seed};
    if (weights_create(out, network, choice, diag) != 0)
        return -1;
    for (int l = 0; l < network->layer_count; l++)
        for (size_t i = 0; i < (*out)->layer[l].count; i++)
            (*out)->layer[l].weight[i] = random_weight(&stream, &choice[l]);
    if (calibrate_all(*out, network, choice, seed, diag) == 0)
        return 0;
    weights_free(*out);
    *out = NULL;
    return -1;
}
