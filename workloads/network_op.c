/* The operations of a network, and the keys of each. */
#include <stdio.h>
#include <string.h>

#include "network_draft.h"

#define EXTENT_MAX 65536
#define FILTERS_MAX 1000000

#define AT(member) .offset = offsetof(struct network_spec, member)

#define FIELD_NAME                                                                                 \
    {                                                                                              \
        .key = "name", .what = "name of the node", .type = DESC_NAME, .size = NETWORK_NAME_MAX,    \
        AT(name)                                                                                   \
    }
#define FIELD_OP                                                                                   \
    {                                                                                              \
        .key = "op",                                                                               \
        .what = "operation: conv, depthwise, full, max_pool, average_pool, "                       \
                "global_average, concat, add or shuffle",                                          \
        .type = DESC_NODE, AT(op)                                                                  \
    }
#define FIELD_IF                                                                                   \
    {                                                                                              \
        .key = "if", .what = "whether the node is there", .type = DESC_BOOL, .fallback = "true",   \
        AT(present)                                                                                \
    }
#define FIELD_INPUTS                                                                               \
    {                                                                                              \
        .key = "inputs", .what = "name of the node whose output it takes, or a list of names",     \
        .type = DESC_NODE, .flags = DESC_OPTIONAL, AT(inputs)                                      \
    }
#define FIELDS_OF_ALL FIELD_NAME, FIELD_OP, FIELD_IF, FIELD_INPUTS
#define FIELD_FILTERS                                                                              \
    {                                                                                              \
        .key = "filters", .what = "output channels", .type = DESC_INT, .min = 1,                   \
        .max = FILTERS_MAX, AT(filters)                                                            \
    }
#define FIELD_PAIR(key_, what_, min_, fallback_)                                                   \
    {                                                                                              \
        .key = #key_, .what = (what_), .type = DESC_INT, .min = (min_), .max = EXTENT_MAX,         \
        .array = 2, .array_min = 2, .flags = DESC_EACH, .fallback = (fallback_), AT(key_)          \
    }
#define FIELD_KERNEL FIELD_PAIR(kernel, "size of the window (rows, columns)", 1, NULL)
#define FIELD_STRIDE FIELD_PAIR(stride, "step of the window (rows, columns)", 1, "1")
#define FIELD_POOL_STRIDE FIELD_PAIR(stride, "step of the window (rows, columns)", 1, NULL)
#define FIELD_DILATION                                                                             \
    FIELD_PAIR(dilation, "distance of the window's elements (rows, columns)", 1, "1")
#define FIELD_PAD FIELD_PAIR(pad, "zeros on each side (rows, columns)", 0, "0")
#define FIELD_GROUPS(what_, min_, fallback_)                                                       \
    {                                                                                              \
        .key = "groups", .what = (what_), .type = DESC_INT, .min = (min_), .max = FILTERS_MAX,     \
        .fallback = (fallback_), AT(groups)                                                        \
    }
#define FIELD_ROUND                                                                                \
    {                                                                                              \
        .key = "round", .what = "how a last, partial window counts", .type = DESC_ENUM,            \
        .names = rounds, .fallback = "down", AT(round)                                             \
    }
#define FIELD_RELU                                                                                 \
    {                                                                                              \
        .key = "relu", .what = "whether negative results become 0", .type = DESC_BOOL,             \
        .flags = DESC_OPTIONAL, AT(relu)                                                           \
    }
#define FIELD_CHOICE                                                                               \
    {                                                                                              \
        .key = "choice", .what = "operator and precision, such as T8 or MF4", .type = DESC_NODE,   \
        .flags = DESC_OPTIONAL, AT(choice)                                                         \
    }

static const char *const rounds[] = {"down", "up", NULL};

static const struct desc_field conv_fields[] = {FIELDS_OF_ALL,
                                                FIELD_FILTERS,
                                                FIELD_KERNEL,
                                                FIELD_STRIDE,
                                                FIELD_PAD,
                                                FIELD_DILATION,
                                                FIELD_GROUPS("groups of channels", 1, "1"),
                                                FIELD_RELU,
                                                FIELD_CHOICE};
static const struct desc_field depthwise_fields[] = {
    FIELDS_OF_ALL, FIELD_KERNEL, FIELD_STRIDE, FIELD_PAD, FIELD_DILATION, FIELD_RELU, FIELD_CHOICE};
static const struct desc_field full_fields[] = {FIELDS_OF_ALL, FIELD_FILTERS, FIELD_RELU,
                                                FIELD_CHOICE};
static const struct desc_field pool_fields[] = {FIELDS_OF_ALL, FIELD_KERNEL, FIELD_POOL_STRIDE,
                                                FIELD_PAD, FIELD_ROUND};
static const struct desc_field global_fields[] = {FIELDS_OF_ALL};
static const struct desc_field join_fields[] = {FIELDS_OF_ALL, FIELD_RELU};
static const struct desc_field shuffle_fields[] = {FIELDS_OF_ALL,
                                                   FIELD_GROUPS("groups of channels", 2, NULL)};

#define SCHEMA(op_) DESC_SCHEMA(#op_, op_##_fields, struct network_spec)
static const struct desc_schema network_conv_schema = SCHEMA(conv);
static const struct desc_schema network_depthwise_schema = SCHEMA(depthwise);
static const struct desc_schema network_full_schema = SCHEMA(full);
static const struct desc_schema network_max_pool_schema =
    DESC_SCHEMA("max_pool", pool_fields, struct network_spec);
static const struct desc_schema network_average_pool_schema =
    DESC_SCHEMA("average_pool", pool_fields, struct network_spec);
static const struct desc_schema network_global_average_schema =
    DESC_SCHEMA("global_average", global_fields, struct network_spec);
static const struct desc_schema network_concat_schema =
    DESC_SCHEMA("concat", join_fields, struct network_spec);
static const struct desc_schema network_add_schema =
    DESC_SCHEMA("add", join_fields, struct network_spec);
static const struct desc_schema network_shuffle_schema = SCHEMA(shuffle);

const struct desc_schema *const network_schemas[] = {
    &network_header_schema,       &network_input_schema,
    &network_module_schema,       &network_use_schema,
    &network_conv_schema,         &network_depthwise_schema,
    &network_full_schema,         &network_max_pool_schema,
    &network_average_pool_schema, &network_global_average_schema,
    &network_concat_schema,       &network_add_schema,
    &network_shuffle_schema,      NULL};

const struct network_op_def network_ops[NETWORK_OP_COUNT] = {
    [NETWORK_CONV] = {"conv", &network_conv_schema, 1, 1, 1, 1},
    [NETWORK_DEPTHWISE] = {"depthwise", &network_depthwise_schema, 1, 1, 1, 1},
    [NETWORK_FULL] = {"full", &network_full_schema, 1, 1, 1, 1},
    [NETWORK_MAX_POOL] = {"max_pool", &network_max_pool_schema, 1, 1, 0, 0},
    [NETWORK_AVERAGE_POOL] = {"average_pool", &network_average_pool_schema, 1, 1, 0, 0},
    [NETWORK_GLOBAL_AVERAGE] = {"global_average", &network_global_average_schema, 1, 1, 0, 0},
    [NETWORK_CONCAT] = {"concat", &network_concat_schema, 2, NETWORK_INPUTS_MAX, 0, 0},
    [NETWORK_ADD] = {"add", &network_add_schema, 2, NETWORK_INPUTS_MAX, 0, 0},
    [NETWORK_SHUFFLE] = {"shuffle", &network_shuffle_schema, 1, 1, 0, 0},
};

const char *network_op_name(enum network_op op)
{
    return network_ops[op].name;
}

int network_op_is_layer(enum network_op op)
{
    return network_ops[op].is_layer;
}

static const struct network_op_def *report_unknown(const struct desc_node *op,
                                                   struct diag_list *diag)
{
    const char *names[NETWORK_OP_COUNT];
    for (int i = 0; i < NETWORK_OP_COUNT; i++)
        names[i] = network_ops[i].name;
    const char *near = diag_nearest(op->text, names, NETWORK_OP_COUNT);
    char hint[200] = "one of ";
    if (near)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    else
        desc_join_names(hint, sizeof hint, "one of ", names, NETWORK_OP_COUNT);
    desc_error(diag, op, hint, "op: '%.80s' is not an operation", op->text);
    return NULL;
}

/* Neither `op` nor `use`: perhaps one of them is misspelt. */
static const struct network_op_def *report_missing(const struct desc_node *map,
                                                   struct diag_list *diag)
{
    static const char *const names[] = {"op", "use"};
    for (const struct desc_node *child = map->first; child; child = child->next) {
        const char *near = diag_nearest(child->key, names, 2);
        if (near) {
            desc_error_key(diag, child,
                           near == names[0] ? "did you mean 'op'?" : "did you mean 'use'?",
                           "unknown key '%.80s' in node", child->key);
            return NULL;
        }
    }
    desc_error_key(diag, map->first ? map->first : map, "op: conv, or use: MODULE",
                   "the node lacks 'op' or 'use'");
    return NULL;
}

const struct network_op_def *network_op_of(const struct desc_node *map, struct diag_list *diag)
{
    const struct desc_node *op = desc_find(map, "op");
    if (!op)
        return report_missing(map, diag);
    if (op->kind != DESC_SCALAR) {
        desc_error(diag, op, NULL, "op: the name of an operation is expected");
        return NULL;
    }
    for (int i = 0; i < NETWORK_OP_COUNT; i++) {
        if (strcmp(op->text, network_ops[i].name) == 0)
            return &network_ops[i];
    }
    return report_unknown(op, diag);
}
