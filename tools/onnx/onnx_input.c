/* What the node being taken takes and gives. */
#include "onnx_op.h"

struct onnx_value *onnx_input(const struct onnx_graph *graph, size_t i)
{
    if (i >= graph->node->n_input || !graph->node->input[i][0])
        return NULL;
    return onnx_find(graph, graph->node->input[i]);
}

int onnx_is_activation(const struct onnx_graph *graph, size_t i)
{
    const struct onnx_value *value = onnx_input(graph, i);
    return value && value->kind == ONNX_ACTIVATION;
}

struct onnx_value *onnx_activation(const struct onnx_graph *graph, size_t i)
{
    struct onnx_value *value = onnx_input(graph, i);
    if (!value || value->kind != ONNX_ACTIVATION) {
        onnx_report(graph, NULL,
                    "input %zu%s%.80s%s is a constant; expected is a value computed from "
                    "the image",
                    i, value ? " ('" : "", value ? value->name : "", value ? "')" : "");
        return NULL;
    }
    if (value->ended) {
        onnx_report(graph, NULL, "'%.80s' was through a softmax; expected is one at the end alone",
                    value->name);
        return NULL;
    }
    return value;
}

struct network_shape onnx_shape_of_node(const struct onnx_graph *graph, int node)
{
    return node == NETWORK_INPUT ? graph->network->input : graph->network->node[node].output;
}

int onnx_is_positive(const struct onnx_graph *graph, int node)
{
    return node != NETWORK_INPUT && graph->made[node].positive;
}

static int is_image(const struct onnx_value *value, const struct network_shape *shape)
{
    return value->rank == 4 && !value->swapped && value->dims[1] == shape->channels &&
           value->dims[2] == shape->rows + value->pad[ONNX_TOP] + value->pad[ONNX_BOTTOM] &&
           value->dims[3] == shape->columns + value->pad[ONNX_LEFT] + value->pad[ONNX_RIGHT];
}

struct onnx_value *onnx_padded_image(const struct onnx_graph *graph, size_t i,
                                     struct network_shape *shape)
{
    char text[ONNX_DIMS_TEXT];
    struct onnx_value *value = onnx_activation(graph, i);
    if (!value)
        return NULL;
    *shape = onnx_shape_of_node(graph, value->node);
    if (is_image(value, shape))
        return value;
    onnx_report(
        graph, "a network reorders channels by a shuffle alone: Reshape, Transpose, Reshape",
        "'%.80s' is %s%s; expected is batch x channels x rows x columns, %dx%dx%d an image, "
        "as computed",
        value->name, onnx_dims_text(text, value->dims, value->rank),
        value->swapped ? ", transposed" : "", shape->channels, shape->rows, shape->columns);
    return NULL;
}

struct onnx_value *onnx_image(const struct onnx_graph *graph, size_t i, struct network_shape *shape)
{
    struct onnx_value *value = onnx_padded_image(graph, i, shape);
    if (!value || !onnx_is_padded(value))
        return value;
    onnx_report(graph, NULL,
                "'%.80s' was padded; expected is padding before a convolution or a pool alone",
                value->name);
    return NULL;
}

struct onnx_value *onnx_constant(const struct onnx_graph *graph, size_t i, int rank,
                                 const char *what)
{
    char text[ONNX_DIMS_TEXT];
    struct onnx_value *value = onnx_input(graph, i);
    if (!value || value->kind != ONNX_CONSTANT) {
        onnx_report(graph, NULL, "%s (input %zu%s%.80s%s) %s; expected is a constant", what, i,
                    value ? ", '" : "", value ? value->name : "", value ? "'" : "",
                    value ? "are computed" : "are left out");
        return NULL;
    }
    if (rank < 0 || value->rank == rank)
        return value;
    onnx_report(graph, rank == 4 ? "only convolutions over rows and columns are taken" : NULL,
                "%s ('%.80s') have %d axes, %s; expected are %d", what, value->name, value->rank,
                onnx_dims_text(text, value->dims, value->rank), rank);
    return NULL;
}

struct onnx_value *onnx_output(const struct onnx_graph *graph)
{
    return onnx_find(graph, graph->node->output[0]);
}

struct onnx_value *onnx_pass(const struct onnx_graph *graph, const struct onnx_value *value)
{
    struct onnx_value *out = onnx_output(graph), own = *out;
    *out = *value;
    out->name = own.name;
    out->maker = own.maker;
    out->uses = own.uses;
    out->info = own.info;
    out->shared = onnx_is_shared(value);
    return out;
}
