/* Constants that nodes compute with: shapes, axes, paddings, bounds. */
#ifndef TOOLS_ONNX_NUMBERS_H
#define TOOLS_ONNX_NUMBERS_H

#include "onnx_op.h"

/* The one number that a constant is. Returns 0, or -1 if it is none, or not known. */
int onnx_numbers_float(const struct onnx_value *value, double *number);

/* Makes the output these integers: a list (rank 1), or one (rank 0). Returns 0. */
int onnx_numbers_give(const struct onnx_graph *graph, const int64_t *ints, int count, int rank);

/* Input i as up to ONNX_INTS_MAX integers, or the attribute of this name. Returns 0, or -1 with an
 * error. */
int onnx_numbers_take(const struct onnx_graph *graph, const char *name, size_t i, int64_t *ints,
                      int *count);

/* Joins lists of integers, or computes with them element by element (Add, Sub, Mul, Div). Return
 * 0, or -1 with an error. */
int onnx_numbers_concat(struct onnx_graph *graph);
int onnx_numbers_compute(struct onnx_graph *graph);

#endif
