/* Shapes that the model states: of its input, its constants, and of values on the way. */
#ifndef TOOLS_ONNX_SHAPE_H
#define TOOLS_ONNX_SHAPE_H

#include "onnx_graph.h"

/* Makes a value the constant that a tensor is, or one of these dims. A shape that makes no sense
 * leaves it broken, which is reported where it is taken. */
void onnx_shape_of_tensor(struct onnx_value *value, const Onnx__TensorProto *tensor);
void onnx_shape_of_dims(struct onnx_value *value, const int64_t *dims, size_t rank);

/* Finds the one input that is not a constant; the network takes its shape. Returns 0, or -1 with
 * an error. */
int onnx_shape_input(struct onnx_graph *graph);

/* Holds the shape of a value against what the model says of it, as far as it does. Returns 0, or
 * -1 with an error. */
int onnx_shape_check(const struct onnx_graph *graph, const struct onnx_value *value);

/* Elements of all dims. Returns 0, or -1 if they are too many to count. */
int onnx_shape_elements(const int64_t *dims, int rank, int64_t *elements);

#endif
