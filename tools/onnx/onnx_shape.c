#include "onnx_shape.h"

#define EXTENT_MAX 65536 /* of a network's input */

int onnx_shape_elements(const int64_t *dims, int rank, int64_t *elements)
{
    *elements = 1;
    for (int i = 0; i < rank; i++)
        if (__builtin_mul_overflow(*elements, dims[i], elements))
            return -1;
    return 0;
}

void onnx_shape_of_dims(struct onnx_value *value, const int64_t *dims, size_t rank)
{
    value->kind = rank <= ONNX_RANK_MAX ? ONNX_CONSTANT : ONNX_BROKEN;
    value->rank = rank <= ONNX_RANK_MAX ? (int)rank : 0;
    for (int i = 0; i < value->rank; i++) {
        value->dims[i] = dims[i];
        if (dims[i] < 0)
            value->kind = ONNX_BROKEN;
    }
}

/* Little-endian, whatever the machine. */
static int64_t read_raw(const uint8_t *bytes, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return width == 4 ? (int32_t)(uint32_t)value : (int64_t)value;
}

static void take_raw_ints(struct onnx_value *value, const Onnx__TensorProto *tensor, size_t count)
{
    size_t width = tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64 ? 8 : 4;
    if (tensor->raw_data.len != count * width)
        return;
    for (size_t i = 0; i < count; i++)
        value->ints[i] = read_raw(tensor->raw_data.data + i * width, width);
    value->int_count = (int)count;
}

/* Few integers are kept: they may be a shape. */
static void take_ints(struct onnx_value *value, const Onnx__TensorProto *tensor)
{
    int64_t count;
    if (onnx_shape_elements(value->dims, value->rank, &count) || count > ONNX_INTS_MAX)
        return;
    int wide = tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
    size_t given = wide ? tensor->n_int64_data : tensor->n_int32_data;
    if (!wide && tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__INT32)
        return;
    if (given != (size_t)count) {
        take_raw_ints(value, tensor, (size_t)count);
        return;
    }
    for (size_t i = 0; i < given; i++)
        value->ints[i] = wide ? tensor->int64_data[i] : tensor->int32_data[i];
    value->int_count = (int)count;
}

void onnx_shape_of_tensor(struct onnx_value *value, const Onnx__TensorProto *tensor)
{
    onnx_shape_of_dims(value, tensor->dims, tensor->n_dims);
    value->tensor = tensor;
    if (value->kind == ONNX_CONSTANT)
        take_ints(value, tensor);
}

/* The dims that the model states, or NULL. */
static const Onnx__TensorShapeProto *stated(const struct onnx_value *value)
{
    const Onnx__TypeProto *type = value->info ? value->info->type : NULL;
    if (!type || type->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE || !type->tensor_type)
        return NULL;
    return type->tensor_type->shape;
}

/* 0: left open. */
static int64_t dim_of(const Onnx__TensorShapeProto__Dimension *dim)
{
    int known = dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
    return known && dim->dim_value > 0 ? dim->dim_value : 0;
}

static int take_dims(const struct onnx_graph *graph, struct onnx_value *input,
                     const Onnx__TensorShapeProto *shape)
{
    int bad = shape->n_dim != 4 && shape->n_dim != 2;
    char text[ONNX_DIMS_TEXT];
    input->rank = shape->n_dim < ONNX_RANK_MAX ? (int)shape->n_dim : ONNX_RANK_MAX;
    for (int i = 0; i < input->rank; i++) {
        input->dims[i] = dim_of(shape->dim[i]);
        bad |= i > 0 && (input->dims[i] < 1 || input->dims[i] > EXTENT_MAX);
    }
    if (bad)
        return onnx_file_error(
            graph, "export the model with an input of fixed channels, rows and columns",
            "the input '%.80s' is %s; expected are batch x channels x rows x columns, or batch x "
            "channels, each but the batch from 1 to %d",
            input->name, onnx_dims_text(text, input->dims, input->rank), EXTENT_MAX);
    input->dims[0] = input->dims[0] ? input->dims[0] : 1;
    return 0;
}

static int make_input(struct onnx_graph *graph, struct onnx_value *input)
{
    const Onnx__TensorShapeProto *shape = stated(input);
    if (!shape)
        return onnx_file_error(graph, "export the model with the shape of its input",
                               "the input '%.80s' has no shape", input->name);
    if (take_dims(graph, input, shape))
        return -1;
    int image = input->rank == 4;
    graph->network->input = (struct network_shape){
        (int)input->dims[1], image ? (int)input->dims[2] : 1, image ? (int)input->dims[3] : 1};
    input->kind = ONNX_ACTIVATION;
    input->node = NETWORK_INPUT;
    return 0;
}

int onnx_shape_input(struct onnx_graph *graph)
{
    struct onnx_value *input = NULL;
    for (size_t i = 0; i < graph->value_count; i++) {
        struct onnx_value *value = &graph->value[i];
        if (value->kind != ONNX_UNKNOWN || value->maker != ONNX_NO_MAKER || !value->uses)
            continue;
        if (input)
            return onnx_file_error(graph, "a network takes one image; constants are initialisers",
                                   "more than one input: '%.80s' and '%.80s'", input->name,
                                   value->name);
        input = value;
    }
    if (!input)
        return onnx_file_error(graph, NULL, "the output '%.80s' does not depend on an input",
                               graph->output->name);
    return make_input(graph, input);
}

int onnx_shape_check(const struct onnx_graph *graph, const struct onnx_value *value)
{
    const Onnx__TensorShapeProto *shape = stated(value);
    int64_t dims[ONNX_RANK_MAX] = {0};
    char ours[ONNX_DIMS_TEXT], theirs[ONNX_DIMS_TEXT];
    if (!shape || shape->n_dim > ONNX_RANK_MAX)
        return 0;
    int same = (int)shape->n_dim == value->rank;
    for (size_t i = 0; i < shape->n_dim; i++) {
        dims[i] = dim_of(shape->dim[i]);
        same = same && (!dims[i] || dims[i] == value->dims[i]);
    }
    if (same)
        return 0;
    return onnx_error(graph, "one of the two is wrong; a model may be exported anew",
                      "'%.80s' is %s by the inputs, %s by the model's own word", value->name,
                      onnx_dims_text(ours, value->dims, value->rank),
                      onnx_dims_text(theirs, dims, (int)shape->n_dim));
}
