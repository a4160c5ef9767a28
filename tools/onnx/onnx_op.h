/* Operators of ONNX, each taken by a function of its own.
 *
 * A function reads the inputs and attributes of graph->node and gives the first output its meaning;
 * it returns 0, or -1 with an error that says which attribute or input is not as expected, and what
 * is. Definitions: https://onnx.ai/onnx/operators
 */
#ifndef TOOLS_ONNX_OP_H
#define TOOLS_ONNX_OP_H

#include "onnx_graph.h"

#define ONNX_ATTRIBUTES_MAX 8
#define ONNX_OPSET_MIN 7
#define ONNX_OPSET_MAX 22

struct onnx_attribute_def {
    const char *name;
    char type; /* i, f, s, t: integer, float, string, tensor; I, F: lists */
};

struct onnx_op {
    const char *name;
    int (*take)(struct onnx_graph *graph);
    size_t inputs_min, inputs_max;
    struct onnx_attribute_def attribute[ONNX_ATTRIBUTES_MAX + 1];
};

/* NULL-terminated by name. */
extern const struct onnx_op onnx_ops[];

/* Takes all nodes that are needed, in their order. Returns 0, or -1 with all errors. */
int onnx_take_nodes(struct onnx_graph *graph);

/* The functions of the table. */
int onnx_take_conv(struct onnx_graph *graph);
int onnx_take_gemm(struct onnx_graph *graph);
int onnx_take_mat_mul(struct onnx_graph *graph);
int onnx_take_pool(struct onnx_graph *graph);
int onnx_take_global_pool(struct onnx_graph *graph);
int onnx_take_reduce_mean(struct onnx_graph *graph);
int onnx_take_concat(struct onnx_graph *graph);
int onnx_take_sum(struct onnx_graph *graph);
int onnx_take_arithmetic(struct onnx_graph *graph); /* Add, Sub, Mul, Div */
int onnx_take_relu(struct onnx_graph *graph);
int onnx_take_clip(struct onnx_graph *graph);
int onnx_take_batch_normalization(struct onnx_graph *graph);
int onnx_take_identity(struct onnx_graph *graph); /* Dropout, too */
int onnx_take_softmax(struct onnx_graph *graph);
int onnx_take_flatten(struct onnx_graph *graph);
int onnx_take_reshape(struct onnx_graph *graph);
int onnx_take_squeeze(struct onnx_graph *graph); /* Unsqueeze, too */
int onnx_take_transpose(struct onnx_graph *graph);
int onnx_take_pad(struct onnx_graph *graph);
int onnx_take_constant(struct onnx_graph *graph);
int onnx_take_constant_of_shape(struct onnx_graph *graph);
int onnx_take_shape(struct onnx_graph *graph);
int onnx_take_gather(struct onnx_graph *graph);
int onnx_take_slice(struct onnx_graph *graph);

/* Attributes. Their types were checked; `fallback` stands for one that is not given. */
const Onnx__AttributeProto *onnx_attribute(const struct onnx_graph *graph, const char *name);
int64_t onnx_attribute_int(const struct onnx_graph *graph, const char *name, int64_t fallback);

/* The same, from min to max. Returns 0, or -1 with an error. */
int onnx_attribute_range(const struct onnx_graph *graph, const char *name, int64_t fallback,
                         int64_t min, int64_t max, int64_t *value);

/* A list of `count` integers from min to max; if not given, they are all `fallback`. */
int onnx_attribute_list(const struct onnx_graph *graph, const char *name, int64_t fallback,
                        int64_t min, int64_t max, int64_t *value, size_t count);

/* Integers of an attribute or, in later versions, of input i: up to ONNX_INTS_MAX. *count is -1
 * if there are none. Returns 0, or -1 with an error. */
int onnx_list(const struct onnx_graph *graph, const char *name, size_t i, int64_t *value,
              int *count);

/* The value that is input i, or NULL if it is left out. */
struct onnx_value *onnx_input(const struct onnx_graph *graph, size_t i);

/* True if input i is computed from the image. */
int onnx_is_activation(const struct onnx_graph *graph, size_t i);

/* Input i, computed from the image; NULL after an error. */
struct onnx_value *onnx_activation(const struct onnx_graph *graph, size_t i);

/* The same, of batch x channels x rows x columns, nothing pending: *shape is that of one image. */
struct onnx_value *onnx_image(const struct onnx_graph *graph, size_t i,
                              struct network_shape *shape);
/* The same, but zeros may be pending around it. */
struct onnx_value *onnx_padded_image(const struct onnx_graph *graph, size_t i,
                                     struct network_shape *shape);

/* Input i, a constant; its `rank` dims are expected (-1: any). NULL after an error. `what` names
 * it: "the weights". */
struct onnx_value *onnx_constant(const struct onnx_graph *graph, size_t i, int rank,
                                 const char *what);

/* What the node being taken gives first. */
struct onnx_value *onnx_output(const struct onnx_graph *graph);

/* Makes the output what `value` is: nothing is computed. Keeps that others take it. */
struct onnx_value *onnx_pass(const struct onnx_graph *graph, const struct onnx_value *value);

/* The output of a node of the network with this shape: what onnx_activation's inputs stand for. */
struct network_shape onnx_shape_of_node(const struct onnx_graph *graph, int node);
int onnx_is_positive(const struct onnx_graph *graph, int node);

/* Adds a node to the network that takes `count` values and gives `shape`, and makes the output
 * batch x channels x rows x columns of it. Windows are 1, steps 1, no padding, one group, no ReLU.
 * Returns NULL after an error. */
struct network_node *onnx_add_node(struct onnx_graph *graph, enum network_op op,
                                   struct onnx_value *const *value, int count,
                                   struct network_shape shape);

#endif
