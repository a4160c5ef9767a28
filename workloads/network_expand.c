/* From the lists of a file to draft nodes: each use of a module is written out. */
#include <assert.h>
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

static const struct desc_node *name_of(const struct desc_node *map)
{
    const struct desc_node *name = desc_find(map, "name");
    return name ? name : map;
}

static const struct desc_node *find_named(const struct network_draft *draft, const char *name)
{
    for (int i = 0; i < draft->node_count; i++) {
        if (strcmp(draft->node[i].node.name, name) == 0)
            return draft->node[i].at;
    }
    for (int i = 0; i < draft->use_count; i++) {
        if (strcmp(draft->use[i].name, name) == 0)
            return draft->use[i].at;
    }
    return NULL;
}

/* Reports a name that is taken. Returns 0, or -1. */
static int check_name(struct network_draft *draft, const char *name, const struct desc_node *map)
{
    const struct desc_node *first = find_named(draft, name);
    char hint[80];
    if (strcmp(name, "input") == 0) {
        desc_error(draft->diag, name_of(map), NULL, "'input' is the name of the network's input");
        return -1;
    }
    if (!first)
        return 0;
    snprintf(hint, sizeof hint, "first given at line %d", name_of(first)->span.line);
    desc_error(draft->diag, name_of(map), hint, "the name '%s' is taken", name);
    return -1;
}

/* "fire2/e3x3". Returns 0, or -1 after an error. */
static int join_name(struct network_draft *draft, struct network_draft_node *node)
{
    char *name = node->node.name;
    const struct network_draft_use *use = node->use >= 0 ? &draft->use[node->use] : NULL;
    int length = snprintf(name, NETWORK_NAME_MAX, "%s%s%s", use ? use->name : "", use ? "/" : "",
                          node->spec.name);
    if (length < NETWORK_NAME_MAX)
        return check_name(draft, name, node->at);
    assert(use); /* a name alone fits: the schema checks it */
    desc_error(draft->diag, name_of(use->at), NULL,
               "'%s/%s' is too long: at most %d characters in all", use->name, node->spec.name,
               NETWORK_NAME_MAX - 1);
    return -1;
}

static void read_choice(struct network_draft *draft, struct network_draft_node *node)
{
    const struct desc_node *choice = node->spec.choice;
    if (!choice)
        return;
    if (choice->kind == DESC_SCALAR && choice_parse(&node->node.choice, choice->text) == 0)
        return;
    desc_error(draft->diag, choice, "an operator (T, MF, BC) and its bits, such as T8 or MF4",
               "choice: '%.80s' is not an operator and precision", desc_describe(choice));
    node->broken = 1;
}

/* Windows and groups of an operation that has none. */
static struct network_spec empty_spec(void)
{
    return (struct network_spec){
        .kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}, .groups = 1, .relu = -1};
}

static void copy_spec(struct network_draft_node *node, const struct network_op_def *def)
{
    const struct network_spec *spec = &node->spec;
    node->node.op = (enum network_op)(def - network_ops);
    memcpy(node->node.kernel, spec->kernel, sizeof spec->kernel);
    memcpy(node->node.stride, spec->stride, sizeof spec->stride);
    memcpy(node->node.dilation, spec->dilation, sizeof spec->dilation);
    memcpy(node->node.pad, spec->pad, sizeof spec->pad);
    node->node.groups = spec->groups;
    node->node.relu = spec->relu < 0 ? def->relu : spec->relu;
}

/* The name and inputs of a node whose operation is not known: it keeps its place in
 * the graph, so that nothing follows from the mistake. */
static void read_place_alone(struct network_draft_node *node)
{
    const struct desc_node *name = desc_find(node->at, "name");
    if (name && name->kind == DESC_SCALAR)
        snprintf(node->spec.name, sizeof node->spec.name, "%s", name->text);
    node->spec.inputs = desc_find(node->at, "inputs");
}

static int report_full(struct network_draft *draft, const struct desc_node *map)
{
    desc_error(draft->diag, map, NULL, "more than %d nodes", NETWORK_NODES_MAX);
    return -1;
}

static int is_map(struct network_draft *draft, const struct desc_node *item)
{
    if (item->kind == DESC_MAP)
        return 1;
    desc_error(draft->diag, item, "such as {name: conv1, op: conv, filters: 96, kernel: 3}",
               "a node is a map of keys");
    return 0;
}

/* Returns 0, or -1 when there is no room for more. */
static int add_node(struct network_draft *draft, const struct desc_node *map, int use)
{
    if (!is_map(draft, map))
        return 0;
    if (draft->node_count == NETWORK_NODES_MAX)
        return report_full(draft, map);
    struct network_draft_node *node = &draft->node[draft->node_count];
    const struct network_op_def *def = network_op_of(map, draft->diag);
    *node = (struct network_draft_node){.at = map, .use = use, .spec = empty_spec()};
    if (def)
        node->broken = desc_read(&node->spec, map, def->schema, draft->diag) != 0;
    if (!def)
        read_place_alone(node);
    node->broken |= !def;
    if (*node->spec.name && join_name(draft, node) != 0)
        node->broken = 1;
    copy_spec(node, def ? def : &network_ops[0]);
    read_choice(draft, node);
    draft->node_count++;
    return 0;
}

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
        else if (add_node(draft, map, draft->use_count - 1) != 0)
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
        return report_full(draft, map);
    if (desc_read(&use, map, &network_use_schema, draft->diag) != 0)
        return 0;
    const struct desc_node *found = find_module(draft, modules, map, use.module);
    check_name(draft, use.name, map);
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

void network_expand(struct network_draft *draft, const struct desc_node *modules,
                    const struct desc_node *nodes)
{
    int status = 0;
    if (modules && modules->kind != DESC_MAP)
        desc_error(draft->diag, modules, NULL, "modules: a map is expected, not %s",
                   desc_describe(modules));
    if (!is_list(draft, nodes))
        return;
    for (const struct desc_node *item = nodes->first; item && status == 0; item = item->next)
        status = desc_find(item, "use") ? add_use(draft, modules, item) : add_node(draft, item, -1);
}
