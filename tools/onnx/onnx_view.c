#include "onnx_view.h"

struct onnx_value *onnx_elements(const struct onnx_graph *graph)
{
    struct onnx_value *value = onnx_input(graph, 0);
    if (value && !(value->kind == ONNX_ACTIVATION && onnx_is_padded(value)))
        return value;
    onnx_report(graph, NULL,
                value ? "its input was padded; expected is padding before a "
                        "convolution or a pool alone"
                      : "its input has no name");
    return NULL;
}

int onnx_mark_axes(const struct onnx_graph *graph, const int64_t *axes, int count, int rank,
                   char marked[ONNX_AXES_MAX])
{
    for (int i = 0; i < count; i++) {
        int64_t axis = axes[i] < 0 ? axes[i] + rank : axes[i];
        if (axis < 0 || axis >= rank || marked[axis])
            return onnx_error(graph, NULL, "'axes': %lld; expected are different axes of %d",
                              (long long)axes[i], rank);
        marked[axis] = 1;
    }
    return 0;
}
