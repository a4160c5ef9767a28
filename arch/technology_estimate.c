/* Memories at a technology's node: the estimate, and in words where it is from. */
#include <stdio.h>
#include <string.h>

#include "technology.h"
#include "technology_schema.h"

static double to_bytes(double bits)
{
    return bits / 8;
}

static void cacti_source(const struct technology *technology, double capacity_bits,
                         double width_bits, struct technology_access *out)
{
    const struct technology_memory_model *memory = &technology->memory;
    int n = snprintf(out->source, sizeof out->source, "%s, %s, %d nm: %.6g B, %.6g b",
                     technology_source(technology, "memory", "table"), technology->cell,
                     technology->runs_nm, to_bytes(capacity_bits), width_bits);
    if (out->extrapolated)
        n += snprintf(out->source + n, sizeof out->source - (size_t)n, ", extrapolated");
    if (memory->rules.write_as_read)
        n += snprintf(out->source + n, sizeof out->source - (size_t)n, ", write as read");
    if (memory->energy_scale != 1)
        snprintf(out->source + n, sizeof out->source - (size_t)n, "; x %.6g: %.200s",
                 memory->energy_scale, technology_source(technology, "memory", "energy_scale"));
}

static int estimate_sram(const struct technology *technology, enum technology_memory memory,
                         double capacity_bits, double width_bits, struct technology_access *out,
                         char why[TECHNOLOGY_WHY_MAX])
{
    const struct technology_memory_model *model = &technology->memory;
    struct sram_estimate estimate;
    if (sram_estimate(&model->sram[memory], &model->rules, to_bytes(capacity_bits), width_bits,
                      &estimate, why) != 0)
        return -1;
    out->read_pj = estimate.read_pj * model->energy_scale;
    out->write_pj = estimate.write_pj * model->energy_scale;
    out->leakage_mw = estimate.leakage_mw * model->leakage_scale;
    out->area_mm2 = estimate.area_mm2 * model->area_scale;
    out->extrapolated = estimate.extrapolated;
    cacti_source(technology, capacity_bits, width_bits, out);
    return 0;
}

/* Replaces the energies of a scratchpad by Aladdin's; area and leakage stay CACTI's. */
static int estimate_aladdin(const struct technology *technology, double depth_words,
                            struct technology_access *out, char why[TECHNOLOGY_WHY_MAX])
{
    const struct technology_memory_model *model = &technology->memory;
    const struct sram_rules *rules = &model->rules;
    double energy_pj;
    if (regfile_access_pj(&model->regfile, rules->below, rules->above, depth_words, &energy_pj,
                          why) != 0)
        return -1;
    out->read_pj = out->write_pj = energy_pj * technology->logic_energy_scale;
    out->extrapolated = depth_words < curve_first(&model->regfile.energy) * (1 - 1e-9) ||
                        depth_words > curve_last(&model->regfile.energy) * (1 + 1e-9);
    snprintf(out->source, sizeof out->source, "%.150s: %.6g words, any width%s; x %.6g: %.150s",
             technology_source(technology, "register_file", "table"), depth_words,
             out->extrapolated ? ", extrapolated" : "", technology->logic_energy_scale,
             technology_source(technology, "logic", "energy_scale"));
    return 0;
}

int technology_estimate(const struct technology *technology, enum technology_memory memory,
                        double capacity_bits, double width_bits, double depth_words,
                        struct technology_access *out, char why[TECHNOLOGY_WHY_MAX])
{
    if (estimate_sram(technology, memory, capacity_bits, width_bits, out, why) != 0)
        return -1;
    if (memory == MEMORY_SCRATCHPAD && technology->register_file == MODEL_ALADDIN)
        return estimate_aladdin(technology, depth_words, out, why);
    return 0;
}

/* The name among the keys of the DRAM file that is nearest to `type`, or NULL. */
static const char *nearest_type(const struct desc_node *root, const char *type)
{
    const char *names[32];
    size_t n = 0;
    for (const struct desc_node *node = root->first; node && n < 32; node = node->next)
        names[n++] = node->key;
    return diag_nearest(type, names, n);
}

int technology_dram(const struct technology *technology, const char *type, double *pj_per_bit,
                    char source[ARCH_SOURCE_MAX], const char **near)
{
    const struct desc_node *root = desc_root(technology->dram);
    const struct desc_node *node = desc_find(root, type);
    struct diag_list *none = NULL;
    const char *origin = "";
    *near = node ? NULL : nearest_type(root, type);
    /* The file was checked when it was read: this reads it again, without an error. */
    if (node == NULL || diag_create(&none) != 0)
        return -1;
    int status = desc_read_value(pj_per_bit, node, &technology_dram_field, none);
    diag_free(none);
    desc_origin(node, &origin);
    snprintf(source, ARCH_SOURCE_MAX, "%.40s: %.300s", type, origin);
    return status;
}
