/* The operators, and how a node finds its own. */
#include "onnx_op.h"

#include <stdio.h>
#include <string.h>

#include "onnx_shape.h"

const struct onnx_op onnx_ops[] = {
    {"Conv",
     onnx_take_conv,
     2,
     3,
     {{"auto_pad", 's'},
      {"dilations", 'I'},
      {"group", 'i'},
      {"kernel_shape", 'I'},
      {"pads", 'I'},
      {"strides", 'I'}}},
    {"Gemm",
     onnx_take_gemm,
     2,
     3,
     {{"alpha", 'f'}, {"beta", 'f'}, {"transA", 'i'}, {"transB", 'i'}}},
    {"MatMul", onnx_take_mat_mul, 2, 2, {{0}}},
    {"MaxPool",
     onnx_take_pool,
     1,
     1,
     {{"auto_pad", 's'},
      {"ceil_mode", 'i'},
      {"dilations", 'I'},
      {"kernel_shape", 'I'},
      {"pads", 'I'},
      {"storage_order", 'i'},
      {"strides", 'I'}}},
    {"AveragePool",
     onnx_take_pool,
     1,
     1,
     {{"auto_pad", 's'},
      {"ceil_mode", 'i'},
      {"count_include_pad", 'i'},
      {"dilations", 'I'},
      {"kernel_shape", 'I'},
      {"pads", 'I'},
      {"strides", 'I'}}},
    {"GlobalAveragePool", onnx_take_global_pool, 1, 1, {{0}}},
    {"GlobalMaxPool", onnx_take_global_pool, 1, 1, {{0}}},
    {"ReduceMean",
     onnx_take_reduce_mean,
     1,
     2,
     {{"axes", 'I'}, {"keepdims", 'i'}, {"noop_with_empty_axes", 'i'}}},
    {"Concat", onnx_take_concat, 1, 1000, {{"axis", 'i'}}},
    {"Sum", onnx_take_sum, 1, 1000, {{0}}},
    {"Add", onnx_take_arithmetic, 2, 2, {{0}}},
    {"Sub", onnx_take_arithmetic, 2, 2, {{0}}},
    {"Mul", onnx_take_arithmetic, 2, 2, {{0}}},
    {"Div", onnx_take_arithmetic, 2, 2, {{0}}},
    {"Relu", onnx_take_relu, 1, 1, {{0}}},
    {"Clip", onnx_take_clip, 1, 3, {{"max", 'f'}, {"min", 'f'}}},
    {"BatchNormalization",
     onnx_take_batch_normalization,
     5,
     5,
     {{"epsilon", 'f'}, {"momentum", 'f'}, {"spatial", 'i'}, {"training_mode", 'i'}}},
    {"Dropout", onnx_take_identity, 1, 3, {{"ratio", 'f'}, {"seed", 'i'}}},
    {"Identity", onnx_take_identity, 1, 1, {{0}}},
    {"Cast", onnx_take_identity, 1, 1, {{"saturate", 'i'}, {"to", 'i'}}},
    {"Softmax", onnx_take_softmax, 1, 1, {{"axis", 'i'}}},
    {"LogSoftmax", onnx_take_softmax, 1, 1, {{"axis", 'i'}}},
    {"Flatten", onnx_take_flatten, 1, 1, {{"axis", 'i'}}},
    {"Reshape", onnx_take_reshape, 2, 2, {{"allowzero", 'i'}}},
    {"Squeeze", onnx_take_squeeze, 1, 2, {{"axes", 'I'}}},
    {"Unsqueeze", onnx_take_squeeze, 1, 2, {{"axes", 'I'}}},
    {"Transpose", onnx_take_transpose, 1, 1, {{"perm", 'I'}}},
    {"Pad", onnx_take_pad, 1, 4, {{"mode", 's'}, {"pads", 'I'}, {"value", 'f'}}},
    {"Constant",
     onnx_take_constant,
     0,
     0,
     {{"value", 't'},
      {"value_float", 'f'},
      {"value_floats", 'F'},
      {"value_int", 'i'},
      {"value_ints", 'I'}}},
    {"ConstantOfShape", onnx_take_constant_of_shape, 1, 1, {{"value", 't'}}},
    {"Shape", onnx_take_shape, 1, 1, {{"end", 'i'}, {"start", 'i'}}},
    {"Gather", onnx_take_gather, 2, 2, {{"axis", 'i'}}},
    {"Slice", onnx_take_slice, 1, 5, {{"axes", 'I'}, {"ends", 'I'}, {"starts", 'I'}}},
    {0}};

/* 0 if the attribute is of that type; what it is called otherwise. */
static const char *wrong_type(const Onnx__AttributeProto *attribute, char type)
{
    static const struct {
        char type;
        Onnx__AttributeProto__AttributeType number;
        const char *name;
    } types[] = {
        {'i', ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT, "an integer"},
        {'f', ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT, "a float"},
        {'s', ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING, "a string"},
        {'t', ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR, "a tensor"},
        {'I', ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS, "a list of integers"},
        {'F', ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS, "a list of floats"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].type == type)
            return attribute->type == types[i].number && (type != 't' || attribute->t)
                       ? NULL
                       : types[i].name;
    return NULL;
}

static int check_attribute(const struct onnx_graph *graph, const struct onnx_op *op,
                           const Onnx__AttributeProto *attribute)
{
    const char *name = attribute->name ? attribute->name : "";
    char known[300] = "";
    size_t used = 0;
    for (const struct onnx_attribute_def *def = op->attribute; def->name; def++) {
        const char *expected = strcmp(def->name, name) ? NULL : wrong_type(attribute, def->type);
        if (expected)
            return onnx_error(graph, NULL, "attribute '%s' is of another type; expected is %s",
                              name, expected);
        if (!strcmp(def->name, name))
            return 0;
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "",
                                 def->name);
    }
    return onnx_error(graph, NULL, "unknown attribute '%.80s'; expected %s%s", name,
                      known[0] ? "are: " : "is none", known);
}

static int check_form(const struct onnx_graph *graph, const struct onnx_op *op)
{
    const Onnx__NodeProto *node = graph->node;
    int status = 0;
    for (size_t i = 0; i < node->n_attribute; i++)
        status |= check_attribute(graph, op, node->attribute[i]);
    if (node->n_input < op->inputs_min || node->n_input > op->inputs_max)
        status = onnx_error(graph, NULL, "%zu inputs; expected are %zu to %zu", node->n_input,
                            op->inputs_min, op->inputs_max);
    if (node->n_output == 0 || !node->output[0][0])
        status = onnx_error(graph, NULL, "its first output has no name");
    return status;
}

static const struct onnx_op *find_op(const struct onnx_graph *graph)
{
    const char *name = graph->node->op_type, *domain = graph->node->domain;
    if (domain && domain[0] && strcmp(domain, "ai.onnx") != 0) {
        onnx_report(graph, NULL, "an operator of '%.80s'; expected are those of ONNX itself",
                    domain);
        return NULL;
    }
    for (const struct onnx_op *op = onnx_ops; op->name; op++)
        if (name && !strcmp(name, op->name))
            return op;
    onnx_report(graph, "enos-import-onnx --help lists the operators that are taken",
                "a network has nothing for this operator");
    return NULL;
}

/* An input that is not there yet. Returns -1: reported; 1: an error before, not to be repeated. */
static int check_input(const struct onnx_graph *graph, const char *name)
{
    const struct onnx_value *value = onnx_find(graph, name);
    char text[ONNX_DIMS_TEXT];
    if (!value)
        return onnx_error(graph, NULL, "nothing gives its input '%.80s'", name);
    if (value->kind == ONNX_UNKNOWN && value->maker != ONNX_NO_MAKER)
        return onnx_error(graph, "the nodes form a cycle, or are not in the order of computing",
                          value->maker == graph->node_index
                              ? "it takes its own output '%.80s'"
                              : "its input '%.80s' is given by a later node, or not at all",
                          name);
    if (value->kind == ONNX_BROKEN && value->maker == ONNX_NO_MAKER)
        return onnx_error(graph, NULL, "the constant '%.80s' is %s; expected are up to %d sizes",
                          name, onnx_dims_text(text, value->dims, value->rank), ONNX_RANK_MAX);
    return value->kind == ONNX_BROKEN;
}

static int check_inputs(const struct onnx_graph *graph)
{
    int status = 0;
    for (size_t i = 0; i < graph->node->n_input; i++)
        if (graph->node->input[i][0] && check_input(graph, graph->node->input[i]) != 0)
            status = -1;
    return status;
}

static void break_outputs(const struct onnx_graph *graph)
{
    for (size_t i = 0; i < graph->node->n_output; i++) {
        struct onnx_value *value = onnx_find(graph, graph->node->output[i]);
        if (value)
            value->kind = ONNX_BROKEN;
    }
}

static int take_node(struct onnx_graph *graph)
{
    const struct onnx_op *op = find_op(graph);
    int status = op ? check_form(graph, op) : -1;
    status |= check_inputs(graph);
    if (status == 0)
        status = op->take(graph);
    if (status == 0)
        status = onnx_shape_check(graph, onnx_output(graph));
    if (status != 0)
        break_outputs(graph);
    return status;
}

int onnx_take_nodes(struct onnx_graph *graph)
{
    int status = 0;
    for (size_t n = 0; n < graph->graph->n_node; n++) {
        graph->node = graph->graph->node[n];
        graph->node_index = n;
        if (graph->needed[n])
            status |= take_node(graph);
    }
    return status;
}
