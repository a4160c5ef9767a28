/* Areas of a machine's parts, the pitch of a PE that follows, and their sum. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "machine_build.h"

_Static_assert(ARCH_AREA_PARTS_MAX >= ARCH_STORAGE_MAX + 3, "a part for each storage and three");

static struct arch_area_part *add_part(struct arch_machine *machine, const char *component,
                                       int instances)
{
    struct arch_area_part *part = &machine->area.part[machine->area.count++];
    *part = (struct arch_area_part){.instances = instances, .each_mm2 = NAN};
    snprintf(part->component, sizeof part->component, "%s", component);
    return part;
}

static void set_area(struct arch_area_part *part, double each_mm2)
{
    part->each_mm2 = each_mm2;
    part->is_estimated = 1;
}

static int pes_of(const struct arch_machine *machine)
{
    return machine->rows * machine->columns;
}

/* Energies follow from the areas of scratchpads where there is a block `pe`: then one that is
 * missing is an error, else it is only not known. */
static int add_storage(struct machine_build *build, int i)
{
    const struct storage_text *storage = &build->storage[i];
    int is_buffer = storage->class == CLASS_BUFFER;
    struct arch_area_part *part =
        add_part(build->machine, storage->name, is_buffer ? 1 : pes_of(build->machine));
    struct technology_access access;
    if (build->text.pe && machine_estimate(build, i, storage->word_bits, &access) != 0)
        return -1;
    char why[TECHNOLOGY_WHY_MAX];
    if (!build->text.pe &&
        machine_estimate_quietly(build, i, storage->word_bits, &access, why) != 0) {
        snprintf(part->source, sizeof part->source, "not estimated: %s", why);
        return 0;
    }
    part->extrapolated = access.extrapolated;
    set_area(part, access.area_mm2);
    snprintf(part->source, sizeof part->source, "%.150s, %d nm: %.6g B; area x %.6g: %.120s",
             technology_source(build->technology, "memory", "table"), build->technology->runs_nm,
             (double)storage->capacity_bits / 8, build->technology->memory.area_scale,
             technology_source(build->technology, "memory", "area_scale"));
    return 0;
}

static int add_memories(struct machine_build *build)
{
    int status = 0;
    for (int i = 0; i < build->machine->storage_count; i++)
        if (build->storage[i].class != CLASS_DRAM)
            status |= add_storage(build, i);
    return status;
}

/* MAC and scratchpads of one PE, before the MAC's own part is added. */
static double cells_mm2(const struct arch_machine *machine, double mac_mm2)
{
    double sum = mac_mm2;
    for (int i = 0; i < machine->area.count; i++) {
        const struct arch_area_part *part = &machine->area.part[i];
        if (machine->glb < 0 || strcmp(part->component, machine->storage[machine->glb].name) != 0)
            sum += part->each_mm2;
    }
    return sum;
}

static void add_mac(struct machine_build *build, double mac_mm2)
{
    struct arch_area_part *part =
        add_part(build->machine, ARCH_COMPONENT_MAC, pes_of(build->machine));
    const char *text;
    set_area(part, mac_mm2);
    desc_origin(desc_find(build->text.pe, "mac_transistors"), &text);
    snprintf(part->source, sizeof part->source, "%.6g transistors: %.120s; each: %.120s",
             build->pe.mac_transistors, text,
             technology_source(build->technology, "logic", "transistor_area"));
}

static void add_placement(struct machine_build *build, double empty_mm2)
{
    struct arch_area_part *part =
        add_part(build->machine, ARCH_COMPONENT_PLACEMENT, pes_of(build->machine));
    const char *text;
    set_area(part, empty_mm2);
    desc_origin(desc_find(build->text.pe, "fill"), &text);
    snprintf(part->source, sizeof part->source, "a PE is full to %.6g: %.300s", build->pe.fill,
             text);
}

/* A PE: scratchpads and MAC, spread over 1 / fill of their area. */
static void add_pe(struct machine_build *build)
{
    double mac = build->pe.mac_transistors * build->technology->transistor_area_mm2;
    double cells = cells_mm2(build->machine, mac);
    double pe = cells / build->pe.fill;
    build->machine->pe_pitch_mm = sqrt(pe);
    add_mac(build, mac);
    add_placement(build, pe - cells);
}

static void add_unknown(struct machine_build *build, const char *component, const char *why)
{
    struct arch_area_part *part = add_part(build->machine, component, 1);
    snprintf(part->source, sizeof part->source, "not estimated: %s", why);
}

int machine_find_areas(struct machine_build *build)
{
    if (add_memories(build) != 0)
        return -1;
    if (build->text.pe)
        add_pe(build);
    else
        add_unknown(build, ARCH_COMPONENT_MAC, "the machine file has no block 'pe'");
    add_unknown(build, ARCH_COMPONENT_NOC, "no source for the area of routers and wires");
    return 0;
}

double arch_machine_area(const struct arch_machine *machine, int *missing)
{
    double sum = 0;
    int unknown = 0;
    for (int i = 0; i < machine->area.count; i++) {
        const struct arch_area_part *part = &machine->area.part[i];
        if (part->is_estimated)
            sum += part->each_mm2 * part->instances;
        else
            unknown++;
    }
    if (missing)
        *missing = unknown;
    return sum;
}
