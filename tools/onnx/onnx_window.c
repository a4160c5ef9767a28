#include "onnx_window.h"

#include <string.h>

#define EXTENT_MAX 65536

static int is_text(const Onnx__AttributeProto *attribute, const char *text)
{
    return attribute->s.len == strlen(text) && !memcmp(attribute->s.data, text, attribute->s.len);
}

static int read_auto_pad(const struct onnx_graph *graph, struct onnx_window *window)
{
    const Onnx__AttributeProto *given = onnx_attribute(graph, "auto_pad");
    if (!given || given->s.len == 0 || is_text(given, "NOTSET"))
        return onnx_attribute_list(graph, "pads", 0, 0, EXTENT_MAX, window->pad, ONNX_SIDES);
    window->same_upper = is_text(given, "SAME_UPPER");
    window->same_lower = is_text(given, "SAME_LOWER");
    if (window->same_upper || window->same_lower || is_text(given, "VALID"))
        return 0;
    return onnx_error(graph, NULL,
                      "attribute 'auto_pad' is '%.*s'; expected is NOTSET, VALID, SAME_UPPER or "
                      "SAME_LOWER",
                      (int)(given->s.len < 40 ? given->s.len : 40), (const char *)given->s.data);
}

int onnx_window_read(const struct onnx_graph *graph, struct onnx_window *window)
{
    int status = onnx_attribute_list(graph, "strides", 1, 1, EXTENT_MAX, window->stride, 2) |
                 onnx_attribute_list(graph, "dilations", 1, 1, window->pool ? 1 : EXTENT_MAX,
                                     window->dilation, 2) |
                 read_auto_pad(graph, window);
    return status;
}

/* One axis of a window. */
struct axis {
    int64_t extent, window, stride, begin, end;
};

static int64_t count(const struct axis *axis, int64_t end, int ceil)
{
    int64_t room = axis->extent + axis->begin + end - axis->window;
    if (room < 0)
        return 0;
    int64_t windows = room / axis->stride + 1;
    if (ceil && room % axis->stride && windows * axis->stride < axis->extent + axis->begin)
        windows++;
    return windows;
}

static struct axis take_axis(const struct onnx_window *window, int i, int64_t extent,
                             const struct onnx_value *value)
{
    struct axis axis = {extent, window->dilation[i] * (window->kernel[i] - 1) + 1,
                        window->stride[i], window->pad[i], window->pad[i + 2]};
    if (window->same_upper || window->same_lower) {
        int64_t windows = (extent + axis.stride - 1) / axis.stride;
        int64_t total = (windows - 1) * axis.stride + axis.window - extent;
        total = total > 0 ? total : 0;
        axis.begin = window->same_upper ? total / 2 : total - total / 2;
        axis.end = total - axis.begin;
    }
    axis.begin += value->pad[i];
    axis.end += value->pad[i + 2];
    return axis;
}

static int report_fit(const struct onnx_graph *graph, const struct axis *axis, const char *what)
{
    return onnx_error(
        graph, NULL, "a window of %lld %s does not fit an input of %lld with padding %lld and %lld",
        (long long)axis->window, what, (long long)axis->extent, (long long)axis->begin,
        (long long)axis->end);
}

static int report_sides(const struct onnx_graph *graph, const struct axis *axis)
{
    return onnx_error(graph, "a network has one padding for both sides; export with equal pads",
                      "padding of top %lld, left %lld, bottom %lld, right %lld moves windows; "
                      "expected are equal ones, or ones that are as good as equal",
                      (long long)axis[0].begin, (long long)axis[1].begin, (long long)axis[0].end,
                      (long long)axis[1].end);
}

/* Padding behind that holds no window, or only part of one, is as good as that before. */
static int is_as_good(const struct onnx_window *window, const struct axis axis[2], int ceil)
{
    for (int i = 0; i < 2; i++)
        if (count(&axis[i], axis[i].begin, ceil) != count(&axis[i], axis[i].end, window->ceil))
            return 0;
    return 1;
}

static int check_fit(const struct onnx_graph *graph, const struct onnx_window *window,
                     const struct axis axis[2])
{
    for (int i = 0; i < 2; i++) {
        const char *what = i == ROWS ? "rows" : "columns";
        if (count(&axis[i], axis[i].end, window->ceil) < 1)
            return report_fit(graph, &axis[i], what);
        if (axis[i].begin >= axis[i].window || axis[i].begin > EXTENT_MAX)
            return onnx_error(graph, "padding must be less than the window",
                              "a window of %lld %s lies wholly in padding of %lld",
                              (long long)axis[i].window, what, (long long)axis[i].begin);
    }
    return 0;
}

int onnx_window_place(const struct onnx_graph *graph, struct onnx_window *window,
                      const struct onnx_value *value, struct network_shape in,
                      struct network_node *node, struct network_shape *out)
{
    const struct axis axis[2] = {take_axis(window, ROWS, in.rows, value),
                                 take_axis(window, COLUMNS, in.columns, value)};
    if (check_fit(graph, window, axis))
        return -1;
    if (!is_as_good(window, axis, 0) && !(window->pool && is_as_good(window, axis, 1)))
        return report_sides(graph, axis);
    for (int i = 0; i < 2; i++) {
        node->kernel[i] = (int)window->kernel[i];
        node->stride[i] = (int)window->stride[i];
        node->dilation[i] = (int)window->dilation[i];
        node->pad[i] = (int)axis[i].begin;
    }
    out->rows = (int)count(&axis[ROWS], axis[ROWS].end, window->ceil);
    out->columns = (int)count(&axis[COLUMNS], axis[COLUMNS].end, window->ceil);
    return 0;
}
