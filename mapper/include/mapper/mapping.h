/* A mapping: how the loops of a layer lie on a machine.
 *
 * One ordered list, outermost first, of nodes: `keep (level, tensor)`, a
 * temporal loop `(dim, bound)`, a spatial loop `(dim, bound, axis)`; then
 * compute. Uneven: every tensor has its own place in the order at each level.
 *
 * Bounds are iterations over full tiles: the tile of a node in dimension d is
 * the product of the bounds of d's loops below it, clipped at the layer's
 * size, so only the last tile of a dimension may be short. C and M count
 * lane sets on the dimension the lanes lie on, and are per group.
 */
#ifndef MAPPER_MAPPING_H
#define MAPPER_MAPPING_H

#include "arch/nodes.h"
#include "workloads/layer.h"

enum map_level { LEVEL_DRAM, LEVEL_GLB, LEVEL_SPAD, LEVEL_COUNT };
enum map_node_kind { NODE_KEEP, NODE_FOR, NODE_PAR };

struct map_node {
    enum map_node_kind kind;
    enum map_level level; /* NODE_KEEP */
    enum tensor tensor;   /* NODE_KEEP */
    enum dim dim;         /* NODE_FOR, NODE_PAR */
    int bound;            /* NODE_FOR, NODE_PAR: at least 1 */
    int axis;             /* NODE_PAR: enum arch_axis (0 X columns, 1 Y rows) */
};

#define MAP_NODES_MAX ARCH_NODES_MAX

/* A plain value: copy it freely. */
struct map_mapping {
    int count;
    struct map_node node[MAP_NODES_MAX];
};

/* Appends a node. Returns 0, or -1 when the mapping is full. */
int map_add_keep(struct map_mapping *mapping, enum map_level level, enum tensor tensor);
int map_add_for(struct map_mapping *mapping, enum dim dim, int bound);
int map_add_par(struct map_mapping *mapping, enum dim dim, int bound, int axis);

/* The mapping that a file lists. */
void map_mapping_of_nodes(struct map_mapping *out, const struct arch_nodes *nodes);

#endif
