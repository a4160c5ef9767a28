/* Areas: every part of the chip has one or says why not, and they are what the files give. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../workloads/expect.h"
#include "arch/machine.h"

static struct arch_machine *read_machine(const char *name, const char *override)
{
    char path[1024];
    struct arch_machine *machine;
    struct diag_list *diag;
    struct arch_options options = {.overrides = &override, .override_count = override != NULL};
    snprintf(path, sizeof path, ENOS_SOURCE_DIR "/arch/%s.yaml", name);
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, path, &options, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return machine;
}

static const struct arch_area_part *part_of(const struct arch_machine *machine, const char *name)
{
    for (int i = 0; i < machine->area.count; i++)
        if (strcmp(machine->area.part[i].component, name) == 0)
            return &machine->area.part[i];
    cr_assert_fail("%s has no part %s", machine->name, name);
    return NULL;
}

static void check_near(double found, double wanted)
{
    cr_assert(fabs(found - wanted) <= 1e-12 * fabs(wanted), "%.17g, not %.17g", found, wanted);
}

/* The MAC: transistors x area of one at 45 nm x the shrink, as written in the two files; a PE is
 * a square of the pitch; a chip is its PEs and its GLB. */
Test(area, of_the_main_machine)
{
    struct arch_machine *machine = read_machine("eyeriss168", NULL);
    double pe = part_of(machine, "mac")->each_mm2 + part_of(machine, "placement")->each_mm2;
    int missing;
    check_near(part_of(machine, "mac")->each_mm2, 5350 * 0.2e-6 * 0.1111);
    for (int t = 0; t < TENSOR_COUNT; t++)
        pe += part_of(machine, machine->storage[machine->spad[t]].name)->each_mm2;
    check_near(pe, machine->pe_pitch_mm * machine->pe_pitch_mm);
    check_near(arch_machine_area(machine, &missing), 168 * pe + part_of(machine, "GLB")->each_mm2);
    cr_assert_eq(missing, 1);
    cr_assert_eq(part_of(machine, "noc")->is_estimated, 0);
    cr_assert(isnan(part_of(machine, "noc")->each_mm2));
    arch_machine_free(machine);
}

/* A size of the table itself: 128 KiB at 22 nm, 64-bit words, high-performance cells. */
Test(area, of_a_memory_is_the_tables)
{
    struct arch_machine *machine = read_machine("eyeriss168", "storage.GLB.capacity=128 KiB");
    FILE *table = fopen(ENOS_SOURCE_DIR "/arch/tech/cacti7.csv", "r");
    char line[256];
    double area = 0;
    cr_assert_not_null(table);
    while (fgets(line, sizeof line, table))
        sscanf(line, "GLB,itrs-hp,22,131072,64,%*f,%*f,%*f,%lf", &area);
    fclose(table);
    cr_assert_gt(area, 0);
    check_near(part_of(machine, "GLB")->each_mm2, area * 0.4649);
    cr_assert_eq(part_of(machine, "GLB")->extrapolated, 0);
    arch_machine_free(machine);
}

/* Without a block `pe`, or where no table reaches, a part is unknown: not 0. */
Test(area, that_is_not_known_is_said)
{
    struct arch_machine *machine = read_machine("eyeriss168-45nm", NULL);
    int missing;
    double memories = arch_machine_area(machine, &missing);
    cr_assert_gt(memories, 0);
    cr_assert_eq(missing, 2);
    cr_assert_str_eq(part_of(machine, "mac")->source,
                     "not estimated: the machine file has no block 'pe'");
    arch_machine_free(machine);
    machine = read_machine("eyeriss168-45nm", "storage.1.capacity=1 GiB");
    cr_assert_lt(arch_machine_area(machine, &missing), memories);
    cr_assert_eq(missing, 3);
    cr_assert_not_null(strstr(machine->area.part[0].source, "not estimated: "));
    cr_assert_not_null(strstr(machine->area.part[0].source, "outside the SRAM table"));
    arch_machine_free(machine);
}

Test(area, more_pes_cover_more)
{
    struct arch_machine *machine = read_machine("eyeriss168", NULL);
    struct arch_machine *wide = read_machine("eyeriss168", "array.columns=28");
    double one = arch_machine_area(machine, NULL), two = arch_machine_area(wide, NULL);
    check_near(two - part_of(wide, "GLB")->each_mm2, 2 * (one - part_of(machine, "GLB")->each_mm2));
    for (int i = 0; i < machine->area.count; i++)
        cr_assert_gt(strlen(machine->area.part[i].source), 10);
    arch_machine_free(machine);
    arch_machine_free(wide);
}
