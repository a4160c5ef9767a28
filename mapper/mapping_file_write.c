/* mappings.yaml, written. */
#include "mapper/mapping_file.h"
#include "mapping_file_tree.h"

static void write_owner(FILE *out, const char *key, const struct map_file_owner *owner)
{
    fprintf(out, "%s: {name: ", key);
    provenance_write_yaml_string(out, owner->name);
    fprintf(out, ", sha256: \"%s\"}\n", owner->sha256);
}

void map_file_write_header(FILE *out, const struct provenance *provenance,
                           const struct map_file_owner *machine,
                           const struct map_file_owner *network)
{
    provenance_write_yaml(out, provenance, "mappings");
    write_owner(out, "machine", machine);
    write_owner(out, "network", network);
    fputs("mappings:\n", out);
}

/* One number where rows and columns agree. */
static void write_pair(FILE *out, const char *key, const int value[2])
{
    if (value[ROWS] == value[COLUMNS])
        fprintf(out, ", %s: %d", key, value[ROWS]);
    else
        fprintf(out, ", %s: [%d, %d]", key, value[ROWS], value[COLUMNS]);
}

static void write_shape(FILE *out, const struct layer_shape *shape)
{
    fputs("    shape: {", out);
    for (int d = 0; d < DIM_COUNT; d++)
        fprintf(out, "%s%c: %d", d ? ", " : "", dim_letters[d], shape->size[d]);
    write_pair(out, "stride", shape->stride);
    write_pair(out, "dilation", shape->dilation);
    write_pair(out, "pad", shape->pad);
    fprintf(out, ", H: %d, W: %d}\n", shape->input[ROWS], shape->input[COLUMNS]);
}

void map_file_write_node(FILE *out, int indent, const struct map_node *node)
{
    fprintf(out, "%*s", indent, "");
    switch (node->kind) {
    case NODE_KEEP:
        fprintf(out, "- {keep: [%s, %c]}\n", map_file_levels[node->level],
                tensor_letters[node->tensor]);
        break;
    case NODE_FOR:
        fprintf(out, "- {for: %c, bound: %d}\n", dim_letters[node->dim], node->bound);
        break;
    case NODE_PAR:
        fprintf(out, "- {par: %c, bound: %d, axis: %s}\n", dim_letters[node->dim], node->bound,
                map_file_axes[node->axis]);
        break;
    }
}

void map_file_write_entry(FILE *out, const struct map_file_entry *entry)
{
    char choice[CHOICE_NAME_MAX];
    choice_name(&entry->choice, choice);
    fputs("  - layer: ", out);
    provenance_write_yaml_string(out, entry->layer);
    fputc('\n', out);
    write_shape(out, &entry->shape);
    fprintf(out, "    choice: %s\n    nodes:\n", choice);
    for (int i = 0; i < entry->mapping.count; i++)
        map_file_write_node(out, 6, &entry->mapping.node[i]);
}
