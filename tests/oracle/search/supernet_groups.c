#include <stdlib.h>

#include "supernet_state.h"

/* Gives both the smaller label; 1 if that changed one. */
static int unite(int *a, int *b)
{
    int label = *a < *b ? *a : *b, changed = *a != *b;
    *a = *b = label;
    return changed;
}

/* label[node + 1]: what pools, concats, adds and shuffles join has one label. */
static void label_groups(const struct network *network, int *label)
{
    int changed = 1;
    for (int i = 0; i <= network->node_count; i++)
        label[i] = i;
    while (changed) {
        changed = 0;
        for (int i = 0; i < network->node_count; i++) {
            const struct network_node *node = &network->node[i];
            for (int k = 0; !network_op_is_layer(node->op) && k < node->input_count; k++)
                changed |= unite(&label[i + 1], &label[node->input[k] + 1]);
        }
    }
}

static int has_negatives(const struct network *network, int node)
{
    if (node == NETWORK_INPUT)
        return network->input_signed;
    const struct network_node *n = &network->node[node];
    int is_signed = network_op_is_layer(n->op);
    for (int k = 0; k < n->input_count; k++)
        is_signed |= has_negatives(network, n->input[k]);
    return is_signed && !n->relu;
}

/* -1 for what is joined with the network's input, whose step is the one of its bytes. */
static int group_of(const struct model *model, int node)
{
    return node == NETWORK_INPUT ? -1 : model->group_of[node];
}

int supernet_groups_agree(const struct model *model)
{
    const struct network *network = model->network;
    int *label = calloc((size_t)network->node_count + 1, sizeof *label), agree = 1;
    if (!label)
        abort();
    label_groups(network, label);
    for (int i = NETWORK_INPUT; i < network->node_count; i++)
        for (int k = NETWORK_INPUT; k < i; k++)
            agree &= (label[i + 1] == label[k + 1]) == (group_of(model, i) == group_of(model, k));
    for (int l = 0; l < network->layer_count; l++) {
        int input = network->node[network->layer[l]].input[0];
        agree &= model->layer[l].input_group == group_of(model, input);
        agree &= model->layer[l].input_signed == has_negatives(network, input);
    }
    free(label);
    return agree;
}
