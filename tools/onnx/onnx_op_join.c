/* Nodes that join several values, or a value and a constant. */
#include <string.h>

#include "onnx_affine.h"
#include "onnx_numbers.h"

/* A value as an image: one of batch x channels is the one pixel of it. */
static struct onnx_value *take_part(const struct onnx_graph *graph, size_t i,
                                    struct network_shape *shape)
{
    struct onnx_value *value = onnx_activation(graph, i);
    if (!value)
        return NULL;
    *shape = onnx_shape_of_node(graph, value->node);
    if (value->rank == 2 && shape->rows == 1 && shape->columns == 1 &&
        value->dims[1] == shape->channels && !value->swapped)
        return value;
    return onnx_image(graph, i, shape);
}

static int report_mismatch(const struct onnx_graph *graph, const struct onnx_value *a,
                           const struct onnx_value *b)
{
    char first[ONNX_DIMS_TEXT], other[ONNX_DIMS_TEXT];
    return onnx_error(graph, NULL, "'%.80s' is %s, '%.80s' is %s; expected are equal shapes",
                      a->name, onnx_dims_text(first, a->dims, a->rank), b->name,
                      onnx_dims_text(other, b->dims, b->rank));
}

/* All inputs; those after the first must match it, but for channels if these are joined. Returns
 * 0, or -1 with an error. */
static int take_parts(struct onnx_graph *graph, struct onnx_value **part, int joined,
                      struct network_shape *out)
{
    struct network_shape shape;
    for (size_t i = 0; i < graph->node->n_input; i++) {
        part[i] = take_part(graph, i, i ? &shape : out);
        if (!part[i])
            return -1;
        if (i == 0)
            continue;
        if (shape.rows != out->rows || shape.columns != out->columns ||
            part[i]->rank != part[0]->rank || (!joined && shape.channels != out->channels))
            return report_mismatch(graph, part[0], part[i]);
        if (joined)
            out->channels += shape.channels;
    }
    return 0;
}

static int join(struct onnx_graph *graph, enum network_op op)
{
    struct onnx_value *part[NETWORK_INPUTS_MAX];
    struct network_shape out = {0};
    if (graph->node->n_input > NETWORK_INPUTS_MAX)
        return onnx_error(graph, NULL, "%zu inputs; expected are at most %d", graph->node->n_input,
                          NETWORK_INPUTS_MAX);
    if (take_parts(graph, part, op == NETWORK_CONCAT, &out))
        return -1;
    int count = (int)graph->node->n_input;
    if (count == 1) {
        onnx_pass(graph, part[0]);
        return 0;
    }
    if (!onnx_add_node(graph, op, part, count, out))
        return -1;
    onnx_output(graph)->rank = part[0]->rank;
    return 0;
}

static int takes_activation(const struct onnx_graph *graph)
{
    for (size_t i = 0; i < graph->node->n_input; i++)
        if (onnx_is_activation(graph, i))
            return 1;
    return 0;
}

int onnx_take_concat(struct onnx_graph *graph)
{
    if (!takes_activation(graph))
        return onnx_numbers_concat(graph);
    const struct onnx_value *first = onnx_activation(graph, 0);
    int64_t axis = onnx_attribute_int(graph, "axis", 1);
    if (!first)
        return -1;
    if (axis != 1 && axis != 1 - first->rank)
        return onnx_error(graph, NULL, "attribute 'axis' is %lld; expected is 1, the channels",
                          (long long)axis);
    return join(graph, NETWORK_CONCAT);
}

int onnx_take_sum(struct onnx_graph *graph)
{
    return join(graph, NETWORK_ADD);
}

int onnx_take_arithmetic(struct onnx_graph *graph)
{
    const char *op = graph->node->op_type;
    int first = onnx_is_activation(graph, 0), second = onnx_is_activation(graph, 1);
    if (!first && !second)
        return onnx_numbers_compute(graph);
    if (first && second && !strcmp(op, "Add"))
        return join(graph, NETWORK_ADD);
    if (first && second)
        return onnx_error(graph, "a network adds values, and scales them by constants alone",
                          "both inputs are computed from the image; expected is a constant");
    if (second && !strcmp(op, "Div"))
        return onnx_error(graph, NULL,
                          "a constant over a value; expected is a value over a "
                          "constant");
    return onnx_take_affine(graph, first ? 0 : 1, first ? 1 : 0);
}
