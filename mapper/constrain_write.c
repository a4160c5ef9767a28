/* A mapping, written as the constraints that allow it alone. */
#include "mapper/constrain.h"
#include "mapping_file_tree.h"

static int is_loop_at(const struct map_mapping *mapping, int i, int site)
{
    const struct map_node *node = &mapping->node[i];
    return node->kind != NODE_KEEP && node->bound > 1 && (int)map_site_of(mapping, i) == site;
}

static void write_factors(FILE *out, const struct map_mapping *mapping, int site)
{
    long factor[DIM_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1};
    for (int i = 0; i < mapping->count; i++)
        if (is_loop_at(mapping, i, site))
            factor[mapping->node[i].dim] *= mapping->node[i].bound;
    for (int d = 0; d < DIM_COUNT; d++)
        fprintf(out, "%s%c: %ld", d ? ", " : "{factors: {", dim_letters[d], factor[d]);
    fputc('}', out);
}

/* The dimensions of the loops in time, outermost first. Returns how many, or -1 if one
 * stands in two places, which an order cannot say. */
static int find_order(const struct map_mapping *mapping, int site, enum dim order[DIM_COUNT])
{
    unsigned seen = 0;
    int count = 0;
    for (int i = 0; i < mapping->count; i++) {
        enum dim d = mapping->node[i].dim;
        if (mapping->node[i].kind != NODE_FOR || !is_loop_at(mapping, i, site) ||
            (count && order[count - 1] == d))
            continue;
        if (seen >> d & 1)
            return -1;
        seen |= 1u << d;
        order[count++] = d;
    }
    return count;
}

static void write_order(FILE *out, const struct map_mapping *mapping, int site)
{
    enum dim order[DIM_COUNT];
    int count = find_order(mapping, site, order);
    for (int i = 0; i < count; i++)
        fprintf(out, "%s%c", i ? ", " : ", order: [", dim_letters[order[i]]);
    fputs(count > 0 ? "]" : "", out);
}

static void write_tensors(FILE *out, const char *key, unsigned tensors)
{
    const char *before = "";
    if (!tensors)
        return;
    fprintf(out, ", %s: [", key);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!(tensors >> t & 1))
            continue;
        fprintf(out, "%s%c", before, tensor_letters[t]);
        before = ", ";
    }
    fputc(']', out);
}

static void write_glb(FILE *out, const struct map_mapping *mapping)
{
    unsigned kept = 0, all = (1u << TENSOR_COUNT) - 1;
    for (int i = 0; i < mapping->count; i++)
        if (mapping->node[i].kind == NODE_KEEP && mapping->node[i].level == LEVEL_GLB)
            kept |= 1u << mapping->node[i].tensor;
    write_tensors(out, "keeps", kept);
    write_tensors(out, "bypass", all & ~kept);
}

void map_constraints_write(FILE *out, const struct map_problem *problem,
                           const struct map_mapping *mapping)
{
    fputs("constraints:\n", out);
    for (int site = 0; site < SITE_COUNT; site++) {
        if (site == SITE_GLB && !problem->has_glb)
            continue;
        fprintf(out, "  %s: ", arch_site_names[site]);
        write_factors(out, mapping, site);
        if (site != SITE_X && site != SITE_Y)
            write_order(out, mapping, site);
        if (site == SITE_GLB)
            write_glb(out, mapping);
        fputs("}\n", out);
    }
    fputs("  nodes: # the mapping itself; without it, the places of its keep nodes are free\n",
          out);
    for (int i = 0; i < mapping->count; i++)
        map_file_write_node(out, 4, &mapping->node[i]);
}
