/* Scales and shifts of channels: biases, batch normalisation. A layer's own has no cost, so they
 * are made part of the layer before; what no layer can take is left out, with a note. */
#ifndef TOOLS_ONNX_AFFINE_H
#define TOOLS_ONNX_AFFINE_H

#include "onnx_op.h"

/* A node that scales or shifts input `value` by input `constant`. */
int onnx_take_affine(struct onnx_graph *graph, size_t value, size_t constant);

#endif
