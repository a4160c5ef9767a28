#include "arch/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "beside.h"
#include "machine_build.h"

#define TECHNOLOGY_PREFIX "technology."

/* The overrides of the machine file: all but those of the technology's. */
static int apply_overrides(struct machine_build *build, const struct arch_options *options)
{
    int status = 0;
    for (size_t i = 0; options && i < options->override_count; i++)
        if (strncmp(options->overrides[i], TECHNOLOGY_PREFIX, strlen(TECHNOLOGY_PREFIX)) != 0)
            status |= desc_override(build->desc, options->overrides[i], build->diag);
    return status;
}

/* The technology's file: beside the machine's, else in the library. Returns 0, or -1
 * when neither is there; the path beside the machine's then stays. */
static int find_technology(struct arch_machine *machine, const char *name,
                           const struct arch_options *options)
{
    char other[sizeof machine->technology_file];
    char *path = machine->technology_file;
    int length;
    if (beside(path, sizeof machine->technology_file, machine->file, name) == 0 &&
        access(path, R_OK) == 0)
        return 0;
    if (options == NULL || options->library == NULL)
        return -1;
    length = snprintf(other, sizeof other, "%s/%s", options->library, name);
    if (length < 0 || (size_t)length >= sizeof other || access(other, R_OK) != 0)
        return -1;
    memcpy(path, other, (size_t)length + 1);
    return 0;
}

static int read_technology(struct machine_build *build, const struct arch_options *options)
{
    struct arch_machine *machine = build->machine;
    const struct desc_node *node = desc_find(desc_root(build->desc), "technology");
    struct technology_options own = {0};
    if (options)
        own = (struct technology_options){options->register_file, options->overrides,
                                          options->override_count};
    const char *path = machine->technology_file;
    if (find_technology(machine, build->text.technology, options) != 0) {
        desc_error(build->diag, node,
                   "a path from the folder of the machine, such as tech/15nm.yaml",
                   "there is no technology file '%.200s'", path);
        return -1;
    }
    if (technology_read(&build->technology, path, &own, build->diag) != 0)
        return -1;
    machine->tech_nm = build->technology->node_nm;
    machine->voltage = build->technology->voltage;
    machine->cells = build->technology->cells;
    memcpy(machine->technology_sha256, desc_sha256(build->technology->desc),
           sizeof machine->technology_sha256);
    return 0;
}

/* The model counts no power that flows without events. */
static int check_leakage(const struct machine_build *build)
{
    const struct desc_node *node = desc_find(desc_root(build->desc), "leakage");
    if (build->text.leakage_mw == 0)
        return machine_check_zero(node, 0, build->diag);
    desc_error(build->diag, node, "leakage: {value: 0 mW, source: ...}",
               "leakage is not counted by the model: %.4g mW would be lost without a word",
               build->text.leakage_mw);
    return -1;
}

static void take_text(struct machine_build *build)
{
    struct arch_machine *machine = build->machine;
    memcpy(machine->name, build->text.name, sizeof machine->name);
    memcpy(machine->description, build->text.description, sizeof machine->description);
    memcpy(machine->sha256, desc_sha256(build->desc), sizeof machine->sha256);
    machine->clock_hz = build->text.clock_hz;
    machine->rows = build->text.array.rows;
    machine->columns = build->text.array.columns;
}

/* The parts that are there, read apart, so that a mistake in one hides no other part's. */
static int read_parts(struct machine_build *build)
{
    const struct machine_text *text = &build->text;
    int storage = text->storage ? machine_read_storage(build) : -1;
    int choices = text->mac ? machine_read_choices(build) : -1;
    int network = text->network ? machine_read_network(build) : -1;
    int status = storage | choices | network;
    if (text->constraints)
        status |= machine_read_constraints(build, storage == 0);
    if (storage == 0 && choices == 0)
        status |= machine_check_widths(build);
    return status;
}

static int read_all(struct machine_build *build, const struct arch_options *options)
{
    if (apply_overrides(build, options) != 0)
        return -1;
    int status = desc_read(&build->text, desc_root(build->desc), &machine_schema, build->diag);
    take_text(build);
    if (status == 0)
        status = check_leakage(build);
    status |= read_parts(build);
    if (build->text.technology[0] != '\0')
        status |= read_technology(build, options);
    return status == 0 ? machine_build_energies(build, options) : -1;
}

static int build_machine(struct arch_machine *machine, struct desc *desc,
                         const struct arch_options *options, struct diag_list *diag)
{
    struct machine_build build = {.machine = machine, .desc = desc, .diag = diag};
    int status = read_all(&build, options);
    if (status == 0) {
        machine_apply_energies(machine);
        machine->provisional = technology_has_provisional(desc_root(desc)) ||
                               technology_is_provisional(build.technology);
    }
    technology_free(build.technology);
    return status;
}

static int read_desc(struct arch_machine **out, const char *path, struct desc *desc,
                     const struct arch_options *options, struct diag_list *diag)
{
    struct arch_machine *machine = calloc(1, sizeof *machine);
    struct diag_place place = {.file = path};
    if (machine == NULL || strlen(path) >= sizeof machine->file) {
        diag_error(diag, &place, NULL, machine ? "the path is too long" : "out of memory");
        free(machine);
        return -1;
    }
    snprintf(machine->file, sizeof machine->file, "%s", path);
    if (build_machine(machine, desc, options, diag) != 0) {
        arch_machine_free(machine);
        return -1;
    }
    *out = machine;
    return 0;
}

int arch_machine_read(struct arch_machine **out, const char *path,
                      const struct arch_options *options, struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    if (desc_read_file(&desc, path, diag) != 0)
        return -1;
    int status = read_desc(out, path, desc, options, diag);
    desc_free(desc);
    return status;
}

int arch_machine_read_text(struct arch_machine **out, const char *path, const char *text,
                           size_t length, const struct arch_options *options,
                           struct diag_list *diag)
{
    struct desc *desc;
    *out = NULL;
    if (desc_read_text(&desc, path, text, length, diag) != 0)
        return -1;
    int status = read_desc(out, path, desc, options, diag);
    desc_free(desc);
    return status;
}

void arch_machine_free(struct arch_machine *machine)
{
    if (machine == NULL)
        return;
    arch_energy_table_free(machine->energies);
    free(machine);
}
