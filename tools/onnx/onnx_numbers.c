#include "onnx_numbers.h"

#include <math.h>
#include <string.h>

#include "onnx_shape.h"

/* Makes the output a list of these integers, or one. */
static int give(const struct onnx_graph *graph, const int64_t *ints, int count, int rank)
{
    struct onnx_value *out = onnx_output(graph);
    out->kind = ONNX_CONSTANT;
    out->rank = rank;
    out->dims[0] = count;
    out->int_count = count;
    memcpy(out->ints, ints, (size_t)count * sizeof *ints);
    return 0;
}

/* Input i as integers. Returns 0, or -1 with an error. */
static int take(const struct onnx_graph *graph, const char *name, size_t i, int64_t *ints,
                int *count)
{
    if (onnx_list(graph, name, i, ints, count))
        return -1;
    return *count < 0 ? onnx_error(graph, NULL, "'%s' is missing", name) : 0;
}

/* IEEE 754 binary16. */
static double half(uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double value = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    if (exponent == 31)
        value = fraction ? NAN : INFINITY;
    return bits >> 15 ? -value : value;
}

static uint64_t raw(const ProtobufCBinaryData *data)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < data->len && i < 8; i++)
        bits |= (uint64_t)data->data[i] << (8 * i);
    return bits;
}

static double float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The number of a tensor that has one. */
static int read_tensor(const Onnx__TensorProto *tensor, double *number)
{
    size_t bytes = tensor->raw_data.len;
    int type = tensor->data_type;
    if (type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT && (tensor->n_float_data == 1 || bytes == 4))
        *number = bytes ? float_of((uint32_t)raw(&tensor->raw_data)) : tensor->float_data[0];
    else if (type == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE &&
             (tensor->n_double_data == 1 || bytes == 8))
        *number = bytes ? double_of(raw(&tensor->raw_data)) : tensor->double_data[0];
    else if (type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16 &&
             (tensor->n_int32_data == 1 || bytes == 2))
        *number =
            half((uint16_t)(bytes ? raw(&tensor->raw_data) : (uint64_t)tensor->int32_data[0]));
    else
        return -1;
    return isnan(*number) ? -1 : 0;
}

int onnx_numbers_float(const struct onnx_value *value, double *number)
{
    int64_t elements;
    if (value->kind != ONNX_CONSTANT || onnx_shape_elements(value->dims, value->rank, &elements) ||
        elements != 1)
        return -1;
    if (value->has_number || value->int_count == 1) {
        *number = value->has_number ? (double)value->number : (double)value->ints[0];
        return 0;
    }
    return value->tensor ? read_tensor(value->tensor, number) : -1;
}

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
        give(graph, &integer->i, 1, 0);
    else if (number)
        give_float(graph, number->f);
    else if (floats)
        onnx_shape_of_dims(onnx_output(graph), (int64_t[]){(int64_t)floats->n_floats}, 1);
    else if (take(graph, "value_ints", 0, ints, &count))
        return -1;
    else
        give(graph, ints, count, 1);
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
    return give(graph, value->dims + (start < end ? start : 0),
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
    if (check_no_image(graph) || take(graph, "data", 0, data, &count) ||
        take(graph, "indices", 1, index, &indices) ||
        onnx_attribute_range(graph, "axis", 0, 0, 0, &axis))
        return -1;
    for (int i = 0; i < indices; i++) {
        int64_t at = index[i] < 0 ? index[i] + count : index[i];
        if (at < 0 || at >= count)
            return onnx_error(graph, NULL, "index %lld of %d integers", (long long)index[i], count);
        index[i] = data[at];
    }
    return give(graph, index, indices, onnx_input(graph, 1)->rank ? 1 : 0);
}

/* A range of the rows of a list or a table. */
struct range {
    int64_t start, end, step;
};

static int read_range(const struct onnx_graph *graph, struct range *range)
{
    int64_t start[ONNX_INTS_MAX], end[ONNX_INTS_MAX], axis[ONNX_INTS_MAX], step[ONNX_INTS_MAX];
    int starts, ends, axes, steps;
    if (take(graph, "starts", 1, start, &starts) || take(graph, "ends", 2, end, &ends) ||
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
    give(graph, ints, (int)((size_t)rows * width), data->rank);
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
    if (take(graph, "shape", 0, dims, &count))
        return -1;
    if (count != 1 || dims[0] < 0 || dims[0] > ONNX_INTS_MAX || one.int_count != 1)
        return onnx_error(graph, NULL, "expected is a list of up to %d equal integers",
                          ONNX_INTS_MAX);
    for (int64_t i = 0; i < dims[0]; i++)
        ints[i] = one.ints[0];
    return give(graph, ints, (int)dims[0], 1);
}

int onnx_numbers_concat(struct onnx_graph *graph)
{
    int64_t all[ONNX_INTS_MAX], part[ONNX_INTS_MAX], axis;
    int used = 0, count;
    if (onnx_attribute_range(graph, "axis", 0, 0, 0, &axis))
        return -1;
    for (size_t i = 0; i < graph->node->n_input; i++) {
        if (take(graph, "a constant", i, part, &count))
            return -1;
        if (used + count > ONNX_INTS_MAX)
            return onnx_error(graph, NULL, "more than %d integers", ONNX_INTS_MAX);
        memcpy(all + used, part, (size_t)count * sizeof *part);
        used += count;
    }
    return give(graph, all, used, 1);
}

/* Returns 0, or -1 where there is no result. */
static int compute(const char *op, int64_t a, int64_t b, int64_t *result)
{
    if (!strcmp(op, "Add"))
        return __builtin_add_overflow(a, b, result) ? -1 : 0;
    if (!strcmp(op, "Sub"))
        return __builtin_sub_overflow(a, b, result) ? -1 : 0;
    if (!strcmp(op, "Mul"))
        return __builtin_mul_overflow(a, b, result) ? -1 : 0;
    if (b == 0 || (b == -1 && a == INT64_MIN))
        return -1;
    *result = a / b;
    return 0;
}

int onnx_numbers_compute(struct onnx_graph *graph)
{
    int64_t a[ONNX_INTS_MAX], b[ONNX_INTS_MAX], result[ONNX_INTS_MAX];
    int a_count, b_count;
    if (take(graph, "a constant", 0, a, &a_count) || take(graph, "a constant", 1, b, &b_count))
        return -1;
    if (a_count != b_count && a_count != 1 && b_count != 1)
        return onnx_error(graph, NULL, "%d integers with %d", a_count, b_count);
    int count = a_count == 1 ? b_count : a_count;
    for (int i = 0; i < count; i++)
        if (compute(graph->node->op_type, a[a_count == 1 ? 0 : i], b[b_count == 1 ? 0 : i],
                    &result[i]))
            return onnx_error(graph, NULL, "no result of %lld and %lld",
                              (long long)a[a_count == 1 ? 0 : i],
                              (long long)b[b_count == 1 ? 0 : i]);
    int scalar = onnx_input(graph, 0)->rank == 0 && onnx_input(graph, 1)->rank == 0;
    return give(graph, result, count, scalar ? 0 : 1);
}
