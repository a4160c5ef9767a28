#include "weights_slot.h"

#include <stdio.h>
#include <stdlib.h>

#define PER_LAYER_MAX (4 + 3 * PRECISION_INTEGER_MAX)

struct list {
    struct weights_slot *slot;
    size_t count;
};

static struct weights_slot *add(struct list *list, int layer, enum safetensors_type type, int rank,
                                void *values)
{
    struct weights_slot *slot = &list->slot[list->count++];
    *slot = (struct weights_slot){
        .tensor = {.type = type, .rank = rank}, .layer = layer, .values = values};
    return slot;
}

static void add_weight(struct list *list, const struct layer_shape *shape, int layer,
                       const char *prefix, const char *name, enum safetensors_type type,
                       void *values)
{
    struct weights_slot *slot = add(list, layer, type, 4, values);
    const int *size = shape->size;
    int sizes[4] = {size[DIM_M], size[DIM_C] / size[DIM_G], size[DIM_R], size[DIM_S]};
    for (int i = 0; i < 4; i++)
        slot->tensor.size[i] = (size_t)sizes[i];
    slot->is_optional = !values;
    snprintf(slot->name, sizeof slot->name, "%s%s.weight", prefix, name);
}

static struct weights_slot *add_channels(struct list *list, int layer, const char *name,
                                         enum safetensors_type type, int channels, void *values)
{
    struct weights_slot *slot = add(list, layer, type, 1, values);
    slot->tensor.size[0] = (size_t)channels;
    snprintf(slot->name, sizeof slot->name, "%s", name);
    return slot;
}

static void add_requantizer(struct list *list, int layer, const char *name, int bits, int channels,
                            const struct requantizer *scale)
{
    char full[WEIGHTS_SLOT_NAME_MAX];
    snprintf(full, sizeof full, "%s.requant_%d.multiplier", name, bits);
    add_channels(list, layer, full, SAFETENSORS_I32, channels, scale->multiplier);
    snprintf(full, sizeof full, "%s.requant_%d.shift", name, bits);
    add_channels(list, layer, full, SAFETENSORS_U8, channels, scale->shift);
    snprintf(full, sizeof full, "%s.requant_%d.offset", name, bits);
    add_channels(list, layer, full, SAFETENSORS_I32, channels, scale->offset)->is_optional = 1;
}

static void add_layer(struct list *list, const struct network *network, int layer,
                      struct layer_weights *weights)
{
    struct layer_shape shape = network_layer_shape(network, layer, 1);
    const char *name = network->node[network->layer[layer]].name;
    char full[WEIGHTS_SLOT_NAME_MAX];
    int channels = weights->output_channels;
    add_weight(list, &shape, layer, "", name, SAFETENSORS_I8, weights->weight);
    snprintf(full, sizeof full, "%s.weight_scale", name);
    struct weights_slot *scale =
        add_channels(list, layer, full, SAFETENSORS_F32, channels, weights->scale);
    scale->is_optional = 1;
    scale->owner = &weights->scale;
    snprintf(full, sizeof full, "%s.bias", name);
    add_channels(list, layer, full, SAFETENSORS_I32, channels, weights->bias);
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++)
        if (weights->requantizer[bits].multiplier)
            add_requantizer(list, layer, name, bits, channels, &weights->requantizer[bits]);
    add_weight(list, &shape, layer, "float/", name, SAFETENSORS_F32, NULL);
}

static void add_clips(struct list *list, const char *name, unsigned wanted, float *clip)
{
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++) {
        if (!(wanted & PRECISION_BIT(bits)))
            continue;
        struct weights_slot *slot = add(list, -1, SAFETENSORS_F32, 0, &clip[bits]);
        slot->is_optional = 1;
        snprintf(slot->name, sizeof slot->name, "%s.clip_%d", name, bits);
    }
}

struct weights_slot *weights_slots(size_t *count, const struct weights *weights,
                                   const struct network *network, const struct choice *choice)
{
    size_t nodes = (size_t)network->node_count, layers = (size_t)network->layer_count;
    size_t most = layers * PER_LAYER_MAX + (nodes + 1) * PRECISION_INTEGER_MAX;
    struct list list = {.slot = calloc(most, sizeof *list.slot)};
    unsigned *wanted = calloc(nodes, sizeof *wanted);
    if (list.slot && wanted) {
        precision_wanted(network, choice, wanted);
        for (int l = 0; l < network->layer_count; l++)
            add_layer(&list, network, l, &weights->layer[l]);
        add_clips(&list, "input", precision_wanted_of_input(network, choice, wanted),
                  weights->clip[0]);
        for (size_t i = 0; i < nodes; i++)
            add_clips(&list, network->node[i].name, wanted[i], weights->clip[i + 1]);
    } else {
        free(list.slot);
        list.slot = NULL;
    }
    free(wanted);
    *count = list.count;
    return list.slot;
}
