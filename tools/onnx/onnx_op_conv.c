/* Convolutions and fully connected layers. */
#include <string.h>

#include "onnx_window.h"

#define FILTERS_MAX 1000000
#define EXTENT_MAX 65536

/* What weights of filters x channels x rows x columns say of the layer. */
struct filters {
    int64_t filters, channels, groups;
};

static int check_sizes(const struct onnx_graph *graph, const struct onnx_value *weights)
{
    char text[ONNX_DIMS_TEXT];
    for (int i = 0; i < weights->rank; i++)
        if (weights->dims[i] < 1 || weights->dims[i] > (i < 2 ? FILTERS_MAX : EXTENT_MAX))
            return onnx_error(graph, NULL,
                              "the weights '%.80s' are %s; expected are from 1 to %d filters and "
                              "channels, %d rows and columns",
                              weights->name, onnx_dims_text(text, weights->dims, weights->rank),
                              FILTERS_MAX, EXTENT_MAX);
    return 0;
}

/* kernel_shape says what the weights say, or nothing. */
static int read_kernel(const struct onnx_graph *graph, const struct onnx_value *weights,
                       struct onnx_window *window)
{
    const int64_t *kernel = weights->dims + 2;
    if (!onnx_attribute(graph, "kernel_shape")) {
        memcpy(window->kernel, kernel, sizeof window->kernel);
        return 0;
    }
    if (onnx_attribute_list(graph, "kernel_shape", 1, 1, EXTENT_MAX, window->kernel, 2))
        return -1;
    if (window->kernel[0] == kernel[0] && window->kernel[1] == kernel[1])
        return 0;
    return onnx_error(graph, NULL,
                      "attribute 'kernel_shape' is %lldx%lld; expected is that of the weights, "
                      "%lldx%lld",
                      (long long)window->kernel[0], (long long)window->kernel[1],
                      (long long)kernel[0], (long long)kernel[1]);
}

static int check_groups(const struct onnx_graph *graph, const struct filters *layer, int channels)
{
    if (layer->channels * layer->groups != channels)
        return onnx_error(graph, NULL,
                          "weights for %lld channels in %lld groups; the input has %d channels",
                          (long long)layer->channels, (long long)layer->groups, channels);
    if (layer->filters % layer->groups)
        return onnx_error(graph, NULL, "%lld filters do not divide into %lld groups",
                          (long long)layer->filters, (long long)layer->groups);
    return 0;
}

static int add_conv(struct onnx_graph *graph, struct onnx_value *image,
                    const struct network_node *window, const struct filters *layer,
                    struct network_shape out)
{
    int depthwise = layer->groups > 1 && layer->channels == 1 && layer->filters == layer->groups;
    struct network_node *node =
        onnx_add_node(graph, depthwise ? NETWORK_DEPTHWISE : NETWORK_CONV, &image, 1, out);
    if (!node)
        return -1;
    memcpy(node->kernel, window->kernel, sizeof node->kernel);
    memcpy(node->stride, window->stride, sizeof node->stride);
    memcpy(node->dilation, window->dilation, sizeof node->dilation);
    memcpy(node->pad, window->pad, sizeof node->pad);
    node->groups = (int)layer->groups;
    return 0;
}

int onnx_take_conv(struct onnx_graph *graph)
{
    struct onnx_window window = {0};
    struct network_shape in, out;
    struct network_node placed;
    struct filters layer;
    struct onnx_value *image = onnx_padded_image(graph, 0, &in);
    const struct onnx_value *weights = onnx_constant(graph, 1, 4, "the weights");
    if (!image || !weights || check_sizes(graph, weights) ||
        (read_kernel(graph, weights, &window) | onnx_window_read(graph, &window) |
         onnx_attribute_range(graph, "group", 1, 1, FILTERS_MAX, &layer.groups)))
        return -1;
    layer.filters = weights->dims[0];
    layer.channels = weights->dims[1];
    out.channels = (int)layer.filters;
    if (check_groups(graph, &layer, in.channels) ||
        onnx_window_place(graph, &window, image, in, &placed, &out))
        return -1;
    return add_conv(graph, image, &placed, &layer, out);
}

/* Input 0 of a fully connected layer: batch x elements, in any number of axes before. */
static struct onnx_value *take_vector(const struct onnx_graph *graph, int64_t *elements)
{
    char text[ONNX_DIMS_TEXT];
    struct onnx_value *value = onnx_activation(graph, 0);
    if (!value)
        return NULL;
    struct network_shape shape = onnx_shape_of_node(graph, value->node);
    *elements = (int64_t)shape.channels * shape.rows * shape.columns;
    if (value->rank == 2 && value->dims[1] == *elements && !value->swapped &&
        !onnx_is_padded(value))
        return value;
    onnx_report(graph,
                "a network has fully connected layers of all of an image; Flatten comes before",
                "'%.80s' is %s%s; expected is batch x %lld, all values of an image as computed",
                value->name, onnx_dims_text(text, value->dims, value->rank),
                onnx_is_padded(value) ? ", padded" : "", (long long)*elements);
    return NULL;
}

static int add_full(struct onnx_graph *graph, struct onnx_value *value, int64_t filters)
{
    struct network_shape out = {(int)filters, 1, 1};
    if (!onnx_add_node(graph, NETWORK_FULL, &value, 1, out))
        return -1;
    onnx_output(graph)->rank = 2;
    return 0;
}

/* Weights of inputs x outputs, or, transposed, of outputs x inputs. */
static int take_full(struct onnx_graph *graph, int transposed)
{
    int64_t elements;
    struct onnx_value *value = take_vector(graph, &elements);
    const struct onnx_value *weights = onnx_constant(graph, 1, 2, "the weights");
    if (!value || !weights)
        return -1;
    int64_t inputs = weights->dims[transposed], outputs = weights->dims[!transposed];
    if (outputs < 1 || outputs > FILTERS_MAX)
        return onnx_error(graph, NULL, "%lld outputs; expected are from 1 to %d",
                          (long long)outputs, FILTERS_MAX);
    if (inputs != elements)
        return onnx_error(graph, NULL, "weights for %lld inputs; '%.80s' has %lld",
                          (long long)inputs, value->name, (long long)elements);
    return add_full(graph, value, outputs);
}

int onnx_take_gemm(struct onnx_graph *graph)
{
    int64_t transposed, none;
    if (onnx_attribute_range(graph, "transA", 0, 0, 0, &none) |
        onnx_attribute_range(graph, "transB", 0, 0, 1, &transposed))
        return -1;
    if (onnx_input(graph, 2) && !onnx_constant(graph, 2, -1, "the biases"))
        return -1;
    return take_full(graph, (int)transposed);
}

int onnx_take_mat_mul(struct onnx_graph *graph)
{
    return take_full(graph, 0);
}
