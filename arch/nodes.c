#include "arch/nodes.h"

#include <stddef.h>

#include "workloads/description_read.h"

struct raw_loop {
    int dim, bound, axis;
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
        .key = "bound", .what = "iterations", .type = DESC_INT, .min = 1, .max = ARCH_BOUND_MAX,   \
        .offset = offsetof(struct raw_loop, bound)                                                 \
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

static int add(struct arch_nodes *out, struct arch_node node)
{
    out->node[out->count++] = node;
    return 0;
}

static int read_keep(struct arch_nodes *out, const struct desc_node *node, struct diag_list *diag)
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
    return add(out, (struct arch_node){.kind = ARCH_NODE_KEEP,
                                       .at = (unsigned char)raw.level,
                                       .what = (unsigned char)raw.tensor});
}

static int read_loop(struct arch_nodes *out, const struct desc_node *node, int spatial,
                     struct diag_list *diag)
{
    struct raw_loop raw = {0};
    if (desc_read(&raw, node, spatial ? &par_schema : &for_schema, diag))
        return -1;
    return add(out, (struct arch_node){.kind = spatial ? ARCH_NODE_PAR : ARCH_NODE_FOR,
                                       .at = (unsigned char)raw.axis,
                                       .what = (unsigned char)raw.dim,
                                       .bound = raw.bound});
}

static int read_node(struct arch_nodes *out, const struct desc_node *node, struct diag_list *diag)
{
    if (desc_find(node, "keep"))
        return read_keep(out, node, diag);
    if (desc_find(node, "par"))
        return read_loop(out, node, 1, diag);
    if (desc_find(node, "for"))
        return read_loop(out, node, 0, diag);
    desc_error(diag, node, NULL,
               "a node is {keep: [GLB, I]}, {for: M, bound: 4} or "
               "{par: P, bound: 14, axis: X}");
    return -1;
}

int arch_nodes_read(struct arch_nodes *out, const struct desc_node *list, struct diag_list *diag)
{
    int status = 0;
    out->count = 0;
    if (list->kind != DESC_LIST) {
        desc_error(diag, list, NULL, "nodes is a list, outermost first");
        return -1;
    }
    if (list->count > ARCH_NODES_MAX) {
        desc_error_key(diag, list, NULL, "%zu nodes are more than a mapping can have, %d",
                       list->count, ARCH_NODES_MAX);
        return -1;
    }
    for (const struct desc_node *node = list->first; node; node = node->next)
        status |= read_node(out, node, diag);
    return status;
}
