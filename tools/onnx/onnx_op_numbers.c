/* Constants, and lists of integers that are computed of shapes. */
#include <string.h>

#include "onnx_numbers.h"
#include "onnx_shape.h"

static int give_float(const struct onnx_graph *graph, float number)
{
    struct onnx_value *out = onnx_output(graph);
    out->kind = ONNX_CONSTANT;
    out->has_number = 1;
    out->number = number;
    return 0;
}

int onnx_take_constant(struct onnx_graph *graph)
{
    const Onnx__AttributeProto *tensor = onnx_attribute(graph, "value");
    const Onnx__AttributeProto *integer = onnx_attribute(graph, "value_int");
    const Onnx__AttributeProto *number = onnx_attribute(graph, "value_float");
    const Onnx__AttributeProto *floats = onnx_attribute(graph, "value_floats");
    int64_t ints[ONNX_INTS_MAX];
    int count;
    if (tensor)
        onnx_shape_of_tensor(onnx_output(graph), tensor->t);
    else if (integer)
        onnx_numbers_give(graph, &integer->i, 1, 0);
    else if (number)
        give_float(graph, number->f);
    else if (floats)
        onnx_shape_of_dims(onnx_output(graph), (int64_t[]){(int64_t)floats->n_floats}, 1);
    else if (onnx_numbers_take(graph, "value_ints", 0, ints, &count))
        return -1;
    else
        onnx_numbers_give(graph, ints, count, 1);
    if (onnx_output(graph)->kind == ONNX_CONSTANT)
        return 0;
    return onnx_error(graph, NULL, "attribute 'value' has no sizes, or more than %d",
                      ONNX_RANK_MAX);
}

int onnx_take_shape(struct onnx_graph *graph)
{
    const struct onnx_value *value = onnx_input(graph, 0);
    if (!value)
        return onnx_error(graph, NULL, "its input has no name");
    int64_t rank = value->rank;
    int64_t start = onnx_attribute_int(graph, "start", 0);
    int64_t end = onnx_attribute_int(graph, "end", rank);
    start = start < 0 ? start + rank : start;
    end = end < 0 ? end + rank : end;
    start = start < 0 ? 0 : start;
    end = end > rank ? rank : end;
    return onnx_numbers_give(graph, value->dims + (start < end ? start : 0),
                             start < end ? (int)(end - start) : 0, 1);
}

/* Parts of shapes are taken, not of images. Returns 0, or -1 with an error. */
static int check_no_image(const struct onnx_graph *graph)
{
    if (!onnx_is_activation(graph, 0))
        return 0;
    return onnx_error(graph, "a network's nodes take all channels, rows and columns",
                      "takes a part of '%.80s', which is computed from the image; expected is a "
                      "part of a shape",
                      onnx_input(graph, 0)->name);
}

int onnx_take_gather(struct onnx_graph *graph)
{
    int64_t data[ONNX_INTS_MAX], index[ONNX_INTS_MAX], axis;
    int count, indices;
    if (check_no_image(graph) || onnx_numbers_take(graph, "data", 0, data, &count) ||
        onnx_numbers_take(graph, "indices", 1, index, &indices) ||
        onnx_attribute_range(graph, "axis", 0, 0, 0, &axis))
        return -1;
    for (int i = 0; i < indices; i++) {
        int64_t at = index[i] < 0 ? index[i] + count : index[i];
        if (at < 0 || at >= count)
            return onnx_error(graph, NULL, "index %lld of %d integers", (long long)index[i], count);
        index[i] = data[at];
    }
    return onnx_numbers_give(graph, index, indices, onnx_input(graph, 1)->rank ? 1 : 0);
}

/* A range of the rows of a list or a table. */
struct range {
    int64_t start, end, step;
};

static int read_range(const struct onnx_graph *graph, struct range *range)
{
    int64_t start[ONNX_INTS_MAX], end[ONNX_INTS_MAX], axis[ONNX_INTS_MAX], step[ONNX_INTS_MAX];
    int starts, ends, axes, steps;
    if (onnx_numbers_take(graph, "starts", 1, start, &starts) ||
        onnx_numbers_take(graph, "ends", 2, end, &ends) ||
        onnx_list(graph, "axes", 3, axis, &axes) || onnx_list(graph, "steps", 4, step, &steps))
        return -1;
    int whole = axes < 0 || (axes == 1 && axis[0] == 0);
    int by_one = steps < 0 || (steps == 1 && (step[0] == 1 || step[0] == -1));
    if (starts != 1 || ends != 1 || !whole || !by_one)
        return onnx_error(graph, NULL, "expected is one range of axis 0, in steps of 1 or -1");
    *range = (struct range){start[0], end[0], steps < 0 ? 1 : step[0]};
    return 0;
}

static int64_t clamp(int64_t at, int64_t low, int64_t high)
{
    return at < low ? low : at > high ? high : at;
}

/* From a start that counts to an end that does not; negative ones count from the end of n rows. */
static void resolve(struct range *range, int64_t n)
{
    int64_t back = range->step < 0;
    range->start = clamp(range->start < 0 ? range->start + n : range->start, 0, n - back);
    range->end = clamp(range->end < 0 ? range->end + n : range->end, -back, n);
}

int onnx_take_slice(struct onnx_graph *graph)
{
    struct range range = {0};
    int64_t ints[ONNX_INTS_MAX], rows = 0;
    if (check_no_image(graph) || read_range(graph, &range))
        return -1;
    const struct onnx_value *data = onnx_constant(graph, 0, -1, "the data");
    if (!data)
        return -1;
    if (data->int_count < 1 || data->rank < 1 || data->rank > 2)
        return onnx_error(graph, NULL,
                          "takes a part of '%.80s'; expected is a list or a table of "
                          "known integers",
                          data->name);
    size_t width = data->rank == 2 ? (size_t)data->dims[1] : 1;
    resolve(&range, data->dims[0]);
    for (int64_t at = range.start; range.step > 0 ? at < range.end : at > range.end;
         at += range.step)
        memcpy(ints + (size_t)rows++ * width, data->ints + (size_t)at * width,
               width * sizeof *ints);
    onnx_numbers_give(graph, ints, (int)((size_t)rows * width), data->rank);
    struct onnx_value *out = onnx_output(graph);
    out->dims[0] = rows;
    out->dims[1] = (int64_t)width;
    return 0;
}

/* Zeros, or what the attribute says, so many as its input. */
int onnx_take_constant_of_shape(struct onnx_graph *graph)
{
    const Onnx__AttributeProto *given = onnx_attribute(graph, "value");
    struct onnx_value one = {.int_count = 1}; /* a single 0 */
    int64_t dims[ONNX_INTS_MAX], ints[ONNX_INTS_MAX];
    int count;
    if (given) {
        one.int_count = -1;
        onnx_shape_of_tensor(&one, given->t);
    }
    if (onnx_numbers_take(graph, "shape", 0, dims, &count))
        return -1;
    if (count != 1 || dims[0] < 0 || dims[0] > ONNX_INTS_MAX || one.int_count != 1)
        return onnx_error(graph, NULL, "expected is a list of up to %d equal integers",
                          ONNX_INTS_MAX);
    for (int64_t i = 0; i < dims[0]; i++)
        ints[i] = one.ints[0];
    return onnx_numbers_give(graph, ints, (int)dims[0], 1);
}
