#include "constrain_same.h"

#include <limits.h>

/* A mapping in its plainest words, and where each node came from. */
struct plain {
    struct map_mapping mapping;
    int from[MAP_NODES_MAX + 1]; /* of the node behind the last: the last node */
};

static int is_same_loop(const struct map_node *a, const struct map_node *b)
{
    return a->kind == b->kind && a->kind != NODE_KEEP && a->dim == b->dim &&
           (a->kind == NODE_FOR || a->axis == b->axis);
}

/* Keep nodes in a row: of outer levels first, then by tensor. */
static int is_before(const struct map_node *a, const struct map_node *b)
{
    return a->level != b->level ? a->level < b->level : a->tensor < b->tensor;
}

static void add(struct plain *out, const struct map_node *node, int from)
{
    int at = out->mapping.count;
    struct map_node *list = out->mapping.node;
    if (at && is_same_loop(&list[at - 1], node) && list[at - 1].bound <= INT_MAX / node->bound) {
        list[at - 1].bound *= node->bound;
        return;
    }
    for (; node->kind == NODE_KEEP && at && list[at - 1].kind == NODE_KEEP &&
           is_before(node, &list[at - 1]);
         at--) {
        list[at] = list[at - 1];
        out->from[at] = out->from[at - 1];
    }
    list[at] = *node;
    out->from[at] = from;
    out->mapping.count++;
}

static void simplify(struct plain *out, const struct map_mapping *mapping)
{
    out->mapping.count = 0;
    for (int i = 0; i < mapping->count; i++)
        if (mapping->node[i].kind == NODE_KEEP || mapping->node[i].bound > 1)
            add(out, &mapping->node[i], i);
    out->from[out->mapping.count] = mapping->count - 1;
}

static int is_equal(const struct map_node *a, const struct map_node *b)
{
    if (a->kind == NODE_KEEP)
        return b->kind == NODE_KEEP && a->level == b->level && a->tensor == b->tensor;
    return is_same_loop(a, b) && a->bound == b->bound;
}

int map_first_difference(const struct map_mapping *mapping, const struct map_mapping *other)
{
    struct plain a, b;
    simplify(&a, mapping);
    simplify(&b, other);
    int count = a.mapping.count < b.mapping.count ? a.mapping.count : b.mapping.count;
    for (int i = 0; i < count; i++)
        if (!is_equal(&a.mapping.node[i], &b.mapping.node[i]))
            return a.from[i];
    return a.mapping.count == b.mapping.count ? -1 : a.from[count];
}
