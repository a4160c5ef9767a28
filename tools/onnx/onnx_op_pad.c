/* Zeros around an image: pending until a window takes them. */
#include <string.h>

#include "onnx_numbers.h"

#define EXTENT_MAX 65536

/* Zeros are expected, whatever says what is padded with. */
static int check_zeros(const struct onnx_graph *graph)
{
    const Onnx__AttributeProto *mode = onnx_attribute(graph, "mode");
    const Onnx__AttributeProto *attribute = onnx_attribute(graph, "value");
    double value = attribute ? (double)attribute->f : 0;
    if (mode && (mode->s.len != 8 || memcmp(mode->s.data, "constant", 8) != 0))
        return onnx_error(graph, NULL, "attribute 'mode' is '%.*s'; expected is constant",
                          (int)(mode->s.len < 40 ? mode->s.len : 40), (const char *)mode->s.data);
    if (onnx_input(graph, 2) && onnx_numbers_float(onnx_input(graph, 2), &value))
        return onnx_error(graph, NULL, "the value to pad with is not known; expected is 0");
    if (onnx_input(graph, 3))
        return onnx_error(graph, NULL, "input 'axes'; expected are pads of all axes");
    return value == 0 ? 0 : onnx_error(graph, NULL, "padded with %g; expected is 0", value);
}

/* Before each axis, then behind each: those of batch and channels are 0. */
static int read_pads(const struct onnx_graph *graph, int64_t pad[ONNX_SIDES])
{
    static const int batch_and_channels[] = {0, 1, 4, 5};
    int64_t pads[ONNX_INTS_MAX];
    int count;
    if (onnx_list(graph, "pads", 1, pads, &count))
        return -1;
    if (count != 8)
        return onnx_error(graph, NULL, "'pads' has %d values; expected are 8", count);
    for (int i = 0; i < 4; i++)
        if (pads[batch_and_channels[i]] != 0)
            return onnx_error(graph, NULL, "'pads' of batch and channels; expected are zeros");
    for (int i = 0; i < ONNX_SIDES; i++) {
        pad[i] = pads[i < 2 ? i + 2 : i + 4];
        if (pad[i] < 0 || pad[i] > EXTENT_MAX)
            return onnx_error(graph, NULL, "'pads': %lld; expected is from 0 to %d",
                              (long long)pad[i], EXTENT_MAX);
    }
    return 0;
}

int onnx_take_pad(struct onnx_graph *graph)
{
    int64_t pad[ONNX_SIDES];
    struct network_shape shape;
    const struct onnx_value *value = onnx_image(graph, 0, &shape);
    if (!value || check_zeros(graph) || read_pads(graph, pad))
        return -1;
    struct onnx_value *out = onnx_pass(graph, value);
    for (int i = 0; i < ONNX_SIDES; i++) {
        out->pad[i] = pad[i];
        out->dims[2 + i % 2] += pad[i];
    }
    return 0;
}
