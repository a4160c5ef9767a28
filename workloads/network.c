/* A network file, from its first line to the finished graph. */
#include "workloads/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network_draft.h"

/* The top of the file. */
struct header {
    char format[40];
    char name[NETWORK_NAME_MAX];
    char source[400];
    struct header_input {
        int shape[3];
        int bits;
        int is_signed;
    } input;
    int classes;
    double width;
    const struct desc_node *parameters, *modules, *nodes;
};

static const struct desc_field input_fields[] = {
    {.key = "shape",
     .what = "channels, rows and columns",
     .type = DESC_INT,
     .min = 1,
     .max = 65536,
     .array = 3,
     .array_min = 3,
     .offset = offsetof(struct header_input, shape)},
    {.key = "bits",
     .what = "width of one value",
     .type = DESC_INT,
     .min = 1,
     .max = 32,
     .fallback = "8",
     .offset = offsetof(struct header_input, bits)},
    {.key = "signed",
     .what = "whether values of both signs come in",
     .type = DESC_BOOL,
     .fallback = "true",
     .offset = offsetof(struct header_input, is_signed)},
};
const struct desc_schema network_input_schema =
    DESC_SCHEMA("input", input_fields, struct header_input);

static const struct desc_field header_fields[] = {
    {.key = "format",
     .what = "kind and version of the file, enos/network/1",
     .type = DESC_STRING,
     .size = 40,
     .offset = offsetof(struct header, format)},
    {.key = "name",
     .what = "name of the network",
     .type = DESC_NAME,
     .size = NETWORK_NAME_MAX,
     .offset = offsetof(struct header, name)},
    {.key = "source",
     .what = "where the network is from",
     .type = DESC_STRING,
     .size = 400,
     .fallback = "",
     .offset = offsetof(struct header, source)},
    {.key = "input",
     .what = "what the network takes",
     .type = DESC_STRUCT,
     .schema = &network_input_schema,
     .offset = offsetof(struct header, input)},
    {.key = "classes",
     .what = "channels of the network's output",
     .type = DESC_INT,
     .min = 1,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct header, classes)},
    {.key = "width",
     .what = "filters of every layer but the last over those in the file",
     .type = DESC_REAL,
     .min = 0.001,
     .max = 64,
     .fallback = "1",
     .offset = offsetof(struct header, width)},
    {.key = "parameters",
     .what = "values that nodes name as $name",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct header, parameters)},
    {.key = "modules",
     .what = "blocks that come more than once",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct header, modules)},
    {.key = "nodes",
     .what = "a list of the network's nodes",
     .type = DESC_NODE,
     .offset = offsetof(struct header, nodes)},
};
const struct desc_schema network_header_schema =
    DESC_SCHEMA("network", header_fields, struct header);

static void take_header(struct network *network, const struct header *header)
{
    memcpy(network->name, header->name, sizeof network->name);
    memcpy(network->source, header->source, sizeof network->source);
    const int *shape = header->input.shape;
    network->input = (struct network_shape){shape[0], shape[1], shape[2]};
    network->input_bits = header->input.bits;
    network->input_signed = header->input.is_signed;
    network->classes = header->classes;
}

/* Moves the nodes into their order, with the inputs renumbered. */
static void take_nodes(struct network *network, const struct network_draft *draft, int *position)
{
    for (int i = 0; i < draft->ordered; i++)
        position[draft->order[i]] = i;
    for (int i = 0; i < draft->ordered; i++) {
        struct network_node *node = &network->node[i];
        *node = draft->node[draft->order[i]].node;
        for (int k = 0; k < node->input_count; k++)
            node->input[k] = node->input[k] < 0 ? node->input[k] : position[node->input[k]];
        node->layer = network_op_is_layer(node->op) ? network->layer_count : -1;
        if (node->layer >= 0)
            network->layer[network->layer_count++] = i;
    }
    network->node_count = draft->ordered;
}

/* The node that nothing takes; the last in the file, if a mistake left several. */
static void find_output(struct network_draft *draft)
{
    char used[NETWORK_NODES_MAX] = {0};
    int output = -1;
    for (int i = 0; i < draft->node_count; i++) {
        const struct network_node *node = &draft->node[i].node;
        for (int k = 0; k < node->input_count; k++)
            if (node->input[k] >= 0)
                used[node->input[k]] = 1;
    }
    for (int i = 0; i < draft->node_count; i++) {
        if (used[i])
            continue;
        if (output >= 0)
            desc_error(draft->diag, desc_find(draft->node[output].at, "name"),
                       "a network has one output", "nothing takes the output of '%s'",
                       draft->node[output].node.name);
        output = i;
    }
    draft->network->output = output;
}

static void check_classes(const struct network_draft *draft)
{
    const struct network_node *output = &draft->node[draft->network->output].node;
    int classes = draft->network->classes;
    if (classes == 0 || output->output.channels == classes)
        return;
    desc_error(draft->diag, desc_find(desc_root(draft->desc), "classes"), NULL,
               "classes: %d, but the network's output '%s' has %d channels", classes, output->name,
               output->output.channels);
}

static void check_terms(struct network_draft *draft)
{
    uint64_t sum = 0;
    for (int i = 0; i < draft->network->layer_count; i++) {
        struct layer_shape shape = network_layer_shape(draft->network, i, 1);
        uint64_t terms = layer_terms_per_image(&shape);
        if (terms == 0 || __builtin_add_overflow(sum, terms, &sum) || sum > UINT64_MAX / 65536) {
            const char *name = draft->network->node[draft->network->layer[i]].name;
            desc_error(draft->diag, desc_root(draft->desc), NULL,
                       "%s: too many multiplications to count", name);
            return;
        }
    }
}

static int allocate(struct network_draft *draft)
{
    struct network *network = draft->network;
    draft->node = calloc(NETWORK_NODES_MAX, sizeof *draft->node);
    draft->use = calloc(NETWORK_NODES_MAX, sizeof *draft->use);
    draft->order = calloc(NETWORK_NODES_MAX, sizeof *draft->order);
    if (draft->node && draft->use && draft->order && network)
        return 0;
    diag_error(draft->diag, &(struct diag_place){.file = draft->desc->root->in->name}, NULL,
               "not enough memory for the network");
    return -1;
}

static int finish(struct network_draft *draft)
{
    struct network *network = draft->network;
    size_t errors = diag_count(draft->diag), n = (size_t)draft->ordered;
    int position[NETWORK_NODES_MAX];
    find_output(draft);
    if (diag_count(draft->diag) != errors)
        return -1;
    check_classes(draft);
    network->node = calloc(n, sizeof *network->node);
    network->layer = calloc(n, sizeof *network->layer);
    if (!network->node || !network->layer) {
        desc_error(draft->diag, draft->desc->root, NULL, "not enough memory for the network");
        return -1;
    }
    take_nodes(network, draft, position);
    network->output = position[network->output];
    check_terms(draft);
    return diag_count(draft->diag) == errors ? 0 : -1;
}

/* All stages, whatever the one before reported: so all errors are found. */
static int build(struct network_draft *draft)
{
    size_t errors = diag_count(draft->diag);
    const struct desc_node *root = desc_root(draft->desc);
    struct header header = {0};
    if (allocate(draft) != 0)
        return -1;
    desc_read(&header, root, &network_header_schema, draft->diag);
    desc_check_format(root, "network", draft->diag);
    take_header(draft->network, &header);
    if (!header.nodes)
        return -1;
    network_expand(draft, &(struct network_lists){desc_find(root, "classes"), header.parameters,
                                                  header.modules, header.nodes});
    network_connect(draft);
    network_sort(draft);
    if (header.width > 0) /* else it was reported */
        network_widen(draft, header.width);
    if (header.input.shape[0] > 0 && header.input.shape[1] > 0 && header.input.shape[2] > 0)
        network_infer(draft);
    return diag_count(draft->diag) == errors ? finish(draft) : -1;
}

static int read_description(struct network **out, struct desc *desc, const char *file,
                            struct diag_list *diag)
{
    struct network_draft draft = {
        .desc = desc, .diag = diag, .network = calloc(1, sizeof(struct network))};
    int status = build(&draft);
    free(draft.node);
    free(draft.use);
    free(draft.order);
    if (status != 0) {
        network_free(draft.network);
        return -1;
    }
    snprintf(draft.network->file, sizeof draft.network->file, "%s", file);
    memcpy(draft.network->sha256, desc_sha256(desc), sizeof draft.network->sha256);
    *out = draft.network;
    return 0;
}

static int read_overridden(struct network **out, struct desc *desc, const char *file,
                           const char *const *overrides, size_t count, struct diag_list *diag)
{
    int status = desc_override_all(desc, overrides, count, diag);
    if (read_description(out, desc, file, diag) != 0 || status == 0)
        return *out ? 0 : -1;
    network_free(*out);
    *out = NULL;
    return -1;
}

int network_read(struct network **out, const char *path, const char *const *overrides,
                 size_t override_count, struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    if (desc_read_file(&desc, path, diag) != 0)
        return -1;
    int status = read_overridden(out, desc, path, overrides, override_count, diag);
    desc_free(desc);
    return status;
}

int network_read_text(struct network **out, const char *name, const char *text, size_t length,
                      const char *const *overrides, size_t override_count, struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    if (desc_read_text(&desc, name, text, length, diag) != 0)
        return -1;
    int status = read_overridden(out, desc, name, overrides, override_count, diag);
    desc_free(desc);
    return status;
}

void network_free(struct network *network)
{
    if (!network)
        return;
    free(network->node);
    free(network->layer);
    free(network);
}
