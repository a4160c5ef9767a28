/* mappings.yaml as it was read; shared by the files of the mapping file. */
#ifndef MAPPER_MAPPING_FILE_TREE_H
#define MAPPER_MAPPING_FILE_TREE_H

#include "mapper/mapping_file.h"
#include "workloads/description.h"

#define MAP_FILE_NAME_MAX 256
#define MAP_FILE_BOUND_MAX 1000000000

extern const char *const map_file_levels[LEVEL_COUNT]; /* by enum map_level */
extern const char *const map_file_axes[2];             /* X columns, Y rows */

struct owner {
    char name[MAP_FILE_NAME_MAX], sha256[65];
};

struct entry {
    struct map_file_entry value; /* first: map_file_check_shape goes back from it */
    char layer[MAP_FILE_NAME_MAX];
    const struct desc_node *shape, *nodes;
};

struct map_file {
    struct desc *desc;
    struct owner machine, network;
    const struct desc_node *machine_node;
    struct entry *entry;
    size_t count;
    const struct entry **sorted; /* (count) by layer and choice */
};

/* Reads the list of nodes of a mapping; mistakes go to `diag`. */
void map_file_read_nodes(struct map_mapping *mapping, const struct desc_node *nodes,
                         struct diag_list *diag);

/* Writes a line of a list of nodes, `indent` spaces in. */
void map_file_write_node(FILE *out, int indent, const struct map_node *node);

/* Sorts the entries for map_file_find and reports those given twice. Returns 0, or
 * -1 when memory is short. */
int map_file_index(struct map_file *file, struct diag_list *diag);

#endif
