/* From the names of inputs to draft nodes, and the nodes' order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network_draft.h"

/* What a name means inside the use of a module (its own nodes) or, with use -1,
 * outside. NETWORK_UNKNOWN if nothing is called so. */
static int find_input(const struct network_draft *draft, const char *name, int use)
{
    const struct network_draft_use *own = use >= 0 ? &draft->use[use] : NULL;
    if (strcmp(name, "input") == 0)
        return own ? own->input : NETWORK_INPUT;
    for (int i = own ? own->first : 0; i < (own ? own->first + own->count : draft->node_count);
         i++) {
        const struct network_draft_node *node = &draft->node[i];
        if (strcmp(own ? node->spec.name : node->node.name, name) == 0)
            return i;
    }
    for (int i = 0; !own && i < draft->use_count; i++) {
        if (strcmp(draft->use[i].name, name) == 0)
            return draft->use[i].first + draft->use[i].count - 1;
    }
    return NETWORK_UNKNOWN;
}

static size_t collect_names(const struct network_draft *draft, int use, const char **names)
{
    size_t n = 0;
    names[n++] = "input";
    for (int i = 0; i < draft->node_count; i++) {
        if (use < 0)
            names[n++] = draft->node[i].node.name;
        else if (draft->node[i].use == use)
            names[n++] = draft->node[i].spec.name;
    }
    for (int i = 0; use < 0 && i < draft->use_count; i++)
        names[n++] = draft->use[i].name;
    return n;
}

static void report_unknown(struct network_draft *draft, const struct desc_node *at, int use)
{
    const char **names = malloc((size_t)(2 * NETWORK_NODES_MAX + 1) * sizeof(char *));
    const char *near = NULL;
    char hint[120];
    if (names)
        near = diag_nearest(at->text, names, collect_names(draft, use, names));
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
    desc_error(draft->diag, at, near ? hint : NULL, "there is no node '%.80s'%s", at->text,
               use >= 0 ? " in the module" : "");
    free(names);
}

/* One name. NETWORK_UNKNOWN after an error. */
static int resolve(struct network_draft *draft, const struct desc_node *at, int use)
{
    if (at->kind != DESC_SCALAR || at->text[0] == '\0') {
        desc_error(draft->diag, at, NULL, "inputs: the name of a node is expected, not %s",
                   desc_describe(at));
        return NETWORK_UNKNOWN;
    }
    int found = find_input(draft, at->text, use);
    if (found == NETWORK_UNKNOWN && (use < 0 || strcmp(at->text, "input") != 0))
        report_unknown(draft, at, use);
    return found;
}

/* What a module takes: one node outside. */
static void connect_use(struct network_draft *draft, struct network_draft_use *use)
{
    const struct desc_node *at = use->inputs;
    use->input = use->first - 1; /* NETWORK_INPUT if it is the first */
    if (at && at->kind == DESC_LIST && at->count == 1)
        at = at->first;
    if (at && at->kind == DESC_LIST) {
        desc_error(draft->diag, at, NULL, "a module takes one input, not %zu", at->count);
        use->input = NETWORK_UNKNOWN;
    } else if (at) {
        use->input = resolve(draft, at, -1);
    }
}

static void check_input_count(struct network_draft *draft, struct network_draft_node *node)
{
    const struct network_op_def *def = &network_ops[node->node.op];
    int n = node->node.input_count;
    const struct desc_node *at = node->spec.inputs ? node->spec.inputs : node->spec.op;
    if (n >= def->inputs_min && n <= def->inputs_max)
        return;
    node->broken = 1;
    if (def->inputs_max == 1)
        desc_error(draft->diag, at, NULL, "%s takes one input, not %d", def->name, n);
    else
        desc_error(draft->diag, at, NULL, "%s takes %d to %d inputs, not %d", def->name,
                   def->inputs_min, def->inputs_max, n);
}

static void add_input(struct network_draft_node *node, int input)
{
    if (node->node.input_count < NETWORK_INPUTS_MAX)
        node->node.input[node->node.input_count] = input;
    node->node.input_count++;
    if (input == NETWORK_UNKNOWN)
        node->broken = 1;
}

/* The node before; before a module's first node comes the module's input. */
static int previous(const struct network_draft *draft, int i)
{
    int use = draft->node[i].use;
    return use >= 0 && draft->use[use].first == i ? draft->use[use].input : i - 1;
}

static void connect_node(struct network_draft *draft, int i)
{
    struct network_draft_node *node = &draft->node[i];
    const struct desc_node *at = node->spec.inputs;
    if (!at)
        add_input(node, previous(draft, i));
    else if (at->kind == DESC_LIST)
        for (const struct desc_node *item = at->first; item; item = item->next)
            add_input(node, resolve(draft, item, node->use));
    else
        add_input(node, resolve(draft, at, node->use));
    if (!node->broken)
        check_input_count(draft, node);
    if (node->node.input_count > NETWORK_INPUTS_MAX)
        node->node.input_count = NETWORK_INPUTS_MAX;
}

void network_connect(struct network_draft *draft)
{
    for (int i = 0; i < draft->use_count; i++)
        connect_use(draft, &draft->use[i]);
    for (int i = 0; i < draft->node_count; i++)
        connect_node(draft, i);
}
