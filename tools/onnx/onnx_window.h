/* Windows of convolutions and pools: ONNX's padding, which may differ from side to side, as the
 * network's, which does not. */
#ifndef TOOLS_ONNX_WINDOW_H
#define TOOLS_ONNX_WINDOW_H

#include "onnx_op.h"

struct onnx_window {
    int64_t kernel[2], stride[2], dilation[2]; /* rows, columns */
    int64_t pad[ONNX_SIDES];
    int same_upper, same_lower; /* as much padding as leaves extent / stride windows */
    int ceil;                   /* a last, partial window counts if it begins inside */
    int pool;                   /* a partial window can be said of a pool alone */
};

/* Reads strides, dilations, pads and auto_pad; the kernel is the caller's. Returns 0, or -1 with
 * an error. */
int onnx_window_read(const struct onnx_graph *graph, struct onnx_window *window);

/* Where the window stands on an image `in`, with the zeros that are pending around the value: sets
 * kernel, stride, dilation and pad of `node`, and rows and columns of `out`. Returns 0, or -1 with
 * an error. */
int onnx_window_place(const struct onnx_graph *graph, struct onnx_window *window,
                      const struct onnx_value *value, struct network_shape in,
                      struct network_node *node, struct network_shape *out);

#endif
