/* Constants that nodes compute with: shapes, axes, paddings, bounds. */
#ifndef TOOLS_ONNX_NUMBERS_H
#define TOOLS_ONNX_NUMBERS_H

#include "onnx_op.h"

/* The one number that a constant is. Returns 0, or -1 if it is none, or not known. */
int onnx_numbers_float(const struct onnx_value *value, double *number);

/* Joins lists of integers, or computes with them element by element (Add, Sub, Mul, Div). Return
 * 0, or -1 with an error. */
int onnx_numbers_concat(struct onnx_graph *graph);
int onnx_numbers_compute(struct onnx_graph *graph);

#endif
