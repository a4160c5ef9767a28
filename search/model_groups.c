#include "model_groups.h"

#include <stdlib.h>

/* Sets of tensors: tensor node + 1, 0 is the network's input; up[t] leads to the set's smallest. */
static int root(const int *up, int tensor)
{
    while (up[tensor] != tensor)
        tensor = up[tensor];
    return tensor;
}

static void join(int *up, int a, int b)
{
    int x = root(up, a), y = root(up, b);
    if (x < y)
        up[y] = x;
    else
        up[x] = y;
}

static void join_all(int *up, const struct network *network)
{
    for (int n = 0; n <= network->node_count; n++)
        up[n] = n;
    for (int n = 0; n < network->node_count; n++) {
        const struct network_node *node = &network->node[n];
        for (int i = 0; !network_op_is_layer(node->op) && i < node->input_count; i++)
            join(up, n + 1, node->input[i] + 1);
    }
}

static int input_has_sign(const struct model_groups *groups, const struct network *network,
                          int input)
{
    return input == NETWORK_INPUT ? network->input_signed : groups->sign[input];
}

static void find_signs(struct model_groups *groups, const struct network *network)
{
    for (int n = 0; n < network->node_count; n++) {
        const struct network_node *node = &network->node[n];
        int any = network_op_is_layer(node->op);
        for (int i = 0; i < node->input_count; i++)
            any |= input_has_sign(groups, network, node->input[i]);
        groups->sign[n] = any && !node->relu;
    }
}

/* Numbers the sets in the order of their first nodes. */
static void number(struct model_groups *groups, const int *up, int nodes)
{
    for (int n = 0; n < nodes; n++) {
        int first = root(up, n + 1);
        if (first == 0)
            groups->of[n] = -1;
        else
            groups->of[n] = first == n + 1 ? groups->count++ : groups->of[first - 1];
        if (groups->of[n] >= 0 && !groups->sign[n])
            groups->any_unsigned[groups->of[n]] = 1;
    }
}

int model_groups_find(struct model_groups *out, const struct network *network)
{
    size_t nodes = (size_t)network->node_count;
    int *up = calloc(nodes + 1, sizeof *up);
    *out = (struct model_groups){.of = calloc(nodes, sizeof *out->of),
                                 .sign = calloc(nodes, 1),
                                 .any_unsigned = calloc(nodes, 1)};
    int status = up && out->of && out->sign && out->any_unsigned ? 0 : -1;
    if (status == 0) {
        join_all(up, network);
        find_signs(out, network);
        number(out, up, network->node_count);
    } else
        model_groups_free(out);
    free(up);
    return status;
}

void model_groups_free(struct model_groups *groups)
{
    free(groups->of);
    free(groups->sign);
    free(groups->any_unsigned);
    *groups = (struct model_groups){0};
}
