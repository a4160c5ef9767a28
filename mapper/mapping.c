#include "mapper/mapping.h"

static int append(struct map_mapping *mapping, struct map_node node)
{
    if (mapping->count == MAP_NODES_MAX)
        return -1;
    mapping->node[mapping->count++] = node;
    return 0;
}

int map_add_keep(struct map_mapping *mapping, enum map_level level, enum tensor tensor)
{
    return append(mapping, (struct map_node){.kind = NODE_KEEP, .level = level, .tensor = tensor});
}

int map_add_for(struct map_mapping *mapping, enum dim dim, int bound)
{
    return append(mapping, (struct map_node){.kind = NODE_FOR, .dim = dim, .bound = bound});
}

int map_add_par(struct map_mapping *mapping, enum dim dim, int bound, int axis)
{
    return append(mapping,
                  (struct map_node){.kind = NODE_PAR, .dim = dim, .bound = bound, .axis = axis});
}

void map_mapping_of_nodes(struct map_mapping *out, const struct arch_nodes *nodes)
{
    out->count = 0;
    for (int i = 0; i < nodes->count; i++) {
        const struct arch_node *node = &nodes->node[i];
        if (node->kind == ARCH_NODE_KEEP)
            map_add_keep(out, (enum map_level)node->at, (enum tensor)node->what);
        else if (node->kind == ARCH_NODE_FOR)
            map_add_for(out, (enum dim)node->what, node->bound);
        else
            map_add_par(out, (enum dim)node->what, node->bound, node->at);
    }
}
