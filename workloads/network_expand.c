/* From the lists of a file to draft nodes: each use of a module is written out. */
#include <stdio.h>
#include <string.h>

#include "network_draft.h"

#define PARAMETERS_MAX 16
#define PARAMETER_SIZE 32

struct module {
    char parameter[PARAMETERS_MAX][PARAMETER_SIZE];
    int parameter_count;
    const struct desc_node *nodes;
};

struct use {
    char name[NETWORK_NAME_MAX];
    char module[NETWORK_NAME_MAX];
    const struct desc_node *with;
    const struct desc_node *inputs;
};

static const struct desc_field module_fields[] = {
    {.key = "parameters",
     .what = "names that stand for values as $name",
     .type = DESC_NAME,
     .size = PARAMETER_SIZE,
     .array = PARAMETERS_MAX,
     .array_min = 1,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct module, parameter),
     .count_offset = DESC_COUNT_AT(struct module, parameter_count)},
    {.key = "nodes",
     .what = "a list of the module's nodes",
     .type = DESC_NODE,
     .offset = offsetof(struct module, nodes)},
};
const struct desc_schema network_module_schema =
    DESC_SCHEMA("module", module_fields, struct module);

static const struct desc_field use_fields[] = {
    {.key = "name",
     .what = "name of the block",
     .type = DESC_NAME,
     .size = NETWORK_NAME_MAX,
     .offset = offsetof(struct use, name)},
    {.key = "use",
     .what = "name of the module",
     .type = DESC_NAME,
     .size = NETWORK_NAME_MAX,
     .offset = offsetof(struct use, module)},
    {.key = "with",
     .what = "a map that gives each parameter of the module its value",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct use, with)},
    {.key = "inputs",
     .what = "name of the node whose output the module takes",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct use, inputs)},
};
const struct desc_schema network_use_schema = DESC_SCHEMA("block", use_fields, struct use);

static const struct desc_node *find_module(struct network_draft *draft,
                                           const struct desc_node *modules,
                                           const struct desc_node *map, const char *name)
{
    const struct desc_node *module = desc_find(modules, name), *place = desc_find(map, "use");
    const char *names[64];
    size_t n = 0;
    if (module)
        return module;
    for (const struct desc_node *c = modules ? modules->first : NULL; c && n < 64; c = c->next)
        names[n++] = c->key ? c->key : "";
    const char *near = diag_nearest(name, names, n);
    char hint[120];
    snprintf(hint, sizeof hint, "did you mean '%.80s'?", near ? near : "");
    desc_error(draft->diag, place, near ? hint : NULL, "there is no module '%s'", name);
    return NULL;
}

static int has_parameter(const struct module *module, const char *name)
{
    for (int i = 0; i < module->parameter_count; i++) {
        if (strcmp(module->parameter[i], name) == 0)
            return 1;
    }
    return 0;
}

static void report_parameter(struct network_draft *draft, const struct module *module,
                             const struct desc_node *given)
{
    const char *names[PARAMETERS_MAX];
    for (int i = 0; i < module->parameter_count; i++)
        names[i] = module->parameter[i];
    const char *near = diag_nearest(given->key, names, (size_t)module->parameter_count);
    char hint[300];
    if (near)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    else
        desc_join_names(hint, sizeof hint, "parameters: ", names, (size_t)module->parameter_count);
    desc_error_key(draft->diag, given, module->parameter_count ? hint : NULL,
                   "the module has no parameter '%.80s'", given->key);
}

/* `with` gives every parameter, and nothing else. */
static void check_with(struct network_draft *draft, const struct module *module,
                       const struct use *use, const struct desc_node *map)
{
    const struct desc_node *with = use->with;
    if (with && with->kind != DESC_MAP) {
        desc_error(draft->diag, with, "such as {squeeze: 16, expand: 64}",
                   "with: a map of parameters is expected");
        return;
    }
    for (const struct desc_node *given = with ? with->first : NULL; given; given = given->next) {
        if (!has_parameter(module, given->key))
            report_parameter(draft, module, given);
    }
    for (int i = 0; i < module->parameter_count; i++) {
        if (!desc_find(with, module->parameter[i]))
            desc_error_key(draft->diag, with ? with : desc_find(map, "use"), NULL,
                           "the module's parameter '%s' has no value", module->parameter[i]);
    }
}

static int is_list(struct network_draft *draft, const struct desc_node *nodes)
{
    if (nodes->kind == DESC_LIST && nodes->first)
        return 1;
    desc_error(draft->diag, nodes, NULL, "nodes: a list of nodes is expected, not %s",
               nodes->kind == DESC_LIST ? "an empty one" : desc_describe(nodes));
    return 0;
}

static int add_module_nodes(struct network_draft *draft, const struct module *module,
                            const struct desc_node *with)
{
    size_t errors = diag_count(draft->diag);
    if (with && with->kind != DESC_MAP) /* reported */
        return 0;
    const struct desc_node *nodes = desc_substitute(draft->desc, module->nodes, with, draft->diag);
    if (!nodes) {
        if (diag_count(draft->diag) == errors)
            desc_error(draft->diag, module->nodes, NULL, "the modules written out are too large");
        return -1;
    }
    for (const struct desc_node *map = nodes->first; map; map = map->next) {
        const struct desc_node *use = desc_find(map, "use");
        if (use)
            desc_error_key(draft->diag, use, NULL, "a module cannot use another module");
        else if (network_add_node(draft, map, draft->use_count - 1) != 0)
            return -1;
    }
    return 0;
}

/* Returns 0, or -1 when there is no room for more. */
static int add_use(struct network_draft *draft, const struct desc_node *modules,
                   const struct desc_node *map)
{
    struct use use = {0};
    struct module module = {0};
    if (draft->use_count == NETWORK_NODES_MAX)
        return network_report_full(draft, map);
    if (desc_read(&use, map, &network_use_schema, draft->diag) != 0)
        return 0;
    const struct desc_node *found = find_module(draft, modules, map, use.module);
    network_check_name(draft, use.name, map);
    if (!found || desc_read(&module, found, &network_module_schema, draft->diag) != 0 ||
        !is_list(draft, module.nodes))
        return 0;
    check_with(draft, &module, &use, map);
    struct network_draft_use *added = &draft->use[draft->use_count++];
    *added =
        (struct network_draft_use){.at = map, .inputs = use.inputs, .first = draft->node_count};
    memcpy(added->name, use.name, sizeof added->name);
    int status = add_module_nodes(draft, &module, use.with);
    added->count = draft->node_count - added->first;
    return status;
}

static int is_map_or_none(struct network_draft *draft, const struct desc_node *map, const char *key)
{
    if (!map || map->kind == DESC_MAP)
        return 1;
    desc_error(draft->diag, map, NULL, "%s: a map is expected, not %s", key, desc_describe(map));
    return 0;
}

static int is_named_in(const struct desc_node *node, const char *parameter)
{
    if (node->kind == DESC_SCALAR)
        return !node->quoted && node->text[0] == '$' && strcmp(node->text + 1, parameter) == 0;
    for (const struct desc_node *child = node->first; child; child = child->next) {
        if (is_named_in(child, parameter))
            return 1;
    }
    return 0;
}

/* A parameter that no node names is misspelt, here or there. */
static void check_parameters(struct network_draft *draft, const struct network_lists *lists)
{
    const char *names[PARAMETERS_MAX];
    size_t n = 0;
    const struct desc_node *first = lists->parameters ? lists->parameters->first : NULL;
    for (const struct desc_node *given = first; given && n < PARAMETERS_MAX; given = given->next) {
        if (is_named_in(lists->nodes, given->key))
            names[n++] = given->key;
    }
    for (const struct desc_node *given = first; given; given = given->next) {
        const char *near = diag_nearest(given->key, names, n);
        char hint[120];
        snprintf(hint, sizeof hint, "did you mean '%.80s'?", near ? near : "");
        if (!is_named_in(lists->nodes, given->key))
            desc_error_key(draft->diag, given, near ? hint : NULL,
                           "no node names the parameter '%.80s'", given->key);
    }
}

/* The nodes with the file's own parameters put in: those of its map, and $classes.
 * NULL when memory is short. */
static const struct desc_node *put_in_parameters(struct network_draft *draft,
                                                 const struct network_lists *lists)
{
    struct desc *desc = draft->desc;
    struct desc_node none = {.kind = DESC_MAP};
    const struct desc_node *given = lists->parameters ? lists->parameters : &none;
    struct desc_node *values = desc_substitute(desc, given, NULL, NULL);
    if (values && lists->classes && !desc_find(values, "classes")) {
        struct desc_node *classes = desc_substitute(desc, lists->classes, NULL, NULL);
        if (!classes)
            return NULL;
        desc_append(values, classes);
    }
    return values ? desc_substitute(desc, lists->nodes, values, draft->diag) : NULL;
}

void network_expand(struct network_draft *draft, const struct network_lists *lists)
{
    int status = 0;
    is_map_or_none(draft, lists->modules, "modules");
    if (!is_map_or_none(draft, lists->parameters, "parameters") || !is_list(draft, lists->nodes))
        return;
    check_parameters(draft, lists);
    const struct desc_node *nodes = put_in_parameters(draft, lists);
    if (!nodes) {
        desc_error(draft->diag, lists->nodes, NULL, "not enough memory for the network");
        return;
    }
    for (const struct desc_node *item = nodes->first; item && status == 0; item = item->next)
        status = desc_find(item, "use") ? add_use(draft, lists->modules, item)
                                        : network_add_node(draft, item, -1);
}
