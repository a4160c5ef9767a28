/* The nodes of a mapping in mappings.yaml, read. */
#include "mapping_file_tree.h"
#include "workloads/description_read.h"

struct raw_loop {
    int dim, bound, axis;
    const struct desc_node *unused;
};

static const char *const dim_names[] = {"N", "C", "M", "P", "Q", "R", "S", "G", NULL};
static const char *const axis_names[] = {"X", "Y", NULL};
static const char *const level_names[] = {"DRAM", "GLB", "SPAD", NULL};
static const char *const tensor_names[] = {"W", "I", "O", NULL};

#define LOOP_DIM(name)                                                                             \
    {                                                                                              \
        .key = name, .what = "dimension of the loop", .type = DESC_ENUM, .names = dim_names,       \
        .offset = offsetof(struct raw_loop, dim)                                                   \
    }
#define LOOP_BOUND                                                                                 \
    {                                                                                              \
        .key = "bound", .what = "iterations", .type = DESC_INT, .min = 1,                          \
        .max = MAP_FILE_BOUND_MAX, .offset = offsetof(struct raw_loop, bound)                      \
    }
static const struct desc_field for_fields[] = {LOOP_DIM("for"), LOOP_BOUND};
static const struct desc_field par_fields[] = {
    LOOP_DIM("par"),
    LOOP_BOUND,
    {.key = "axis",
     .what = "axis of the array",
     .type = DESC_ENUM,
     .names = axis_names,
     .offset = offsetof(struct raw_loop, axis)},
};
static const struct desc_schema for_schema = DESC_SCHEMA("loop", for_fields, struct raw_loop);
static const struct desc_schema par_schema =
    DESC_SCHEMA("spatial loop", par_fields, struct raw_loop);

struct raw_keep {
    int level, tensor;
    const struct desc_node *keep;
};

static const struct desc_field keep_fields[] = {
    {.key = "keep",
     .what = "[level, tensor], such as [GLB, I]",
     .type = DESC_NODE,
     .offset = offsetof(struct raw_keep, keep)},
};
static const struct desc_schema keep_schema = DESC_SCHEMA("keep", keep_fields, struct raw_keep);
static const struct desc_field level_field = {.key = "level",
                                              .what = "storage level",
                                              .type = DESC_ENUM,
                                              .names = level_names,
                                              .offset = offsetof(struct raw_keep, level)};
static const struct desc_field tensor_field = {.key = "tensor",
                                               .what = "tensor",
                                               .type = DESC_ENUM,
                                               .names = tensor_names,
                                               .offset = offsetof(struct raw_keep, tensor)};

static int read_keep(struct map_mapping *mapping, const struct desc_node *node,
                     struct diag_list *diag)
{
    struct raw_keep raw = {0};
    if (desc_read(&raw, node, &keep_schema, diag))
        return -1;
    if (raw.keep->kind != DESC_LIST || raw.keep->count != 2) {
        desc_error(diag, raw.keep, NULL, "keep is a level and a tensor, such as [GLB, I]");
        return -1;
    }
    if (desc_read_value(&raw, raw.keep->first, &level_field, diag) |
        desc_read_value(&raw, raw.keep->last, &tensor_field, diag))
        return -1;
    return map_add_keep(mapping, (enum map_level)raw.level, (enum tensor)raw.tensor);
}

static int read_loop(struct map_mapping *mapping, const struct desc_node *node, int spatial,
                     struct diag_list *diag)
{
    struct raw_loop raw = {0};
    if (desc_read(&raw, node, spatial ? &par_schema : &for_schema, diag))
        return -1;
    return spatial ? map_add_par(mapping, (enum dim)raw.dim, raw.bound, raw.axis)
                   : map_add_for(mapping, (enum dim)raw.dim, raw.bound);
}

static void read_node(struct map_mapping *mapping, const struct desc_node *node,
                      struct diag_list *diag)
{
    if (desc_find(node, "keep"))
        read_keep(mapping, node, diag);
    else if (desc_find(node, "par"))
        read_loop(mapping, node, 1, diag);
    else if (desc_find(node, "for"))
        read_loop(mapping, node, 0, diag);
    else
        desc_error(diag, node, NULL,
                   "a node is {keep: [GLB, I]}, {for: M, bound: 4} or "
                   "{par: P, bound: 14, axis: X}");
}

void map_file_read_nodes(struct map_mapping *mapping, const struct desc_node *nodes,
                         struct diag_list *diag)
{
    mapping->count = 0;
    if (nodes->kind != DESC_LIST) {
        desc_error(diag, nodes, NULL, "nodes is a list, outermost first");
        return;
    }
    if (nodes->count > MAP_NODES_MAX) {
        desc_error_key(diag, nodes, NULL, "%zu nodes are more than a mapping can have, %d",
                       nodes->count, MAP_NODES_MAX);
        return;
    }
    for (const struct desc_node *node = nodes->first; node; node = node->next)
        read_node(mapping, node, diag);
}
