#include "onnx_numbers.h"

#include <math.h>
#include <string.h>

#include "onnx_shape.h"

int onnx_numbers_give(const struct onnx_graph *graph, const int64_t *ints, int count, int rank)
{
    struct onnx_value *out = onnx_output(graph);
    out->kind = ONNX_CONSTANT;
    out->rank = rank;
    out->dims[0] = count;
    out->int_count = count;
    memcpy(out->ints, ints, (size_t)count * sizeof *ints);
    return 0;
}

int onnx_numbers_take(const struct onnx_graph *graph, const char *name, size_t i, int64_t *ints,
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

int onnx_numbers_concat(struct onnx_graph *graph)
{
    int64_t all[ONNX_INTS_MAX], part[ONNX_INTS_MAX], axis;
    int used = 0, count;
    if (onnx_attribute_range(graph, "axis", 0, 0, 0, &axis))
        return -1;
    for (size_t i = 0; i < graph->node->n_input; i++) {
        if (onnx_numbers_take(graph, "a constant", i, part, &count))
            return -1;
        if (used + count > ONNX_INTS_MAX)
            return onnx_error(graph, NULL, "more than %d integers", ONNX_INTS_MAX);
        memcpy(all + used, part, (size_t)count * sizeof *part);
        used += count;
    }
    return onnx_numbers_give(graph, all, used, 1);
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
    if (onnx_numbers_take(graph, "a constant", 0, a, &a_count) ||
        onnx_numbers_take(graph, "a constant", 1, b, &b_count))
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
    return onnx_numbers_give(graph, result, count, scalar ? 0 : 1);
}
