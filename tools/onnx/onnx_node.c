/* Nodes of the network: added, and named after those of the model. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "onnx_op.h"

#define CHANNELS_MAX 1000000
#define EXTENT_MAX 65536

/* Copies what a network's names may hold: other characters become _, a / stands between others. */
static void copy_name(char *out, size_t size, const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length && n + 1 < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '/' && (n == 0 || out[n - 1] == '/'))
            continue;
        out[n++] = isalnum(c) || (c && strchr("_-+.@/", c)) ? (char)c : '_';
    }
    while (n > 0 && out[n - 1] == '/')
        n--;
    out[n] = '\0';
}

/* Length of "/block1/conv" in "/block1/conv/Conv": the operator says nothing new. */
static size_t without_op(const char *name, const char *op)
{
    size_t length = strlen(name), end = strlen(op);
    if (length > end + 1 && name[length - end - 1] == '/' && !strcmp(name + length - end, op) &&
        strspn(name, "/") < length - end - 1)
        return length - end - 1;
    return length;
}

/* The end of a long name says most. */
static const char *tail(const char *name, size_t *length)
{
    size_t max = NETWORK_NAME_MAX - 13; /* for a number behind it */
    if (*length <= max)
        return name;
    const char *from = name + *length - max, *slash = memchr(from, '/', max - 1);
    from = slash ? slash : from;
    *length -= (size_t)(from - name);
    return from;
}

static int is_taken(const struct onnx_graph *graph, const char *name)
{
    return !strcmp(name, "input") || network_find(graph->network, name) >= 0;
}

static void make_name(const struct onnx_graph *graph, char out[NETWORK_NAME_MAX])
{
    const Onnx__NodeProto *node = graph->node;
    const char *name = node->name && node->name[0] ? node->name : node->output[0];
    size_t length = without_op(name, node->op_type);
    char base[NETWORK_NAME_MAX - 12];
    name = tail(name, &length);
    copy_name(base, sizeof base, name, length);
    snprintf(out, NETWORK_NAME_MAX, "%s", base[0] ? base : "node");
    for (int i = 2; is_taken(graph, out); i++)
        snprintf(out, NETWORK_NAME_MAX, "%s_%d", base[0] ? base : "node", i);
}

static int check_shape(const struct onnx_graph *graph, struct network_shape shape)
{
    if (shape.channels <= CHANNELS_MAX && shape.rows <= EXTENT_MAX && shape.columns <= EXTENT_MAX)
        return 0;
    return onnx_error(
        graph, NULL,
        "an output of %dx%dx%d is too large; expected are at most %d channels of %dx%d",
        shape.channels, shape.rows, shape.columns, CHANNELS_MAX, EXTENT_MAX, EXTENT_MAX);
}

static int check_room(const struct onnx_graph *graph, int inputs)
{
    if (graph->network->node_count == NETWORK_NODES_MAX)
        return onnx_error(graph, NULL, "too many nodes; a network has at most %d",
                          NETWORK_NODES_MAX);
    if (inputs > NETWORK_INPUTS_MAX)
        return onnx_error(graph, NULL, "%d inputs; expected are at most %d", inputs,
                          NETWORK_INPUTS_MAX);
    return 0;
}

/* Averages, maxima, sums and reordered values of what is not negative are not, either. */
static int keeps_sign(const struct onnx_graph *graph, const struct network_node *node)
{
    int positive = !network_op_is_layer(node->op);
    for (int i = 0; i < node->input_count; i++)
        positive = positive && onnx_is_positive(graph, node->input[i]);
    return positive;
}

static void connect(struct onnx_graph *graph, struct network_node *node,
                    struct onnx_value *const *value, int count)
{
    struct onnx_made *made = &graph->made[graph->network->node_count];
    for (int i = 0; i < count; i++)
        node->input[i] = value[i]->node;
    node->input_count = count;
    made->positive = keeps_sign(graph, node);
    made->shared = onnx_is_shared(value[0]);
}

static void give(struct onnx_graph *graph, struct network_shape shape, int64_t batch)
{
    struct onnx_value *out = onnx_output(graph);
    out->kind = ONNX_ACTIVATION;
    out->node = graph->network->node_count - 1;
    out->rank = 4;
    out->dims[0] = batch;
    out->dims[1] = shape.channels;
    out->dims[2] = shape.rows;
    out->dims[3] = shape.columns;
}

struct network_node *onnx_add_node(struct onnx_graph *graph, enum network_op op,
                                   struct onnx_value *const *value, int count,
                                   struct network_shape shape)
{
    if (check_shape(graph, shape) || check_room(graph, count))
        return NULL;
    struct network_node *node = &graph->network->node[graph->network->node_count];
    *node = (struct network_node){.op = op,
                                  .output = shape,
                                  .kernel = {1, 1},
                                  .stride = {1, 1},
                                  .dilation = {1, 1},
                                  .groups = 1,
                                  .layer = network_op_is_layer(op) ? 0 : -1};
    make_name(graph, node->name);
    connect(graph, node, value, count);
    graph->network->node_count++;
    give(graph, shape, value[0]->dims[0]);
    return node;
}
