#include "technology.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beside.h"
#include "technology_schema.h"

#define OVERRIDE_PREFIX "technology."

static int apply_overrides(struct desc *desc, const struct technology_options *options,
                           struct diag_list *diag)
{
    size_t prefix = strlen(OVERRIDE_PREFIX);
    int status = 0;
    for (size_t i = 0; options && i < options->override_count; i++)
        if (strncmp(options->overrides[i], OVERRIDE_PREFIX, prefix) == 0)
            status |= desc_override(desc, options->overrides[i] + prefix, diag);
    return status;
}

/* Path of a file that the technology names at `block.key` (`block` may be NULL). */
static int named_file(char path[TECHNOLOGY_PATH_MAX], const char *file, const char *name,
                      const struct desc_node *node, struct diag_list *diag)
{
    if (beside(path, TECHNOLOGY_PATH_MAX, file, name) == 0)
        return 0;
    desc_error(diag, node, NULL, "the path of '%.80s' is too long", name);
    return -1;
}

static int read_memory(struct technology *technology, const char *file,
                       const struct technology_memory_text *text, struct diag_list *diag)
{
    const struct desc_node *block = desc_find(desc_root(technology->desc), "memory");
    const char *kinds[MEMORY_COUNT] = {[MEMORY_BUFFER] = "GLB", [MEMORY_SCRATCHPAD] = "SPAD"};
    struct diag_place place = desc_place(desc_find(block, "runs_at"));
    char path[TECHNOLOGY_PATH_MAX];
    if (named_file(path, file, text->table, desc_find(block, "table"), diag) != 0)
        return -1;
    for (int i = 0; i < MEMORY_COUNT; i++) {
        struct sram_query query = {kinds[i], technology->cell, text->runs_nm};
        if (sram_read(&technology->memory.sram[i], path, &query, &place, diag) != 0)
            return -1;
    }
    return 0;
}

static int read_register_file(struct technology *technology, const char *file,
                              const struct technology_register_file *text, struct diag_list *diag)
{
    const struct desc_node *block = desc_find(desc_root(technology->desc), "register_file");
    char path[TECHNOLOGY_PATH_MAX];
    if (named_file(path, file, text->table, desc_find(block, "table"), diag) != 0)
        return -1;
    return regfile_read(&technology->memory.regfile, path, diag);
}

/* Every key of the DRAM file is a type, every value an energy. */
static int read_dram(struct technology *technology, const char *file, const char *name,
                     struct diag_list *diag)
{
    const struct desc_node *node = desc_find(desc_root(technology->desc), "dram");
    char path[TECHNOLOGY_PATH_MAX];
    if (named_file(path, file, name, node, diag) != 0 ||
        desc_read_file(&technology->dram, path, diag) != 0)
        return -1;
    const struct desc_node *root = desc_root(technology->dram);
    if (root->kind != DESC_MAP || root->first == NULL) {
        desc_error(diag, root, NULL, "expected a map of DRAM types");
        return -1;
    }
    int status = 0;
    for (const struct desc_node *type = root->first; type; type = type->next) {
        double energy;
        status |= desc_read_value(&energy, type, &technology_dram_field, diag);
    }
    return status;
}

/* The options' register-file model, else the file's. */
static int choose_model(struct technology *technology, const struct technology_options *options,
                        int own, struct diag_list *diag)
{
    technology->register_file = own;
    if (options == NULL || options->register_file == NULL)
        return 0;
    for (int i = 0; technology_models[i]; i++)
        if (strcmp(technology_models[i], options->register_file) == 0) {
            technology->register_file = i;
            return 0;
        }
    struct diag_place place = {.file = "register file"};
    diag_error(diag, &place, "one of cacti, aladdin", "unknown model '%.40s'",
               options->register_file);
    return -1;
}

static void take_values(struct technology *technology, const struct technology_text *text)
{
    double voltage = text->voltage / text->wire.voltage;
    memcpy(technology->name, text->name, sizeof technology->name);
    technology->node_nm = text->node_nm;
    technology->voltage = text->voltage;
    technology->logic_energy_scale = text->logic.energy_scale;
    technology->transistor_area_mm2 = text->logic.transistor_area_mm2 * text->logic.area_scale;
    technology->wire_pj_per_bit_mm = text->wire.pj_per_bit_mm * voltage * voltage;
    technology->cells.full_adder_pj = text->logic.full_adder_pj * text->logic.energy_scale;
    for (int i = 0; i < CELL_COUNT; i++)
        technology->cells.share[i] = text->cells.transistors[i] / text->cells.transistors[CELL_FA];
    technology->cells.dff_clock_share = text->cells.dff_clock / text->cells.transistors[CELL_FA];
    snprintf(technology->cell, sizeof technology->cell, "%s",
             technology_cell_types[text->memory.cell]);
    technology->runs_nm = text->memory.runs_nm;
    technology->memory.energy_scale = text->memory.energy_scale;
    technology->memory.leakage_scale = text->memory.leakage_scale;
    technology->memory.area_scale = text->memory.area_scale;
    technology->memory.rules = (struct sram_rules){
        .below = text->memory.extrapolate_below,
        .above = text->memory.extrapolate_above,
        .write_as_read = strcmp(technology_write_rules[text->memory.write_energy], "as-read") == 0};
}

static int read_parts(struct technology *technology, const char *path,
                      const struct technology_options *options, struct diag_list *diag)
{
    struct technology_text text = {0};
    int status = apply_overrides(technology->desc, options, diag);
    status |= desc_read(&text, desc_root(technology->desc), &technology_schema, diag);
    if (status != 0)
        return -1;
    take_values(technology, &text);
    status |= choose_model(technology, options, text.register_file.model, diag);
    status |= read_memory(technology, path, &text.memory, diag);
    status |= read_register_file(technology, path, &text.register_file, diag);
    status |= read_dram(technology, path, text.dram, diag);
    return status;
}

/* Takes the description, also when it fails. */
static int read_description(struct technology **out, const char *path, struct desc *desc,
                            const struct technology_options *options, struct diag_list *diag)
{
    struct technology *technology = calloc(1, sizeof *technology);
    struct diag_place place = {.file = path};
    if (technology == NULL) {
        diag_error(diag, &place, NULL, "out of memory");
        desc_free(desc);
        return -1;
    }
    technology->desc = desc;
    if (read_parts(technology, path, options, diag) != 0) {
        technology_free(technology);
        return -1;
    }
    *out = technology;
    return 0;
}

int technology_read(struct technology **out, const char *path,
                    const struct technology_options *options, struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    if (desc_read_file(&desc, path, diag) != 0)
        return -1;
    return read_description(out, path, desc, options, diag);
}

int technology_read_text(struct technology **out, const char *path, const char *text, size_t length,
                         const struct technology_options *options, struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    if (desc_read_text(&desc, path, text, length, diag) != 0)
        return -1;
    return read_description(out, path, desc, options, diag);
}

void technology_free(struct technology *technology)
{
    if (technology == NULL)
        return;
    desc_free(technology->desc);
    desc_free(technology->dram);
    free(technology);
}

const char *technology_source(const struct technology *technology, const char *block,
                              const char *key)
{
    const struct desc_node *map = desc_find(desc_root(technology->desc), block);
    const struct desc_node *node = desc_find(map, key);
    const char *text = "";
    if (node)
        desc_origin(node, &text);
    return text;
}

int technology_has_provisional(const struct desc_node *node)
{
    if (node->key && strcmp(node->key, "provisional") == 0)
        return 1;
    for (const struct desc_node *child = node->first; child; child = child->next)
        if (technology_has_provisional(child))
            return 1;
    return 0;
}

int technology_is_provisional(const struct technology *technology)
{
    return technology_has_provisional(desc_root(technology->desc)) ||
           technology_has_provisional(desc_root(technology->dram));
}
