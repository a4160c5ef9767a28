/* The nodes of a mapping in mappings.yaml, read. */
#include "mapping_file_tree.h"

void map_file_read_nodes(struct map_mapping *mapping, const struct desc_node *nodes,
                         struct diag_list *diag)
{
    struct arch_nodes list;
    mapping->count = 0;
    if (arch_nodes_read(&list, nodes, diag) == 0)
        map_mapping_of_nodes(mapping, &list);
}
