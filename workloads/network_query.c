/* Questions to a finished network. */
#include <string.h>

#include "workloads/network.h"

int network_find(const struct network *network, const char *name)
{
    for (int i = 0; i < network->node_count; i++) {
        if (strcmp(network->node[i].name, name) == 0)
            return i;
    }
    return -1;
}

struct network_shape network_input_shape(const struct network *network,
                                         const struct network_node *node, int i)
{
    int input = node->input[i];
    return input >= 0 ? network->node[input].output : network->input;
}

struct layer_shape network_layer_shape(const struct network *network, int layer, int batch)
{
    const struct network_node *node = &network->node[network->layer[layer]];
    struct network_shape in = network_input_shape(network, node, 0);
    if (node->op == NETWORK_FULL)
        in = (struct network_shape){in.channels * in.rows * in.columns, 1, 1};
    return (struct layer_shape){.size = {[DIM_N] = batch,
                                         [DIM_C] = in.channels,
                                         [DIM_M] = node->output.channels,
                                         [DIM_P] = node->output.rows,
                                         [DIM_Q] = node->output.columns,
                                         [DIM_R] = node->kernel[ROWS],
                                         [DIM_S] = node->kernel[COLUMNS],
                                         [DIM_G] = node->groups},
                                .input = {in.rows, in.columns},
                                .stride = {node->stride[ROWS], node->stride[COLUMNS]},
                                .dilation = {node->dilation[ROWS], node->dilation[COLUMNS]},
                                .pad = {node->pad[ROWS], node->pad[COLUMNS]}};
}

uint64_t network_terms(const struct network *network)
{
    uint64_t sum = 0;
    for (int i = 0; i < network->layer_count; i++) {
        struct layer_shape shape = network_layer_shape(network, i, 1);
        sum += layer_terms_per_image(&shape); /* checked against overflow by network_read */
    }
    return sum;
}

static uint64_t elements(struct network_shape shape)
{
    return (uint64_t)shape.channels * (uint64_t)shape.rows * (uint64_t)shape.columns;
}

uint64_t network_elements_in(const struct network *network, const struct network_node *node)
{
    uint64_t sum = 0;
    for (int i = 0; i < node->input_count; i++)
        sum += elements(network_input_shape(network, node, i));
    return sum;
}

uint64_t network_elements_out(const struct network_node *node)
{
    return elements(node->output);
}
