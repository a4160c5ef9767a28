/* What nodes that give elements other sizes or another order have in common. */
#ifndef TOOLS_ONNX_VIEW_H
#define TOOLS_ONNX_VIEW_H

#include "onnx_op.h"

#define ONNX_AXES_MAX (ONNX_RANK_MAX + ONNX_INTS_MAX)

/* Input 0, not padded; NULL after an error. */
struct onnx_value *onnx_elements(const struct onnx_graph *graph);

/* Marks `count` axes of `rank`, negative ones counted from its end. Returns 0, or -1 with an error
 * for one that is none of them, or is named twice. */
int onnx_mark_axes(const struct onnx_graph *graph, const int64_t *axes, int count, int rank,
                   char marked[ONNX_AXES_MAX]);

#endif
