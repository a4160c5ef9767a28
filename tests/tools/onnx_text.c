#include "onnx_text.h"

#include <ctype.h>
#include <onnx.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 40

/* Everything lives until the model is packed, in one list. */
struct maker {
    Onnx__ModelProto model;
    Onnx__GraphProto graph;
    Onnx__OperatorSetIdProto opset, *opsets[1];
    void *owned[4000];
    size_t owned_count;
};

static void *own(struct maker *maker, size_t size)
{
    void *memory = calloc(1, size);
    if (!memory || maker->owned_count == sizeof maker->owned / sizeof *maker->owned)
        abort();
    return maker->owned[maker->owned_count++] = memory;
}

static char *copy(struct maker *maker, const char *text)
{
    return strcpy(own(maker, strlen(text) + 1), text);
}

#define MAKE(maker_, type_, init_)                                                                 \
    (type_ *)memcpy(own((maker_), sizeof(type_)), &(type_)init_, sizeof(type_))

/* Appends to a repeated field; lists are never long. */
#define APPEND(maker_, owner_, field_, item_)                                                      \
    do {                                                                                           \
        if (!(owner_)->field_)                                                                     \
            (owner_)->field_ = own((maker_), PARTS_MAX * sizeof *(owner_)->field_);                \
        if ((owner_)->n_##field_ == PARTS_MAX)                                                     \
            abort();                                                                               \
        (owner_)->field_[(owner_)->n_##field_++] = (item_);                                        \
    } while (0)

/* Numbers between commas. */
static size_t read_ints(struct maker *maker, const char *text, int64_t **ints)
{
    size_t count = 0;
    *ints = own(maker, PARTS_MAX * sizeof **ints);
    while (*text && strcmp(text, "-") != 0 && count < PARTS_MAX) {
        char *end;
        (*ints)[count++] = strtoll(text, &end, 10);
        text = *end == ',' ? end + 1 : end;
    }
    return count;
}

static Onnx__ValueInfoProto *make_info(struct maker *maker, const char *name, const char *dims)
{
    Onnx__ValueInfoProto *info = MAKE(maker, Onnx__ValueInfoProto, ONNX__VALUE_INFO_PROTO__INIT);
    int64_t *sizes;
    size_t count = read_ints(maker, dims, &sizes);
    info->name = copy(maker, name);
    if (!strcmp(dims, "-"))
        return info;
    info->type = MAKE(maker, Onnx__TypeProto, ONNX__TYPE_PROTO__INIT);
    info->type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    info->type->tensor_type = MAKE(maker, Onnx__TypeProto__Tensor, ONNX__TYPE_PROTO__TENSOR__INIT);
    Onnx__TensorShapeProto *shape =
        MAKE(maker, Onnx__TensorShapeProto, ONNX__TENSOR_SHAPE_PROTO__INIT);
    info->type->tensor_type->shape = shape;
    for (size_t i = 0; i < count; i++) {
        Onnx__TensorShapeProto__Dimension *dim = MAKE(maker, Onnx__TensorShapeProto__Dimension,
                                                      ONNX__TENSOR_SHAPE_PROTO__DIMENSION__INIT);
        if (sizes[i]) {
            dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
            dim->dim_value = sizes[i];
        }
        APPEND(maker, shape, dim, dim);
    }
    return info;
}

static void add_tensor(struct maker *maker, const char *kind, const char *name, const char *values)
{
    Onnx__TensorProto *tensor = MAKE(maker, Onnx__TensorProto, ONNX__TENSOR_PROTO__INIT);
    tensor->name = copy(maker, name);
    tensor->has_data_type = 1;
    tensor->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    if (!strcmp(kind, "ints")) {
        tensor->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
        tensor->n_int64_data = read_ints(maker, values, &tensor->int64_data);
        APPEND(maker, tensor, dims, (int64_t)tensor->n_int64_data);
    } else if (!strcmp(kind, "float")) {
        APPEND(maker, tensor, float_data, strtof(values, NULL));
    } else {
        tensor->n_dims = read_ints(maker, values, &tensor->dims);
    }
    APPEND(maker, &maker->graph, initializer, tensor);
}

static void set_value(struct maker *maker, Onnx__AttributeProto *attribute, const char *value)
{
    attribute->has_type = 1;
    if (isalpha((unsigned char)value[0])) {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING;
        attribute->has_s = 1;
        attribute->s.data = (uint8_t *)copy(maker, value);
        attribute->s.len = strlen(value);
    } else if (strchr(value, ',')) {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
        attribute->n_ints = read_ints(maker, value, &attribute->ints);
    } else if (strchr(value, '.')) {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
        attribute->has_f = 1;
        attribute->f = strtof(value, NULL);
    } else {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT;
        attribute->has_i = 1;
        attribute->i = strtoll(value, NULL, 10);
    }
}

static void add_attribute(struct maker *maker, Onnx__NodeProto *node, char *word)
{
    Onnx__AttributeProto *attribute =
        MAKE(maker, Onnx__AttributeProto, ONNX__ATTRIBUTE_PROTO__INIT);
    char *value = strchr(word, '=');
    *value++ = '\0';
    attribute->name = copy(maker, word);
    set_value(maker, attribute, value);
    APPEND(maker, node, attribute, attribute);
}

static void add_node(struct maker *maker, char **word, size_t count)
{
    Onnx__NodeProto *node = MAKE(maker, Onnx__NodeProto, ONNX__NODE_PROTO__INIT);
    int outputs = 0;
    node->op_type = copy(maker, word[0]);
    for (size_t i = 1; i < count; i++) {
        if (!strcmp(word[i], "->"))
            outputs = 1;
        else if (strchr(word[i], '='))
            add_attribute(maker, node, word[i]);
        else if (outputs)
            APPEND(maker, node, output, copy(maker, word[i]));
        else
            APPEND(maker, node, input, copy(maker, strcmp(word[i], "_") ? word[i] : ""));
    }
    node->name = own(maker, 200);
    if (node->n_output)
        snprintf(node->name, 200, "n_%s", node->output[0]);
    APPEND(maker, &maker->graph, node, node);
}

static void add_line(struct maker *maker, char *line)
{
    char *word[PARTS_MAX], *rest = line;
    size_t count = 0;
    for (char *w; count < PARTS_MAX && (w = strtok_r(rest, " ", &rest));)
        word[count++] = w;
    if (count == 0)
        return;
    if (!strcmp(word[0], "opset"))
        maker->opset.version = strtoll(word[1], NULL, 10);
    else if (!strcmp(word[0], "ir"))
        maker->model.ir_version = strtoll(word[1], NULL, 10);
    else if (!strcmp(word[0], "input"))
        APPEND(maker, &maker->graph, input, make_info(maker, word[1], word[2]));
    else if (!strcmp(word[0], "output"))
        APPEND(maker, &maker->graph, output, make_info(maker, word[1], word[2]));
    else if (!strcmp(word[0], "info"))
        APPEND(maker, &maker->graph, value_info, make_info(maker, word[1], word[2]));
    else if (islower((unsigned char)word[0][0]))
        add_tensor(maker, word[0], word[1], word[2]);
    else
        add_node(maker, word, count);
}

static void begin(struct maker *maker)
{
    maker->model = (Onnx__ModelProto)ONNX__MODEL_PROTO__INIT;
    maker->graph = (Onnx__GraphProto)ONNX__GRAPH_PROTO__INIT;
    maker->opset = (Onnx__OperatorSetIdProto)ONNX__OPERATOR_SET_ID_PROTO__INIT;
    maker->opset.has_version = 1;
    maker->opset.version = 13;
    maker->opsets[0] = &maker->opset;
    maker->model.n_opset_import = 1;
    maker->model.opset_import = maker->opsets;
    maker->model.has_ir_version = 1;
    maker->model.ir_version = 8;
    maker->model.graph = &maker->graph;
}

uint8_t *onnx_text_model(const char *text, size_t *size)
{
    struct maker *maker = calloc(1, sizeof *maker);
    if (!maker)
        abort();
    begin(maker);
    char *lines = copy(maker, text), *rest = lines;
    for (char *line; (line = strtok_r(rest, "\n", &rest));)
        add_line(maker, line);
    *size = onnx__model_proto__get_packed_size(&maker->model);
    uint8_t *bytes = malloc(*size);
    if (!bytes)
        abort();
    onnx__model_proto__pack(&maker->model, bytes);
    for (size_t i = 0; i < maker->owned_count; i++)
        free(maker->owned[i]);
    free(maker);
    return bytes;
}
