#include "ert_schema.h"

static const struct desc_field ert_fields[] = {
    {.key = "version",
     .what = "version of the format",
     .type = DESC_REAL,
     .min = 0.2,
     .max = 0.4,
     .offset = offsetof(struct ert_text, version)},
    {.key = "tables",
     .what = "a list of components",
     .type = DESC_NODE,
     .offset = offsetof(struct ert_text, tables)},
};
const struct desc_schema ert_schema = DESC_SCHEMA("ERT", ert_fields, struct ert_text);

static const struct desc_field component_fields[] = {
    {.key = "name",
     .what = "name of the component",
     .type = DESC_STRING,
     .size = ERT_NAME_MAX,
     .offset = offsetof(struct ert_component, name)},
    {.key = "actions",
     .what = "a list of actions",
     .type = DESC_NODE,
     .offset = offsetof(struct ert_component, actions)},
};
const struct desc_schema ert_component_schema =
    DESC_SCHEMA("component", component_fields, struct ert_component);

static const struct desc_field action_fields[] = {
    {.key = "name",
     .what = "name of the action",
     .type = DESC_STRING,
     .size = ARCH_ACTION_MAX,
     .offset = offsetof(struct ert_action, name)},
    {.key = "arguments",
     .what = "null, or the width as {bits: 8}",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct ert_action, arguments)},
    {.key = "energy",
     .what = "energy of the action in pJ",
     .type = DESC_REAL,
     .max = 1e9,
     .offset = offsetof(struct ert_action, energy_pj)},
};
const struct desc_schema ert_action_schema =
    DESC_SCHEMA("action", action_fields, struct ert_action);

static const struct desc_field arguments_fields[] = {
    {.key = "bits", .what = "width of the access", .type = DESC_INT, .min = 1, .max = 1e6},
};
const struct desc_schema ert_arguments_schema = DESC_SCHEMA("arguments", arguments_fields, int);
