/* Axes in another order: of constants, and of groups of channels to shuffle them. */
#include "onnx_shape.h"
#include "onnx_view.h"

/* The order of axes, all reversed if it is not given. Returns 0, or -1 with an error. */
static int read_order(const struct onnx_graph *graph, int rank, int64_t *order)
{
    int count;
    char marked[ONNX_AXES_MAX] = {0};
    if (onnx_list(graph, "perm", graph->node->n_input, order, &count))
        return -1;
    for (int i = 0; count < 0 && i < rank; i++)
        order[i] = rank - 1 - i;
    if (count >= 0 && count != rank)
        return onnx_error(graph, NULL, "attribute 'perm' has %d axes; expected are %d", count,
                          rank);
    return onnx_mark_axes(graph, order, rank, rank, marked);
}

static int is_identity(const int64_t *order, int rank)
{
    for (int i = 0; i < rank; i++)
        if (order[i] != i)
            return 0;
    return 1;
}

/* Few integers of a table of rows x columns, columns first. */
static void transpose_ints(struct onnx_value *out, const struct onnx_value *value)
{
    int rows = (int)value->dims[0], columns = (int)value->dims[1];
    for (int i = 0; i < value->int_count; i++)
        out->ints[i] = value->ints[i % rows * columns + i / rows];
}

static int transpose_constant(struct onnx_graph *graph, const struct onnx_value *value,
                              const int64_t *order)
{
    struct onnx_value *out = onnx_pass(graph, value);
    if (is_identity(order, value->rank))
        return 0;
    for (int i = 0; i < value->rank; i++)
        out->dims[i] = value->dims[order[i]];
    out->tensor = NULL; /* the data is in another order */
    if (value->rank == 2)
        transpose_ints(out, value);
    else
        out->int_count = -1;
    return 0;
}

/* batch x groups x channels of one x all of rows and columns, its axes 1 and 2 swapped */
static int is_shuffle(const struct onnx_value *value, const struct network_shape *shape,
                      const int64_t *order)
{
    int64_t plane;
    if (value->rank < 4 || value->swapped || order[1] != 2 || order[2] != 1 || order[0] != 0)
        return 0;
    for (int i = 3; i < value->rank; i++)
        if (order[i] != i)
            return 0;
    return onnx_shape_elements(value->dims + 3, value->rank - 3, &plane) == 0 &&
           plane == (int64_t)shape->rows * shape->columns &&
           value->dims[1] * value->dims[2] == shape->channels;
}

static int transpose(struct onnx_graph *graph, const struct onnx_value *value, const int64_t *order)
{
    char text[ONNX_DIMS_TEXT];
    struct network_shape shape = onnx_shape_of_node(graph, value->node);
    if (!is_shuffle(value, &shape, order))
        return onnx_error(graph,
                          "a network reorders channels by a shuffle alone: Reshape to batch x "
                          "groups x channels x rows x columns, Transpose, Reshape",
                          "attribute 'perm': expected is that of a shuffle, 0 2 1 3 4, of groups; "
                          "'%.80s' is %s",
                          value->name, onnx_dims_text(text, value->dims, value->rank));
    struct onnx_value *out = onnx_pass(graph, value);
    out->dims[1] = value->dims[2];
    out->dims[2] = value->dims[1];
    if (value->dims[1] > 1 && value->dims[2] > 1)
        out->swapped = (int)value->dims[1];
    return 0;
}

int onnx_take_transpose(struct onnx_graph *graph)
{
    int64_t order[ONNX_INTS_MAX];
    struct onnx_value *value = onnx_elements(graph);
    if (!value || read_order(graph, value->rank, order))
        return -1;
    if (value->kind == ONNX_CONSTANT)
        return transpose_constant(graph, value, order);
    if (!is_identity(order, value->rank))
        return transpose(graph, value, order);
    onnx_pass(graph, value);
    return 0;
}
