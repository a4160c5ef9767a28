/* `constraints:` of a machine file, read as it stands there. */
#include "constraints_read.h"

#include <string.h>

#include "workloads/description_read.h"

struct block_text {
    int dataflow; /* index in arch_dataflow_names; -1: none */
    const struct desc_node *site[SITE_COUNT], *nodes;
};

#define SITE(name_, site_, what_)                                                                  \
    {                                                                                              \
        .key = name_, .what = what_, .type = DESC_NODE, .flags = DESC_OPTIONAL,                    \
        .offset = offsetof(struct block_text, site) + (site_) * sizeof(const struct desc_node *)   \
    }
static const struct desc_field block_fields[] = {
    {.key = "dataflow",
     .what = "a named set of constraints",
     .type = DESC_ENUM,
     .names = arch_dataflow_names,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct block_text, dataflow)},
    SITE("DRAM", SITE_DRAM, "a map: loops above the GLB's tiles"),
    SITE("GLB", SITE_GLB, "a map: loops between the GLB's tiles and the scratchpads'"),
    SITE("X", SITE_X, "a map: loops along the columns of the array"),
    SITE("Y", SITE_Y, "a map: loops along the rows of the array"),
    SITE("SPAD", SITE_SPAD, "a map: loops in a PE"),
    {.key = "nodes",
     .what = "a list: the one mapping that is allowed",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct block_text, nodes)},
};
static const struct desc_schema block_schema =
    DESC_SCHEMA_ORIGIN("constraints", block_fields, struct block_text);

struct site_text {
    const struct desc_node *factors, *dims, *order;
    unsigned keeps, bypass;
};

#define NODE(member_, what_)                                                                       \
    {                                                                                              \
        .key = #member_, .what = what_, .type = DESC_NODE, .flags = DESC_OPTIONAL,                 \
        .offset = offsetof(struct site_text, member_)                                              \
    }
#define TENSORS(member_, what_)                                                                    \
    {                                                                                              \
        .key = #member_, .what = what_, .type = DESC_TENSORS, .flags = DESC_OPTIONAL,              \
        .offset = offsetof(struct site_text, member_)                                              \
    }
#define FACTORS NODE(factors, "a map: iterations of dimensions, such as {C: 4, R: all}")
#define ORDER NODE(order, "a list: dimensions of loops, outermost first")
static const struct desc_field axis_fields[] = {FACTORS,
                                                NODE(dims, "a list: dimensions that may be there")};
static const struct desc_field level_fields[] = {FACTORS, ORDER};
static const struct desc_field glb_fields[] = {FACTORS, ORDER,
                                               TENSORS(keeps, "tensors that it must hold"),
                                               TENSORS(bypass, "tensors that must go past it")};
#define DIM(letter_, dim_)                                                                         \
    {                                                                                              \
        .key = letter_, .what = "a number, 'all' or {least: 2, most: 8}", .type = DESC_NODE,       \
        .flags = DESC_OPTIONAL, .offset = (dim_) * sizeof(const struct desc_node *)                \
    }
static const struct desc_field factor_fields[] = {
    DIM("N", DIM_N), DIM("C", DIM_C), DIM("M", DIM_M), DIM("P", DIM_P),
    DIM("Q", DIM_Q), DIM("R", DIM_R), DIM("S", DIM_S), DIM("G", DIM_G),
};
static const struct desc_schema factor_schema = {
    .title = "factors", .field = factor_fields, .count = DIM_COUNT};

/* Keys of a level, of the GLB, of an axis. */
static const struct desc_schema site_schemas[SITE_COUNT] = {
    [SITE_DRAM] = DESC_SCHEMA_ORIGIN("level", level_fields, struct site_text),
    [SITE_GLB] = DESC_SCHEMA_ORIGIN("buffer", glb_fields, struct site_text),
    [SITE_X] = DESC_SCHEMA_ORIGIN("axis", axis_fields, struct site_text),
    [SITE_Y] = DESC_SCHEMA_ORIGIN("axis", axis_fields, struct site_text),
    [SITE_SPAD] = DESC_SCHEMA_ORIGIN("level", level_fields, struct site_text),
};

static struct arch_clause clause_at(const struct desc_node *node, enum arch_constraint_key key,
                                    int site, int dim)
{
    int is_set = strcmp(node->in->name, "--set") == 0;
    return (struct arch_clause){.line = is_set ? ARCH_LINE_SET : node->span.line,
                                .key = (unsigned char)key,
                                .site = (unsigned char)site,
                                .dim = (unsigned char)dim};
}

static int read_factors(struct constraints_block *out, const struct desc_node *map, int site,
                        struct diag_list *diag)
{
    int status = desc_read(out->factor[site], map, &factor_schema, diag);
    for (int d = 0; d < DIM_COUNT && map->kind == DESC_MAP; d++) {
        const struct desc_node *node = out->factor[site][d];
        struct arch_limit *limit = &out->said.limit[site][d];
        if (!node)
            continue;
        status |= constraints_read_factor(limit, node, diag);
        struct arch_clause by = clause_at(node, CONSTRAINT_FACTORS, site, d);
        limit->least_by = limit->least ? by : limit->least_by;
        limit->most_by = limit->most ? by : limit->most_by;
    }
    return status;
}

/* What is not among the dimensions of an axis has a factor of 1 there. */
static int read_dims(struct constraints_block *out, const struct desc_node *list, int site,
                     struct diag_list *diag)
{
    unsigned dims;
    out->dims[site] = list;
    if (constraints_read_dims(&dims, list, diag))
        return -1;
    for (int d = 0; d < DIM_COUNT; d++) {
        struct arch_limit *limit = &out->said.limit[site][d];
        if (dims >> d & 1 || limit->most == 1)
            continue;
        limit->most = 1;
        limit->most_by = clause_at(list, CONSTRAINT_DIMS, site, 0);
    }
    return 0;
}

static int read_order(struct constraints_block *out, const struct desc_node *list, int site,
                      struct diag_list *diag)
{
    struct arch_order *order = &out->said.order[site][ORDER_OF_KEY];
    out->order[site] = list;
    order->by = clause_at(list, CONSTRAINT_ORDER, site, 0);
    return constraints_read_order(order->outside, list, diag);
}

/* Reads keeps or bypass of the GLB. */
static int read_tensors(unsigned *out, struct arch_clause *by, const struct desc_node *node,
                        unsigned tensors, enum arch_constraint_key key, struct diag_list *diag)
{
    *out = tensors;
    *by = clause_at(node, key, SITE_GLB, 0);
    if (tensors)
        return 0;
    desc_error(diag, node, "leave the key out, or name W, I or O", "%s: no tensor is named",
               node->key);
    return -1;
}

static int read_glb(struct constraints_block *out, const struct desc_node *map,
                    const struct site_text *text, struct diag_list *diag)
{
    struct arch_constraints *said = &out->said;
    int status = 0;
    out->keeps = desc_find(map, "keeps");
    out->bypass = desc_find(map, "bypass");
    if (out->keeps)
        status |= read_tensors(&said->glb_keeps, &said->glb_keeps_by, out->keeps, text->keeps,
                               CONSTRAINT_KEEPS, diag);
    if (out->bypass)
        status |= read_tensors(&said->glb_bypasses, &said->glb_bypasses_by, out->bypass,
                               text->bypass, CONSTRAINT_BYPASS, diag);
    return status;
}

static int read_site(struct constraints_block *out, int site, struct diag_list *diag)
{
    struct site_text text = {0};
    const struct desc_node *map = out->site[site];
    if (desc_read(&text, map, &site_schemas[site], diag))
        return -1;
    int status = text.factors ? read_factors(out, text.factors, site, diag) : 0;
    status |= text.dims ? read_dims(out, text.dims, site, diag) : 0;
    status |= text.order ? read_order(out, text.order, site, diag) : 0;
    return (site == SITE_GLB ? read_glb(out, map, &text, diag) : 0) | status;
}

static int read_nodes(struct constraints_block *out, struct diag_list *diag)
{
    out->said.nodes_by = clause_at(out->nodes, CONSTRAINT_NODES, 0, 0);
    if (arch_nodes_read(&out->said.nodes, out->nodes, diag))
        return -1;
    if (out->said.nodes.count)
        return 0;
    desc_error(diag, out->nodes, "leave the key out", "nodes: an empty list is no mapping");
    return -1;
}

int constraints_read(struct constraints_block *out, const struct desc_node *map,
                     struct diag_list *diag)
{
    struct block_text text = {.dataflow = -1};
    *out = (struct constraints_block){.map = map};
    int status = desc_read(&text, map, &block_schema, diag);
    if (map->kind != DESC_MAP)
        return status;
    out->said.line = clause_at(map, CONSTRAINT_NONE, 0, 0).line;
    if (map->key && out->said.line != ARCH_LINE_SET)
        out->said.line = map->key_span.line; /* a map begins at its first key */
    out->said.dataflow = text.dataflow + 1;
    out->dataflow = desc_find(map, "dataflow");
    out->nodes = text.nodes;
    memcpy(out->site, text.site, sizeof out->site);
    for (int site = 0; site < SITE_COUNT; site++)
        status |= out->site[site] ? read_site(out, site, diag) : 0;
    return (out->nodes ? read_nodes(out, diag) : 0) | status;
}
