#include "model_layout.h"

#include <stdlib.h>
#include <string.h>

#include "model_groups.h"
#include "workloads/precision.h"

/* Adds a run of parameters; returns the first. There is room: see model_layout. */
static size_t add_slice(struct model *model, enum slice_kind kind, int layer, int bits,
                        size_t count)
{
    size_t first = model->parameter_count;
    model->slice[model->slice_count++] = (struct slice){kind, layer, bits, first, count};
    model->parameter_count += count;
    return first;
}

/* A full layer as a window as large as its input, which need not be flattened then. */
static struct layer_shape shape_of(const struct network *network, int l)
{
    const struct network_node *node = &network->node[network->layer[l]];
    struct layer_shape shape = network_layer_shape(network, l, 1);
    if (node->op == NETWORK_FULL) {
        struct network_shape in = network_input_shape(network, node, 0);
        shape.size[DIM_C] = in.channels;
        shape.input[ROWS] = shape.size[DIM_R] = in.rows;
        shape.input[COLUMNS] = shape.size[DIM_S] = in.columns;
    }
    return shape;
}

static void shape_layer(struct model_layer *layer, const struct network *network, int l)
{
    layer->shape = shape_of(network, l);
    layer->node = network->layer[l];
    const int *size = layer->shape.size;
    size_t taps = (size_t)size[DIM_R] * (size_t)size[DIM_S];
    int groups = layer_is_depthwise(&layer->shape) ? 1 : size[DIM_G];
    layer->groups = (size_t)groups;
    layer->columns = (size_t)(size[DIM_M] / groups);
    layer->rows = taps * (size_t)(size[DIM_C] / size[DIM_G]);
}

/* True if a layer may take T, or any operator (`op` NULL), at `bits`. */
static int may_take(const struct search_space *space, int layer, const char *op, int bits)
{
    for (size_t j = 0; j < space->choice_count; j++)
        if (space->allowed[(size_t)layer * space->choice_count + j] &&
            space->choice[j].bits == bits && (!op || strcmp(space->choice[j].op->name, op) == 0))
            return 1;
    return 0;
}

static void lay_out_layer(struct model *model, int l)
{
    struct model_layer *layer = &model->layer[l];
    size_t outputs = (size_t)layer->shape.size[DIM_M];
    layer->weight = add_slice(model, SLICE_WEIGHT, l, 0, model_weight_count(layer));
    layer->gamma = add_slice(model, SLICE_GAMMA, l, 0, outputs);
    layer->beta = add_slice(model, SLICE_BETA, l, 0, outputs);
    for (int k = 0; k < MODEL_PRECISIONS; k++) {
        int learned = model_bits[k] < 8 && may_take(model->space, l, "T", model_bits[k]);
        layer->step[k] =
            learned ? add_slice(model, SLICE_WEIGHT_STEP, l, model_bits[k], outputs) : SIZE_MAX;
    }
    model->statistics_count += 2 * outputs + model->space->choice_count;
}

static int create_statistics(struct model *model)
{
    double *at = model->statistics = calloc(model->statistics_count, sizeof *at);
    if (!at)
        return -1;
    for (int l = 0; l < model->layer_count; l++) {
        struct model_layer *layer = &model->layer[l];
        layer->mean = at;
        layer->variance = layer->mean + layer->shape.size[DIM_M];
        layer->kappa = layer->variance + layer->shape.size[DIM_M];
        at = layer->kappa + model->space->choice_count;
    }
    return 0;
}

/* Precisions at which a group's tensors are read. */
static unsigned wanted(const struct model *model, int group)
{
    unsigned bits = 0;
    for (int l = 0; l < model->layer_count; l++)
        for (int k = 0; k < MODEL_PRECISIONS; k++)
            if (model->layer[l].input_group == group &&
                may_take(model->space, l, NULL, model_bits[k]))
                bits |= PRECISION_BIT(model_bits[k]);
    if (group == model->group_of[model->network->output])
        bits |= PRECISION_BIT(PRECISION_OUTPUT_BITS);
    return bits;
}

static void lay_out_groups(struct model *model)
{
    for (int g = 0; g < model->group_count; g++)
        for (int k = 0; k < MODEL_PRECISIONS; k++) {
            int is_wanted = (wanted(model, g) & PRECISION_BIT(model_bits[k])) != 0;
            model->group_step[g][k] =
                is_wanted ? add_slice(model, SLICE_INPUT_STEP, -1, model_bits[k], 1) : SIZE_MAX;
        }
}

static void connect(struct model *model, const struct model_groups *groups)
{
    for (int l = 0; l < model->layer_count; l++) {
        struct model_layer *layer = &model->layer[l];
        int input = model->network->node[layer->node].input[0];
        layer->input_group = input == NETWORK_INPUT ? -1 : groups->of[input];
        layer->input_signed =
            input == NETWORK_INPUT ? model->network->input_signed : groups->sign[input];
    }
}

static int allocate(struct model *model)
{
    size_t layers = (size_t)model->layer_count, nodes = (size_t)model->network->node_count;
    model->layer = calloc(layers, sizeof *model->layer);
    model->group_of = calloc(nodes, sizeof *model->group_of);
    model->group_unsigned = calloc(nodes, 1);
    model->node_signed = calloc(nodes, 1);
    model->group_step = calloc(nodes, sizeof *model->group_step);
    model->slice = calloc(layers * 5 + nodes * MODEL_PRECISIONS, sizeof *model->slice);
    return model->layer && model->group_of && model->group_unsigned && model->node_signed &&
                   model->group_step && model->slice
               ? 0
               : -1;
}

static int lay_out(struct model *model, const struct model_groups *groups)
{
    if (allocate(model) != 0)
        return -1;
    model->group_count = groups->count;
    memcpy(model->group_of, groups->of, (size_t)model->network->node_count * sizeof *groups->of);
    memcpy(model->group_unsigned, groups->any_unsigned, (size_t)groups->count);
    memcpy(model->node_signed, groups->sign, (size_t)model->network->node_count);
    for (int l = 0; l < model->layer_count; l++) {
        shape_layer(&model->layer[l], model->network, l);
        lay_out_layer(model, l);
    }
    connect(model, groups);
    lay_out_groups(model);
    model->parameter = calloc(model->parameter_count, sizeof *model->parameter);
    return model->parameter ? create_statistics(model) : -1;
}

int model_layout(struct model *model, const struct network *network,
                 const struct search_space *space)
{
    struct model_groups groups;
    model->network = network;
    model->space = space;
    model->layer_count = network->layer_count;
    if (model_groups_find(&groups, network) != 0)
        return -1;
    int status = lay_out(model, &groups);
    model_groups_free(&groups);
    return status;
}
