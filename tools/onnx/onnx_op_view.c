/* The same elements with other sizes: what is computed does not change, but for channels that are
 * shuffled between groups. */
#include <string.h>

#include "onnx_shape.h"
#include "onnx_view.h"

/* Of channels in groups whose axes were swapped, the image again. */
static int take_shuffle(struct onnx_graph *graph, struct onnx_value *value, const int64_t *dims,
                        int rank)
{
    char text[ONNX_DIMS_TEXT];
    struct network_shape shape = onnx_shape_of_node(graph, value->node);
    int image =
        rank == 4 && dims[1] == shape.channels && dims[2] == shape.rows && dims[3] == shape.columns;
    if (!image)
        return onnx_error(graph, "a network reorders channels by a shuffle alone",
                          "transposed values become %s; expected is the image, %dx%dx%d",
                          onnx_dims_text(text, dims, rank), shape.channels, shape.rows,
                          shape.columns);
    struct network_node *node = onnx_add_node(graph, NETWORK_SHUFFLE, &value, 1, shape);
    if (!node)
        return -1;
    node->groups = value->swapped;
    return 0;
}

static int view(struct onnx_graph *graph, struct onnx_value *value, const int64_t *dims, int rank)
{
    if (rank > ONNX_RANK_MAX)
        return onnx_error(graph, NULL, "%d axes; expected are at most %d", rank, ONNX_RANK_MAX);
    if (value->kind == ONNX_ACTIVATION && value->swapped)
        return take_shuffle(graph, value, dims, rank);
    struct onnx_value *out = onnx_pass(graph, value);
    out->rank = rank;
    memcpy(out->dims, dims, (size_t)rank * sizeof *dims);
    return 0;
}

static int report_elements(const struct onnx_graph *graph, const struct onnx_value *value,
                           const int64_t *dims, int rank)
{
    char from[ONNX_DIMS_TEXT], to[ONNX_DIMS_TEXT];
    return onnx_error(graph, NULL, "'%.80s' of %s does not become %s", value->name,
                      onnx_dims_text(from, value->dims, value->rank),
                      onnx_dims_text(to, dims, rank));
}

int onnx_take_flatten(struct onnx_graph *graph)
{
    int64_t axis = onnx_attribute_int(graph, "axis", 1), dims[2];
    struct onnx_value *value = onnx_elements(graph);
    if (!value)
        return -1;
    if (axis < -value->rank || axis > value->rank)
        return onnx_error(graph, NULL, "attribute 'axis' is %lld; expected is an axis of %d",
                          (long long)axis, value->rank);
    int at = (int)(axis < 0 ? axis + value->rank : axis);
    if (onnx_shape_elements(value->dims, at, &dims[0]) ||
        onnx_shape_elements(value->dims + at, value->rank - at, &dims[1]))
        return onnx_error(graph, NULL, "too many elements to count");
    return view(graph, value, dims, 2);
}

/* 0 keeps a size, -1 is what is left. Returns 0, or -1 if that does not come out even. */
static int resolve(const struct onnx_value *value, int64_t *dims, int rank, int zero_is_zero)
{
    int64_t elements, known = 1;
    int open = -1;
    if (onnx_shape_elements(value->dims, value->rank, &elements))
        return -1;
    for (int i = 0; i < rank; i++) {
        if (dims[i] == 0 && !zero_is_zero && i < value->rank)
            dims[i] = value->dims[i];
        if (dims[i] < -1 || dims[i] == 0 || (dims[i] == -1 && open >= 0))
            return -1;
        if (dims[i] == -1)
            open = i;
        else if (__builtin_mul_overflow(known, dims[i], &known))
            return -1;
    }
    if (open >= 0)
        dims[open] = elements / known;
    return known * (open >= 0 ? dims[open] : 1) == elements && elements > 0 ? 0 : -1;
}

int onnx_take_reshape(struct onnx_graph *graph)
{
    int64_t dims[ONNX_INTS_MAX], zero_is_zero;
    int rank;
    struct onnx_value *value = onnx_elements(graph);
    if (!value || onnx_list(graph, "shape", 1, dims, &rank) ||
        onnx_attribute_range(graph, "allowzero", 0, 0, 1, &zero_is_zero))
        return -1;
    if (rank < 0 || rank > ONNX_RANK_MAX)
        return onnx_error(graph, NULL, "input 1 has %d integers; expected are up to %d sizes", rank,
                          ONNX_RANK_MAX);
    if (resolve(value, dims, rank, (int)zero_is_zero))
        return report_elements(graph, value, dims, rank);
    return view(graph, value, dims, rank);
}

static int unsqueeze(struct onnx_graph *graph, struct onnx_value *value, const int64_t *axes,
                     int count)
{
    char marked[ONNX_AXES_MAX] = {0};
    int64_t dims[ONNX_AXES_MAX];
    int rank = value->rank + (count > 0 ? count : 0), from = 0;
    if (count < 0)
        return onnx_error(graph, NULL, "'axes' are missing; expected are those to be added");
    if (onnx_mark_axes(graph, axes, count, rank, marked))
        return -1;
    for (int i = 0; i < rank; i++)
        dims[i] = marked[i] ? 1 : value->dims[from++];
    return view(graph, value, dims, rank);
}

static int squeeze(struct onnx_graph *graph, struct onnx_value *value, const int64_t *axes,
                   int count)
{
    char marked[ONNX_AXES_MAX] = {0};
    int64_t dims[ONNX_RANK_MAX];
    int rank = 0;
    if (onnx_mark_axes(graph, axes, count, value->rank, marked))
        return -1;
    for (int i = 0; i < value->rank; i++) {
        if (marked[i] && value->dims[i] != 1)
            return onnx_error(graph, NULL, "axis %d is %lld; expected is 1", i,
                              (long long)value->dims[i]);
        if (!marked[i] && !(count < 0 && value->dims[i] == 1))
            dims[rank++] = value->dims[i];
    }
    return view(graph, value, dims, rank);
}

int onnx_take_squeeze(struct onnx_graph *graph)
{
    int64_t axes[ONNX_INTS_MAX];
    int count;
    struct onnx_value *value = onnx_elements(graph);
    if (!value || onnx_list(graph, "axes", 1, axes, &count))
        return -1;
    return strcmp(graph->node->op_type, "Squeeze") ? unsqueeze(graph, value, axes, count)
                                                   : squeeze(graph, value, axes, count);
}
