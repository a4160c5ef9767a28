/* Parameters of a repeated block: "$name" becomes the value given for name. */
#include <stdio.h>
#include <string.h>

#include "description_tree.h"

#define CANDIDATES_MAX 64

static struct desc_node *copy_node(struct desc *desc, const struct desc_node *node)
{
    struct desc_node *copy =
        ++desc->nodes > DESC_NODES_MAX ? NULL : desc_allocate(desc, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *node;
    copy->parent = copy->first = copy->last = copy->next = NULL;
    copy->count = 0;
    return copy;
}

/* Copies the value given for a parameter, under the key of the place that names it. */
static struct desc_node *copy_given(struct desc *desc, const struct desc_node *place,
                                    const struct desc_node *given)
{
    struct desc_node *copy = desc_substitute(desc, given, NULL, NULL);
    if (copy) {
        copy->key = place->key;
        copy->key_in = place->key_in;
        copy->key_span = place->key_span;
    }
    return copy;
}

static void report_unknown(const struct desc_node *node, const struct desc_node *given,
                           struct diag_list *diag)
{
    const char *names[CANDIDATES_MAX];
    size_t n = 0;
    for (const struct desc_node *c = given ? given->first : NULL; c && n < CANDIDATES_MAX;
         c = c->next)
        names[n++] = c->key;
    const char *near = diag_nearest(node->text + 1, names, n);
    char hint[160];
    snprintf(hint, sizeof hint, "did you mean '$%.100s'?", near ? near : "");
    desc_error(diag, node, near ? hint : NULL, "'%.80s' is not a parameter", node->text);
}

static int is_parameter(const struct desc_node *node)
{
    return node->kind == DESC_SCALAR && !node->quoted && node->text[0] == '$';
}

struct desc_node *desc_substitute(struct desc *desc, const struct desc_node *node,
                                  const struct desc_node *given, struct diag_list *diag)
{
    if (diag && is_parameter(node)) {
        const struct desc_node *value = desc_find(given, node->text + 1);
        if (value)
            return copy_given(desc, node, value);
        report_unknown(node, given, diag);
    }
    struct desc_node *copy = copy_node(desc, node);
    for (const struct desc_node *child = node->first; copy && child; child = child->next) {
        struct desc_node *child_copy = desc_substitute(desc, child, given, diag);
        if (!child_copy)
            return NULL;
        desc_append(copy, child_copy);
    }
    return copy;
}
