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
