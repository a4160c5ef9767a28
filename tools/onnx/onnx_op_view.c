/* The same elements with other sizes: what is computed does not change, but for channels that are
 * shuffled between groups. */
#include <string.h>

#include "onnx_numbers.h"
#include "onnx_shape.h"

#define EXTENT_MAX 65536

static int has_padding(const struct onnx_value *value)
{
    return memcmp(value->pad, (int64_t[ONNX_SIDES]){0}, sizeof value->pad) != 0;
}

/* Input 0 of a node that gives its elements other sizes; NULL after an error. */
static struct onnx_value *take_elements(const struct onnx_graph *graph)
{
    struct onnx_value *value = onnx_input(graph, 0);
    if (value && !(value->kind == ONNX_ACTIVATION && has_padding(value)))
        return value;
    onnx_error(graph, NULL,
               value ? "its input was padded; expected is padding before a "
                       "convolution or a pool alone"
                     : "its input has no name");
    return NULL;
}

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
    struct onnx_value *value = take_elements(graph);
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
    struct onnx_value *value = take_elements(graph);
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

/* Marks axes of `rank`. Returns 0, or -1 with an error. */
static int mark_axes(const struct onnx_graph *graph, const int64_t *axes, int count, int rank,
                     char marked[2 * ONNX_INTS_MAX])
{
    for (int i = 0; i < count; i++) {
        int64_t axis = axes[i] < 0 ? axes[i] + rank : axes[i];
        if (axis < 0 || axis >= rank || marked[axis])
            return onnx_error(graph, NULL, "'axes': %lld; expected are different axes of %d",
                              (long long)axes[i], rank);
        marked[axis] = 1;
    }
    return 0;
}

static int unsqueeze(struct onnx_graph *graph, struct onnx_value *value, const int64_t *axes,
                     int count)
{
    char marked[2 * ONNX_INTS_MAX] = {0};
    int64_t dims[2 * ONNX_INTS_MAX];
    int rank = value->rank + (count > 0 ? count : 0), from = 0;
    if (count < 0)
        return onnx_error(graph, NULL, "'axes' are missing; expected are those to be added");
    if (mark_axes(graph, axes, count, rank, marked))
        return -1;
    for (int i = 0; i < rank; i++)
        dims[i] = marked[i] ? 1 : value->dims[from++];
    return view(graph, value, dims, rank);
}

static int squeeze(struct onnx_graph *graph, struct onnx_value *value, const int64_t *axes,
                   int count)
{
    char marked[2 * ONNX_INTS_MAX] = {0};
    int64_t dims[ONNX_RANK_MAX];
    int rank = 0;
    if (mark_axes(graph, axes, count, value->rank, marked))
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
    struct onnx_value *value = take_elements(graph);
    if (!value || onnx_list(graph, "axes", 1, axes, &count))
        return -1;
    return strcmp(graph->node->op_type, "Squeeze") ? unsqueeze(graph, value, axes, count)
                                                   : squeeze(graph, value, axes, count);
}

/* The order of axes, all reversed if it is not given. Returns 0, or -1 with an error. */
static int read_order(const struct onnx_graph *graph, int rank, int64_t *order)
{
    int count;
    char marked[2 * ONNX_INTS_MAX] = {0};
    if (onnx_list(graph, "perm", graph->node->n_input, order, &count))
        return -1;
    for (int i = 0; count < 0 && i < rank; i++)
        order[i] = rank - 1 - i;
    if (count >= 0 && count != rank)
        return onnx_error(graph, NULL, "attribute 'perm' has %d axes; expected are %d", count,
                          rank);
    return mark_axes(graph, order, rank, rank, marked);
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
    struct onnx_value *value = take_elements(graph);
    if (!value || read_order(graph, value->rank, order))
        return -1;
    if (value->kind == ONNX_CONSTANT)
        return transpose_constant(graph, value, order);
    if (!is_identity(order, value->rank))
        return transpose(graph, value, order);
    onnx_pass(graph, value);
    return 0;
}

/* Zeros are expected, whatever says what is padded with. */
static int check_zeros(const struct onnx_graph *graph)
{
    const Onnx__AttributeProto *mode = onnx_attribute(graph, "mode");
    const Onnx__AttributeProto *attribute = onnx_attribute(graph, "value");
    double value = attribute ? (double)attribute->f : 0;
    if (mode && (mode->s.len != 8 || memcmp(mode->s.data, "constant", 8) != 0))
        return onnx_error(graph, NULL, "attribute 'mode' is '%.*s'; expected is constant",
                          (int)(mode->s.len < 40 ? mode->s.len : 40), (const char *)mode->s.data);
    if (onnx_input(graph, 2) && onnx_numbers_float(onnx_input(graph, 2), &value))
        return onnx_error(graph, NULL, "the value to pad with is not known; expected is 0");
    if (onnx_input(graph, 3))
        return onnx_error(graph, NULL, "input 'axes'; expected are pads of all axes");
    return value == 0 ? 0 : onnx_error(graph, NULL, "padded with %g; expected is 0", value);
}

/* Before each axis, then behind each: those of batch and channels are 0. */
static int read_pads(const struct onnx_graph *graph, int64_t pad[ONNX_SIDES])
{
    static const int batch_and_channels[] = {0, 1, 4, 5};
    int64_t pads[ONNX_INTS_MAX];
    int count;
    if (onnx_list(graph, "pads", 1, pads, &count))
        return -1;
    if (count != 8)
        return onnx_error(graph, NULL, "'pads' has %d values; expected are 8", count);
    for (int i = 0; i < 4; i++)
        if (pads[batch_and_channels[i]] != 0)
            return onnx_error(graph, NULL, "'pads' of batch and channels; expected are zeros");
    for (int i = 0; i < ONNX_SIDES; i++) {
        pad[i] = pads[i < 2 ? i + 2 : i + 4];
        if (pad[i] < 0 || pad[i] > EXTENT_MAX)
            return onnx_error(graph, NULL, "'pads': %lld; expected is from 0 to %d",
                              (long long)pad[i], EXTENT_MAX);
    }
    return 0;
}

int onnx_take_pad(struct onnx_graph *graph)
{
    int64_t pad[ONNX_SIDES];
    struct network_shape shape;
    const struct onnx_value *value = onnx_image(graph, 0, &shape);
    if (!value || check_zeros(graph) || read_pads(graph, pad))
        return -1;
    struct onnx_value *out = onnx_pass(graph, value);
    for (int i = 0; i < ONNX_SIDES; i++) {
        out->pad[i] = pad[i];
        out->dims[2 + i % 2] += pad[i];
    }
    return 0;
}
