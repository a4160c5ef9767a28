/* Timeloop's files, written. */
#include <stdio.h>

#include "mapper/csv.h"
#include "mapper/timeloop_file.h"
#include "timeloop_names.h"

const char *const timeloop_tensor_names[] = {"Weights", "Inputs", "Outputs", NULL};
const char *const timeloop_class_names[] = {"DRAM", "SRAM", "regfile", NULL};

/* "RF[0..63]" */
static void put_name(FILE *out, const char *name, int instances)
{
    fputs(name, out);
    if (instances > 1)
        fprintf(out, "[0..%d]", instances - 1);
}

static void put_optional(FILE *out, const char *key, double value)
{
    if (value <= 0)
        return;
    fprintf(out, ", %s: ", key);
    csv_write_number(out, value);
}

static void write_storage(FILE *out, const struct timeloop_storage *s)
{
    fputs("    - name: ", out);
    put_name(out, s->name, s->instances);
    fprintf(out, "\n      class: %s\n      attributes: {word-bits: %d, block-size: %d, meshX: %d",
            timeloop_class_names[s->class], s->word_bits, s->block_words, s->mesh_x);
    put_optional(out, "multiple-buffering", s->multiple_buffering);
    put_optional(out, "entries", s->entries);
    put_optional(out, "read_bandwidth", s->read_words_per_cycle);
    put_optional(out, "write_bandwidth", s->write_words_per_cycle);
    put_optional(out, "router-energy", s->router_pj);
    put_optional(out, "wire-energy", s->wire_pj_per_bit_mm);
    put_optional(out, "tile-width", s->tile_width_um);
    fputs("}\n", out);
}

static void put_action(FILE *out, const char *name, double energy_pj)
{
    fprintf(out, "    - {name: %s, arguments: null, energy: ", name);
    csv_write_number(out, energy_pj);
    fputs("}\n", out);
}

static void write_table_name(FILE *out, const char *system, const char *name, int instances)
{
    fprintf(out, "  - name: %s.", system);
    put_name(out, name, instances);
    fputc('\n', out);
}

static void write_ert(FILE *out, const struct timeloop_design *design)
{
    fputs("ERT:\n  version: 0.3\n  tables:\n", out);
    for (int level = 0; level < design->nest.level_count; level++) {
        const struct timeloop_storage *s = &design->storage[level];
        write_table_name(out, design->system, s->name, s->instances);
        fputs("    actions:\n", out);
        put_action(out, "read", s->read_pj);
        put_action(out, "write", s->write_pj);
        put_action(out, "idle", 0);
    }
    write_table_name(out, design->system, design->mac.name, design->mac.instances);
    fputs("    actions:\n", out);
    put_action(out, TIMELOOP_MAC_ACTION, design->mac.energy_pj);
}

static void put_area(FILE *out, double area_um2)
{
    fputs("    area: ", out);
    csv_write_number(out, area_um2);
    fputc('\n', out);
}

static void write_art(FILE *out, const struct timeloop_design *design)
{
    const struct timeloop_mac *mac = &design->mac;
    int has_areas = mac->has_area;
    for (int level = 0; level < design->nest.level_count; level++)
        has_areas |= design->storage[level].has_area;
    if (!has_areas)
        return;
    fputs("ART:\n  version: 0.3\n  tables:\n", out);
    for (int level = 0; level < design->nest.level_count; level++) {
        const struct timeloop_storage *s = &design->storage[level];
        if (!s->has_area)
            continue;
        write_table_name(out, design->system, s->name, s->instances);
        put_area(out, s->area_um2);
    }
    if (mac->has_area) {
        write_table_name(out, design->system, mac->name, mac->instances);
        put_area(out, mac->area_um2);
    }
}

void timeloop_write_architecture(FILE *out, const struct timeloop_design *design)
{
    const struct timeloop_mac *mac = &design->mac;
    fprintf(out, "architecture:\n  version: 0.3\n  subtree:\n  - name: %s\n    local:\n",
            design->system);
    for (int level = 0; level < design->nest.level_count; level++)
        write_storage(out, &design->storage[level]);
    fputs("    - name: ", out);
    put_name(out, mac->name, mac->instances);
    fprintf(out,
            "\n      class: " TIMELOOP_MAC_CLASS "\n      attributes: {datawidth: %d, meshX: %d}\n",
            mac->word_bits, mac->mesh_x);
    write_ert(out, design);
    write_art(out, design);
}

static void write_data_spaces(FILE *out, enum timeloop_problem problem)
{
    const char *group = problem == TIMELOOP_GROUPED ? "[[G]], " : "";
    const char *channel = problem == TIMELOOP_DEPTHWISE ? "[[C]], " : "";
    fprintf(out,
            "    data-spaces:\n"
            "    - name: Weights\n"
            "      projection: [%s[[C]], [[M]], [[R]], [[S]]]\n"
            "    - name: Inputs\n"
            "      projection: [[[N]], %s[[C]], [[R, Wdilation], [P, Wstride]], "
            "[[S, Hdilation], [Q, Hstride]]]\n"
            "    - name: Outputs\n"
            "      projection: [[[N]], %s%s[[M]], [[Q]], [[P]]]\n"
            "      read-write: true\n",
            group, group, group, channel);
}

void timeloop_write_problem(FILE *out, const struct timeloop_design *design)
{
    const struct layer_shape *shape = &design->shape;
    const char *letters = timeloop_letters(design->problem);
    fputs("problem:\n  shape:\n    name: CNN-Layer\n    dimensions: [", out);
    for (const char *c = letters; *c; c++)
        fprintf(out, "%s%c", c > letters ? ", " : "", *c);
    fputs("]\n    coefficients:\n"
          "    - {name: Wstride, default: 1}\n"
          "    - {name: Hstride, default: 1}\n"
          "    - {name: Wdilation, default: 1}\n"
          "    - {name: Hdilation, default: 1}\n",
          out);
    write_data_spaces(out, design->problem);
    fputs("  instance: {", out);
    for (const char *c = letters; *c; c++)
        fprintf(out, "%c: %d, ", *c,
                timeloop_extent(shape, (enum dim)timeloop_dim(design->problem, *c)));
    fprintf(out, "Wstride: %d, Hstride: %d, Wdilation: %d, Hdilation: %d}\n", shape->stride[ROWS],
            shape->stride[COLUMNS], shape->dilation[ROWS], shape->dilation[COLUMNS]);
}

/* The loops of one kind at a level, by dimension; -1: none. */
struct level_loops {
    const struct timeloop_design *design;
    int level, is_spatial;
    int of_dim[DIM_COUNT];
};

static struct level_loops loops_of(const struct timeloop_design *design, int level, int is_spatial)
{
    struct level_loops loops = {design, level, is_spatial, {0}};
    for (int d = 0; d < DIM_COUNT; d++)
        loops.of_dim[d] = -1;
    for (int i = 0; i < design->nest.loop_count; i++)
        if (design->nest.loop[i].level == level && design->nest.loop[i].is_spatial == is_spatial)
            loops.of_dim[design->nest.loop[i].dim] = i;
    return loops;
}

static void put_factors(FILE *out, const struct level_loops *loops)
{
    const struct timeloop_design *design = loops->design;
    const char *letters = timeloop_letters(design->problem);
    fputs("factors: \"", out);
    for (const char *c = letters; *c; c++) {
        int i = loops->of_dim[timeloop_dim(design->problem, *c)];
        int bound = i < 0 ? 1 : design->nest.loop[i].bound;
        int residual = i < 0 ? 1 : timeloop_residual(design, i);
        fprintf(out, "%s%c=%d", c > letters ? " " : "", *c, bound);
        if (residual != bound)
            fprintf(out, ",%d", residual);
    }
    fputc('"', out);
}

/* Innermost first; what has no loop stands outside. Spatial loops along X come before the split. */
static void put_permutation(FILE *out, const struct level_loops *loops)
{
    const struct timeloop_design *design = loops->design;
    int split = 0;
    fputs(", permutation: ", out);
    for (int is_y = 0; is_y < 2; is_y++)
        for (int i = design->nest.loop_count - 1; i >= 0; i--) {
            enum dim d = design->nest.loop[i].dim;
            if (loops->of_dim[d] != i || (loops->is_spatial && design->is_y[i] != is_y))
                continue;
            if (!loops->is_spatial && is_y)
                continue;
            fputc(timeloop_letter(design->problem, d), out);
            split += !is_y;
        }
    for (const char *c = timeloop_letters(design->problem); *c; c++)
        if (loops->of_dim[timeloop_dim(design->problem, *c)] < 0)
            fputc(*c, out);
    if (loops->is_spatial)
        fprintf(out, ", split: %d", split);
}

static void put_tensors(FILE *out, const char *key, const int *has, int wanted, int even_if_none)
{
    int count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        count += has[t] == wanted;
    if (!count && !even_if_none)
        return;
    fprintf(out, ", %s: [", key);
    for (int t = 0, written = 0; t < TENSOR_COUNT; t++)
        if (has[t] == wanted)
            fprintf(out, "%s%s", written++ ? ", " : "", timeloop_tensor_names[t]);
    fputc(']', out);
}

static void write_loops(FILE *out, const struct timeloop_design *design, int level, int is_spatial)
{
    struct level_loops loops = loops_of(design, level, is_spatial);
    fprintf(out, "- {target: %s, type: %s, ", design->storage[level].name,
            is_spatial ? "spatial" : "temporal");
    put_factors(out, &loops);
    put_permutation(out, &loops);
    if (is_spatial) {
        put_tensors(out, "no_link_transfer", design->links[level], 0, 0);
        put_tensors(out, "no_multicast_no_reduction", design->nest.shares[level], 0, 0);
    }
    fputs("}\n", out);
}

void timeloop_write_mapping(FILE *out, const struct timeloop_design *design)
{
    fputs("mapping:\n", out);
    for (int level = 0; level < design->nest.level_count; level++) {
        int fan_out[2];
        write_loops(out, design, level, 0);
        if (!timeloop_fan_out(design, level, fan_out) && fan_out[0] * fan_out[1] > 1)
            write_loops(out, design, level, 1);
        fprintf(out, "- {target: %s, type: bypass", design->storage[level].name);
        put_tensors(out, "keep", design->nest.keeps[level], 1, 1);
        put_tensors(out, "bypass", design->nest.keeps[level], 0, 1);
        fputs("}\n", out);
    }
}
