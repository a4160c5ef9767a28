/* Attributes of the node being taken. */
#include <string.h>

#include "onnx_op.h"

const Onnx__AttributeProto *onnx_attribute(const struct onnx_graph *graph, const char *name)
{
    for (size_t i = 0; i < graph->node->n_attribute; i++) {
        const Onnx__AttributeProto *attribute = graph->node->attribute[i];
        if (attribute->name && !strcmp(attribute->name, name))
            return attribute;
    }
    return NULL;
}

int64_t onnx_attribute_int(const struct onnx_graph *graph, const char *name, int64_t fallback)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(graph, name);
    return attribute ? attribute->i : fallback;
}

static int out_of_range(const struct onnx_graph *graph, const char *name, int64_t value,
                        int64_t min, int64_t max)
{
    if (min == max)
        return onnx_error(graph, NULL, "attribute '%s' is %lld; expected is %lld", name,
                          (long long)value, (long long)min);
    return onnx_error(graph, NULL,
                      "attribute '%s' is %lld; expected is an integer from %lld to %lld", name,
                      (long long)value, (long long)min, (long long)max);
}

int onnx_attribute_range(const struct onnx_graph *graph, const char *name, int64_t fallback,
                         int64_t min, int64_t max, int64_t *value)
{
    *value = onnx_attribute_int(graph, name, fallback);
    return *value >= min && *value <= max ? 0 : out_of_range(graph, name, *value, min, max);
}

int onnx_attribute_list(const struct onnx_graph *graph, const char *name, int64_t fallback,
                        int64_t min, int64_t max, int64_t *value, size_t count)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(graph, name);
    for (size_t i = 0; i < count; i++)
        value[i] = fallback;
    if (!attribute)
        return 0;
    if (attribute->n_ints != count)
        return onnx_error(graph, "only convolutions and pools over rows and columns are taken",
                          "attribute '%s' has %zu values; expected are %zu", name,
                          attribute->n_ints, count);
    for (size_t i = 0; i < count; i++) {
        value[i] = attribute->ints[i];
        if (value[i] < min || value[i] > max)
            return out_of_range(graph, name, value[i], min, max);
    }
    return 0;
}

static int take_list(const struct onnx_graph *graph, const Onnx__AttributeProto *attribute,
                     int64_t *value, int *count)
{
    if (attribute->n_ints > ONNX_INTS_MAX)
        return onnx_error(graph, NULL, "attribute '%s' has %zu values; expected are at most %d",
                          attribute->name, attribute->n_ints, ONNX_INTS_MAX);
    *count = (int)attribute->n_ints;
    for (int i = 0; i < *count; i++)
        value[i] = attribute->ints[i];
    return 0;
}

int onnx_list(const struct onnx_graph *graph, const char *name, size_t i, int64_t *value,
              int *count)
{
    const Onnx__AttributeProto *attribute = onnx_attribute(graph, name);
    const struct onnx_value *input = onnx_input(graph, i);
    *count = -1;
    if (attribute)
        return take_list(graph, attribute, value, count);
    if (!input)
        return 0;
    if (input->kind != ONNX_CONSTANT || input->int_count < 0 || input->rank > 1)
        return onnx_error(graph, "what depends on the image's values has no place in a network",
                          "'%s' ('%.80s') is no list of known integers; expected are ones that the "
                          "model states or computes from shapes",
                          name, input->name);
    *count = input->int_count;
    memcpy(value, input->ints, (size_t)*count * sizeof *value);
    return 0;
}
