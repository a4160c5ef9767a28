#include "workloads/weights.h"

#include <stdlib.h>

static int create_requantizers(struct layer_weights *layer, unsigned wanted)
{
    size_t channels = (size_t)layer->output_channels;
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++) {
        struct requantizer *scale = &layer->requantizer[bits];
        if (!(wanted & PRECISION_BIT(bits)))
            continue;
        scale->multiplier = calloc(channels, sizeof *scale->multiplier);
        scale->shift = calloc(channels, sizeof *scale->shift);
        scale->offset = calloc(channels, sizeof *scale->offset);
        if (!scale->multiplier || !scale->shift || !scale->offset)
            return -1;
    }
    return 0;
}

static int create_layer(struct layer_weights *layer, const struct layer_shape *shape,
                        unsigned wanted)
{
    layer->output_channels = shape->size[DIM_M];
    layer->count = (size_t)layer_weights(shape);
    layer->weight = calloc(layer->count, sizeof *layer->weight);
    layer->bias = calloc((size_t)layer->output_channels, sizeof *layer->bias);
    return layer->weight && layer->bias ? create_requantizers(layer, wanted) : -1;
}

static int create_layers(struct weights *weights, const struct network *network,
                         const struct choice *choice, unsigned *wanted)
{
    precision_wanted(network, choice, wanted);
    for (int l = 0; l < network->layer_count; l++) {
        struct layer_shape shape = network_layer_shape(network, l, 1);
        if (create_layer(&weights->layer[l], &shape, wanted[network->layer[l]]) != 0)
            return -1;
    }
    return 0;
}

static struct weights *create(const struct network *network, const struct choice *choice)
{
    struct weights *weights = calloc(1, sizeof *weights);
    unsigned *wanted = calloc((size_t)network->node_count, sizeof *wanted);
    int status = -1;
    if (weights && wanted) {
        weights->layer_count = network->layer_count;
        weights->layer = calloc((size_t)network->layer_count + 1, sizeof *weights->layer);
        weights->clip = calloc((size_t)network->node_count + 1, sizeof *weights->clip);
        if (weights->layer && weights->clip)
            status = create_layers(weights, network, choice, wanted);
    }
    free(wanted);
    if (status == 0)
        return weights;
    weights_free(weights);
    return NULL;
}

int weights_create(struct weights **out, const struct network *network, const struct choice *choice,
                   struct diag_list *diag)
{
    *out = NULL;
    if (precision_check(network, choice, diag) != 0)
        return -1;
    *out = create(network, choice);
    if (*out)
        return 0;
    diag_error(diag, &(struct diag_place){.file = network->file}, NULL,
               "not enough memory for the weights");
    return -1;
}

static void free_layer(struct layer_weights *layer)
{
    free(layer->weight);
    free(layer->scale);
    free(layer->bias);
    for (int bits = 0; bits <= PRECISION_INTEGER_MAX; bits++) {
        free(layer->requantizer[bits].multiplier);
        free(layer->requantizer[bits].shift);
        free(layer->requantizer[bits].offset);
    }
}

void weights_free(struct weights *weights)
{
    if (!weights)
        return;
    for (int l = 0; weights->layer && l < weights->layer_count; l++)
        free_layer(&weights->layer[l]);
    free(weights->layer);
    free(weights->clip);
    free(weights);
}
