/* `width`: the same network with more or fewer filters. */
#include <math.h>

#include "network_draft.h"

static int scale(int filters, int groups, double width)
{
    double each = floor((double)filters * width / groups + 0.5);
    return (int)(each > 1 ? each : 1) * groups;
}

/* The layers that the network's output is made of have a filter per class: `last` becomes 1 for
 * every node from which the output is reached without another layer. */
static void find_last(const struct network_draft *draft, char last[NETWORK_NODES_MAX])
{
    char used[NETWORK_NODES_MAX] = {0};
    for (int i = draft->ordered; i-- > 0;) {
        int at = draft->order[i];
        const struct network_node *node = &draft->node[at].node;
        last[at] = (char)(last[at] || !used[at]);
        for (int k = 0; k < node->input_count; k++) {
            int input = node->input[k];
            if (input < 0)
                continue;
            used[input] = 1;
            if (last[at] && !network_op_is_layer(node->op))
                last[input] = 1;
        }
    }
}

void network_widen(struct network_draft *draft, double width)
{
    char last[NETWORK_NODES_MAX] = {0};
    find_last(draft, last);
    for (int i = 0; i < draft->ordered; i++) {
        struct network_draft_node *node = &draft->node[draft->order[i]];
        enum network_op op = node->node.op;
        int has_filters = op == NETWORK_CONV || op == NETWORK_FULL;
        if (has_filters && !node->broken && !last[draft->order[i]])
            node->spec.filters = scale(node->spec.filters, node->node.groups, width);
    }
}
