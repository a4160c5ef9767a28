/* What becomes part of the node before: activations, scales and shifts; and what is nothing. */
#include <math.h>

#include "onnx_affine.h"
#include "onnx_numbers.h"

/* The node whose ReLU is that of this value, or -1: a maximum, and an order of channels, may come
 * before the ReLU as well as after it. */
static int relu_node(const struct onnx_graph *graph, const struct onnx_value *value)
{
    int node = value->node, shared = onnx_is_shared(value);
    while (!shared && node != NETWORK_INPUT) {
        enum network_op op = graph->network->node[node].op;
        if (network_op_is_layer(op) || op == NETWORK_CONCAT || op == NETWORK_ADD)
            return node;
        if (op != NETWORK_MAX_POOL && op != NETWORK_SHUFFLE)
            return -1;
        shared = graph->made[node].shared;
        node = graph->network->node[node].input[0];
    }
    return -1;
}

/* From the node whose ReLU it now is on, no value is negative. */
static void set_relu(struct onnx_graph *graph, int node, int last)
{
    graph->network->node[node].relu = 1;
    graph->made[node].positive = 1;
    for (int at = last; at != node; at = graph->network->node[at].input[0])
        graph->made[at].positive = 1;
}

static int report_relu(const struct onnx_graph *graph, const struct onnx_value *value)
{
    if (onnx_is_shared(value))
        return onnx_error(graph, "a network has ReLU as part of a layer, a sum or a concatenation",
                          "what it takes, '%.80s', is taken without a ReLU, too; expected is that "
                          "all take the ReLU's output",
                          value->node == NETWORK_INPUT ? "input"
                                                       : graph->network->node[value->node].name);
    return onnx_error(graph, "a network has ReLU as part of a layer, a sum or a concatenation",
                      "'%.80s' is the output of none of these; expected is one", value->name);
}

static int take_relu(struct onnx_graph *graph, const struct onnx_value *value)
{
    int node = relu_node(graph, value);
    if (onnx_is_positive(graph, value->node)) {
        onnx_pass(graph, value);
        return 0;
    }
    if (node < 0)
        return report_relu(graph, value);
    set_relu(graph, node, value->node);
    onnx_pass(graph, value)->shared = 0;
    return 0;
}

int onnx_take_relu(struct onnx_graph *graph)
{
    const struct onnx_value *value = onnx_activation(graph, 0);
    return value ? take_relu(graph, value) : -1;
}

/* A bound of Clip, an attribute or an input. Returns 0, or -1 with an error. */
static int read_bound(const struct onnx_graph *graph, const char *name, size_t i, double none,
                      double *bound)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(graph, name);
    *bound = attribute ? (double)attribute->f : none;
    if (attribute || !onnx_input(graph, i))
        return 0;
    if (onnx_numbers_float(onnx_input(graph, i), bound) == 0)
        return 0;
    return onnx_error(graph, NULL, "'%s' is not known; expected is a constant number", name);
}

int onnx_take_clip(struct onnx_graph *graph)
{
    double min, max;
    const struct onnx_value *value = onnx_activation(graph, 0);
    if (!value || (read_bound(graph, "min", 1, -INFINITY, &min) |
                   read_bound(graph, "max", 2, INFINITY, &max)))
        return -1;
    if (min != 0)
        return onnx_error(graph, "a network has ReLU alone", "'min' is %g; expected is 0", min);
    if (max < 1e30)
        onnx_note(graph, "the upper bound is left out, a ReLU remains");
    return take_relu(graph, value);
}

/* A layer takes it if nothing was made of its output before, and no other takes that. */
static void fold(struct onnx_graph *graph, const struct onnx_value *value)
{
    int folds = value->node != NETWORK_INPUT && !onnx_is_shared(value) && !onnx_is_padded(value) &&
                network_op_is_layer(graph->network->node[value->node].op) &&
                !graph->network->node[value->node].relu;
    if (!folds)
        onnx_note(graph, "scales or shifts what no layer alone has computed; left out, as it has "
                         "no cost of its own in a network file");
    onnx_pass(graph, value);
}

/* One number, or one for each channel, of batch x channels [x rows x columns]. */
static int is_per_channel(const struct onnx_value *value, const struct onnx_value *constant)
{
    if (constant->rank > value->rank)
        return 0;
    for (int i = 0; i < constant->rank; i++) {
        int axis = value->rank - constant->rank + i;
        if (constant->dims[i] != 1 && (axis != 1 || constant->dims[i] != value->dims[1]))
            return 0;
    }
    return 1;
}

int onnx_take_affine(struct onnx_graph *graph, size_t value_at, size_t constant_at)
{
    char dims[ONNX_DIMS_TEXT], text[ONNX_DIMS_TEXT];
    const struct onnx_value *value = onnx_activation(graph, value_at);
    const struct onnx_value *constant = onnx_constant(graph, constant_at, -1, "the factors");
    if (!value || !constant)
        return -1;
    if (is_per_channel(value, constant)) {
        fold(graph, value);
        return 0;
    }
    return onnx_error(graph, NULL,
                      "'%.80s' is %s, the constant '%.80s' %s; expected is one number for each "
                      "channel",
                      value->name, onnx_dims_text(dims, value->dims, value->rank), constant->name,
                      onnx_dims_text(text, constant->dims, constant->rank));
}

int onnx_take_batch_normalization(struct onnx_graph *graph)
{
    const struct onnx_value *value = onnx_activation(graph, 0);
    if (!value)
        return -1;
    for (size_t i = 1; i < 5; i++) {
        const struct onnx_value *constant = onnx_constant(graph, i, 1, "scales and means");
        if (!constant)
            return -1;
        if (value->rank < 2 || constant->dims[0] != value->dims[1])
            return onnx_error(graph, NULL,
                              "'%.80s' has %lld numbers; expected is one for each of "
                              "the %lld channels",
                              constant->name, (long long)constant->dims[0],
                              (long long)(value->rank < 2 ? 0 : value->dims[1]));
    }
    fold(graph, value);
    return 0;
}

int onnx_take_identity(struct onnx_graph *graph)
{
    const struct onnx_value *value = onnx_input(graph, 0);
    if (!value)
        return onnx_error(graph, NULL, "its input has no name");
    onnx_pass(graph, value);
    return 0;
}

int onnx_take_softmax(struct onnx_graph *graph)
{
    const struct onnx_value *value = onnx_activation(graph, 0);
    if (!value)
        return -1;
    onnx_note(graph, "left out: the largest score is the same without it");
    onnx_pass(graph, value)->ended = 1;
    return 0;
}
