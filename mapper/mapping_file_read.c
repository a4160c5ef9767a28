/* mappings.yaml, read. */
#include <stdlib.h>
#include <string.h>

#include "mapping_file_tree.h"
#include "workloads/description_read.h"

/* What the tables below fill. */
struct raw_file {
    char format[64];
    const struct desc_node *tool, *inputs, *seed, *command, *mappings;
    struct owner machine, network;
};

struct raw_entry {
    char layer[MAP_FILE_NAME_MAX], choice[CHOICE_NAME_MAX];
    struct layer_shape shape;
    const struct desc_node *nodes;
};

static const struct desc_field owner_fields[] = {
    {.key = "name",
     .what = "name",
     .type = DESC_STRING,
     .offset = offsetof(struct owner, name),
     .size = MAP_FILE_NAME_MAX},
    {.key = "sha256",
     .what = "hash of its file",
     .type = DESC_STRING,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct owner, sha256),
     .size = 65},
};
static const struct desc_schema owner_schema = DESC_SCHEMA("owner", owner_fields, struct owner);

#define SIZE(letter, dim, words)                                                                   \
    {                                                                                              \
        .key = letter, .what = words, .type = DESC_INT, .min = 1, .max = MAP_FILE_BOUND_MAX,       \
        .offset = offsetof(struct layer_shape, size) + (dim) * sizeof(int)                         \
    }
#define PAIR(name, words, least)                                                                   \
    {                                                                                              \
        .key = #name, .what = words, .type = DESC_INT, .min = least, .max = MAP_FILE_BOUND_MAX,    \
        .offset = offsetof(struct layer_shape, name), .array = 2, .array_min = 2,                  \
        .flags = DESC_EACH                                                                         \
    }
#define INPUT(letter, axis, words)                                                                 \
    {                                                                                              \
        .key = letter, .what = words, .type = DESC_INT, .min = 1, .max = MAP_FILE_BOUND_MAX,       \
        .flags = DESC_OPTIONAL,                                                                    \
        .offset = offsetof(struct layer_shape, input) + (axis) * sizeof(int)                       \
    }
static const struct desc_field shape_fields[] = {
    SIZE("N", DIM_N, "images of a batch"),
    SIZE("C", DIM_C, "input channels"),
    SIZE("M", DIM_M, "output channels"),
    SIZE("P", DIM_P, "output rows"),
    SIZE("Q", DIM_Q, "output columns"),
    SIZE("R", DIM_R, "filter rows"),
    SIZE("S", DIM_S, "filter columns"),
    SIZE("G", DIM_G, "groups"),
    PAIR(stride, "stride", 1),
    PAIR(dilation, "dilation", 1),
    PAIR(pad, "padding", 0),
    INPUT("H", ROWS, "input rows"),
    INPUT("W", COLUMNS, "input columns"),
};
static const struct desc_schema shape_schema =
    DESC_SCHEMA("shape", shape_fields, struct layer_shape);

static const struct desc_field entry_fields[] = {
    {.key = "layer",
     .what = "name of the layer",
     .type = DESC_STRING,
     .offset = offsetof(struct raw_entry, layer),
     .size = MAP_FILE_NAME_MAX},
    {.key = "shape",
     .what = "shape of the layer",
     .type = DESC_STRUCT,
     .offset = offsetof(struct raw_entry, shape),
     .schema = &shape_schema},
    {.key = "choice",
     .what = "operator and precision, such as T8",
     .type = DESC_STRING,
     .offset = offsetof(struct raw_entry, choice),
     .size = CHOICE_NAME_MAX},
    {.key = "nodes",
     .what = "nodes of the mapping, outermost first",
     .type = DESC_NODE,
     .offset = offsetof(struct raw_entry, nodes)},
};
static const struct desc_schema entry_schema =
    DESC_SCHEMA("mapping", entry_fields, struct raw_entry);

#define NODE(name, words, flag)                                                                    \
    {                                                                                              \
        .key = #name, .what = words, .type = DESC_NODE, .flags = flag,                             \
        .offset = offsetof(struct raw_file, name)                                                  \
    }
#define OWNER(name, words, flag)                                                                   \
    {                                                                                              \
        .key = #name, .what = words, .type = DESC_STRUCT, .flags = flag,                           \
        .offset = offsetof(struct raw_file, name), .schema = &owner_schema                         \
    }
static const struct desc_field file_fields[] = {
    {.key = "format",
     .what = "enos/mappings/1",
     .type = DESC_STRING,
     .offset = offsetof(struct raw_file, format),
     .size = 64},
    NODE(tool, "what wrote the file", DESC_OPTIONAL),
    NODE(inputs, "what it was made from", DESC_OPTIONAL),
    NODE(seed, "seed of the run", DESC_OPTIONAL),
    NODE(command, "command line of the run", DESC_OPTIONAL),
    OWNER(machine, "machine of the mappings", 0),
    OWNER(network, "network of the mappings", DESC_OPTIONAL),
    NODE(mappings, "list of mappings", 0),
};
static const struct desc_schema file_schema =
    DESC_SCHEMA("mappings file", file_fields, struct raw_file);

static void read_choice(struct choice *choice, const struct desc_node *node, const char *text,
                        struct diag_list *diag)
{
    if (choice_parse(choice, text))
        desc_error(diag, desc_find(node, "choice"), NULL,
                   "'%s' is no choice: an operator and its bits, such as T8, MF4 or BC2", text);
}

static void read_entry(struct entry *entry, const struct desc_node *node, struct diag_list *diag)
{
    struct raw_entry raw = {0};
    if (desc_read(&raw, node, &entry_schema, diag))
        return;
    memcpy(entry->layer, raw.layer, sizeof entry->layer);
    entry->value.layer = entry->layer;
    entry->value.shape = raw.shape;
    entry->shape = desc_find(node, "shape");
    entry->nodes = raw.nodes;
    read_choice(&entry->value.choice, node, raw.choice, diag);
    map_file_read_nodes(&entry->value.mapping, raw.nodes, diag);
}

static int read_entries(struct map_file *file, const struct desc_node *list, struct diag_list *diag)
{
    if (list->kind != DESC_LIST || !list->count) {
        desc_error_key(diag, list, NULL, "mappings is a list of at least one mapping");
        return 0;
    }
    file->entry = calloc(list->count, sizeof *file->entry);
    if (!file->entry)
        return -1;
    size_t errors = diag_count(diag);
    for (const struct desc_node *node = list->first; node; node = node->next)
        read_entry(&file->entry[file->count++], node, diag);
    return diag_count(diag) > errors ? 0 : map_file_index(file, diag);
}

static void out_of_memory(const char *name, struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = name}, NULL, "out of memory");
}

/* Takes over `desc`, whatever it returns. */
static int read_tree(struct map_file **out, const char *name, struct desc *desc,
                     struct diag_list *diag)
{
    struct map_file *file = calloc(1, sizeof *file);
    if (!file) {
        desc_free(desc);
        out_of_memory(name, diag);
        return -1;
    }
    file->desc = desc;
    size_t errors = diag_count(diag);
    struct raw_file raw = {0};
    const struct desc_node *root = desc_root(desc);
    desc_check_format(root, "mappings", diag); /* the schema reports a missing one */
    if (diag_count(diag) == errors && !desc_read(&raw, root, &file_schema, diag)) {
        file->machine = raw.machine;
        file->network = raw.network;
        file->machine_node = desc_find(root, "machine");
        if (read_entries(file, raw.mappings, diag))
            out_of_memory(name, diag);
    }
    if (diag_count(diag) > errors) {
        map_file_free(file);
        return -1;
    }
    *out = file;
    return 0;
}

int map_file_read(struct map_file **out, const char *path, struct diag_list *diag)
{
    struct desc *desc;
    return desc_read_file(&desc, path, diag) ? -1 : read_tree(out, path, desc, diag);
}

int map_file_read_text(struct map_file **out, const char *name, const char *text, size_t length,
                       struct diag_list *diag)
{
    struct desc *desc;
    return desc_read_text(&desc, name, text, length, diag) ? -1 : read_tree(out, name, desc, diag);
}
