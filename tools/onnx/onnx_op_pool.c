/* Pools and means over the image. */
#include <string.h>

#include "onnx_window.h"

#define EXTENT_MAX 65536

/* The network's maximum sees no padding: right for zeros too, where no value is below them. */
static int check_padding(struct onnx_graph *graph, const struct onnx_value *image, int maximum)
{
    int pending = onnx_is_padded(image);
    if (maximum && pending && !onnx_is_positive(graph, image->node))
        return onnx_error(graph, "give the pool the padding in its own 'pads'",
                          "its input was padded with zeros, which may be larger than its values");
    if (!maximum && !onnx_attribute_int(graph, "count_include_pad", 0) &&
        (onnx_attribute(graph, "pads") || onnx_attribute(graph, "auto_pad")) && !pending)
        return 1;
    return 0;
}

static int add_pool(struct onnx_graph *graph, enum network_op op, struct onnx_value *image,
                    const struct network_node *window, struct network_shape out)
{
    struct network_node *node = onnx_add_node(graph, op, &image, 1, out);
    if (!node)
        return -1;
    memcpy(node->kernel, window->kernel, sizeof node->kernel);
    memcpy(node->stride, window->stride, sizeof node->stride);
    memcpy(node->pad, window->pad, sizeof node->pad);
    return 0;
}

static int read_window(const struct onnx_graph *graph, struct onnx_window *window)
{
    int64_t ceil;
    if (!onnx_attribute(graph, "kernel_shape"))
        return onnx_error(graph, NULL,
                          "attribute 'kernel_shape' is missing; expected are the "
                          "window's rows and columns");
    int status = onnx_attribute_list(graph, "kernel_shape", 1, 1, EXTENT_MAX, window->kernel, 2) |
                 onnx_window_read(graph, window) |
                 onnx_attribute_range(graph, "ceil_mode", 0, 0, 1, &ceil);
    window->ceil = (int)ceil;
    return status;
}

int onnx_take_pool(struct onnx_graph *graph)
{
    struct onnx_window window = {.pool = 1};
    struct network_shape in, out;
    struct network_node placed = {0};
    int maximum = !strcmp(graph->node->op_type, "MaxPool");
    struct onnx_value *image = onnx_padded_image(graph, 0, &in);
    if (!image || read_window(graph, &window))
        return -1;
    int uncounted = check_padding(graph, image, maximum);
    out.channels = in.channels;
    if (uncounted < 0 || onnx_window_place(graph, &window, image, in, &placed, &out))
        return -1;
    if (uncounted && (placed.pad[ROWS] || placed.pad[COLUMNS]))
        onnx_note(graph, "the model's mean leaves padding out, the network's counts it as zeros");
    return add_pool(graph, maximum ? NETWORK_MAX_POOL : NETWORK_AVERAGE_POOL, image, &placed, out);
}

static int add_global_average(struct onnx_graph *graph, struct onnx_value *image,
                              struct network_shape in)
{
    struct network_shape out = {in.channels, 1, 1};
    return onnx_add_node(graph, NETWORK_GLOBAL_AVERAGE, &image, 1, out) ? 0 : -1;
}

int onnx_take_global_pool(struct onnx_graph *graph)
{
    struct network_shape in;
    struct onnx_value *image = onnx_image(graph, 0, &in);
    if (!image)
        return -1;
    if (strcmp(graph->node->op_type, "GlobalMaxPool") != 0)
        return add_global_average(graph, image, in);
    struct network_node whole = {.kernel = {in.rows, in.columns}, .stride = {in.rows, in.columns}};
    struct network_shape out = {in.channels, 1, 1};
    return add_pool(graph, NETWORK_MAX_POOL, image, &whole, out);
}

/* Rows and columns, in any order, counted from either end. */
static int is_plane(const int64_t *axes, int count)
{
    if (count != 2)
        return 0;
    int64_t a = axes[0] < 0 ? axes[0] + 4 : axes[0], b = axes[1] < 0 ? axes[1] + 4 : axes[1];
    return (a == 2 && b == 3) || (a == 3 && b == 2);
}

int onnx_take_reduce_mean(struct onnx_graph *graph)
{
    struct network_shape in;
    int64_t axes[ONNX_INTS_MAX], keep;
    int count;
    struct onnx_value *image = onnx_image(graph, 0, &in);
    if (!image || onnx_list(graph, "axes", 1, axes, &count) ||
        onnx_attribute_range(graph, "keepdims", 1, 0, 1, &keep))
        return -1;
    if (!is_plane(axes, count))
        return onnx_error(graph, NULL,
                          "attribute 'axes': expected is the mean of rows and columns, "
                          "axes 2 and 3");
    if (add_global_average(graph, image, in))
        return -1;
    if (!keep)
        onnx_output(graph)->rank = 2;
    return 0;
}
