/* From the map of one node to a draft node: its keys, its name, its choice. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "network_draft.h"

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

int network_check_name(struct network_draft *draft, const char *name, const struct desc_node *map)
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
        return network_check_name(draft, name, node->at);
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
    return (struct network_spec){.present = 1,
                                 .kernel = {1, 1},
                                 .stride = {1, 1},
                                 .dilation = {1, 1},
                                 .groups = 1,
                                 .relu = -1};
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

int network_report_full(struct network_draft *draft, const struct desc_node *map)
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

int network_add_node(struct network_draft *draft, const struct desc_node *map, int use)
{
    if (!is_map(draft, map))
        return 0;
    if (draft->node_count == NETWORK_NODES_MAX)
        return network_report_full(draft, map);
    struct network_draft_node *node = &draft->node[draft->node_count];
    const struct network_op_def *def = network_op_of(map, draft->diag);
    *node = (struct network_draft_node){.at = map, .use = use, .spec = empty_spec()};
    if (def)
        node->broken = desc_read(&node->spec, map, def->schema, draft->diag) != 0;
    if (!def)
        read_place_alone(node);
    node->broken |= !def;
    if (!node->spec.present && !node->broken)
        return 0;
    if (*node->spec.name && join_name(draft, node) != 0)
        node->broken = 1;
    copy_spec(node, def ? def : &network_ops[0]);
    read_choice(draft, node);
    draft->node_count++;
    return 0;
}
