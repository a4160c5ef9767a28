/* Every machine that ships reads without an error and says where its energies are from;
 * what the variants hold is what they are named for. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../workloads/expect.h"
#include "arch/machine.h"

#define FOLDER ENOS_SOURCE_DIR "/arch/"

static struct arch_machine *read_machine(const char *file)
{
    char path[1024];
    struct arch_machine *machine;
    struct diag_list *diag;
    snprintf(path, sizeof path, FOLDER "%s", file);
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, path, NULL, diag) != 0)
        expect_error(diag, 0, "(no error)");
    cr_assert_eq(diag_count(diag), 0);
    diag_free(diag);
    return machine;
}

static void check_sources(const struct arch_machine *machine)
{
    for (size_t i = 0; i < machine->energies->count; i++) {
        const struct arch_energy_row *row = &machine->energies->row[i];
        cr_assert_gt(strlen(row->source), 5, "%s: %s %s", machine->name, row->component,
                     row->action);
        cr_assert(isfinite(row->energy_pj) && row->energy_pj >= 0);
    }
    cr_assert_eq(machine->provisional, 0, "%s", machine->name);
}

Test(shipped_machines, all_are_read_and_called_as_their_file)
{
    DIR *folder = opendir(FOLDER);
    int found = 0;
    cr_assert_not_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        const char *end = strstr(entry->d_name, ".yaml");
        if (!end)
            continue;
        struct arch_machine *machine = read_machine(entry->d_name);
        cr_assert_eq(strlen(machine->name), (size_t)(end - entry->d_name));
        cr_assert_eq(strncmp(machine->name, entry->d_name, strlen(machine->name)), 0);
        check_sources(machine);
        arch_machine_free(machine);
        found++;
    }
    closedir(folder);
    cr_assert_geq(found, 7);
}

/* What a PE holds, in bits per tensor, the array and the GLB. */
struct figures {
    const char *file;
    int rows, columns, choices, double_buffer;
    uint64_t glb_bits, spad_bits[TENSOR_COUNT];
    unsigned glb_keeps;
};

static void check_figures(const struct figures *expected)
{
    struct arch_machine *machine = read_machine(expected->file);
    const struct arch_storage *glb = &machine->storage[machine->glb];
    cr_assert_eq(machine->rows, expected->rows);
    cr_assert_eq(machine->columns, expected->columns);
    cr_assert_eq(machine->choice_count, expected->choices);
    cr_assert_eq(glb->capacity_bits, expected->glb_bits);
    cr_assert_eq(glb->keeps, expected->glb_keeps);
    cr_assert_eq(glb->word_bits, 64);
    cr_assert_eq(glb->double_buffer, expected->double_buffer);
    for (int t = 0; t < TENSOR_COUNT; t++)
        cr_assert_eq(machine->storage[machine->spad[t]].capacity_bits, expected->spad_bits[t],
                     "%s: %c", expected->file, tensor_letters[t]);
    arch_machine_free(machine);
}

#define KIB (1024u * 8)

Test(shipped_machines, hold_what_they_are_named_for)
{
    static const struct figures all[] = {
        {"eyeriss168-half.yaml", 12, 7, 9, 0, 54 * KIB, {3584, 192, 480}, 7},
        {"eyeriss168.yaml", 12, 14, 9, 0, 108 * KIB, {3584, 192, 480}, 7},
        {"eyeriss168-double.yaml", 24, 14, 9, 0, 216 * KIB, {3584, 192, 480}, 7},
        {"eyeriss168-double-buffered.yaml", 12, 14, 9, 1, 108 * KIB, {3584, 192, 480}, 7},
        {"unified168.yaml", 12, 14, 9, 0, 108 * KIB, {4096, 4096, 4096}, 7},
        /* Chen et al., JSSC 2017: 100 of 108 KB for ifmaps and psums; words of 16 b. */
        {"eyeriss-chip-65nm.yaml",
         12,
         14,
         1,
         0,
         100 * KIB,
         {224 * 16, 12 * 16, 24 * 16},
         1u << TENSOR_I | 1u << TENSOR_O},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        check_figures(&all[i]);
}

/* The chip: 16-bit words throughout, a MAC a cycle, links of 64 b at 60 of 200 MHz. */
Test(shipped_machines, the_chip)
{
    struct arch_machine *machine = read_machine("eyeriss-chip-65nm.yaml");
    const struct arch_choice *choice = &machine->choice[0];
    cr_assert_eq(choice->choice.bits, 16);
    cr_assert_eq(choice->psum_bits, 16);
    cr_assert_eq(choice->lanes, 1);
    cr_assert_eq(choice->cycles_per_step, 1);
    cr_assert_float_eq(machine->tech_nm, 65, 0);
    cr_assert_float_eq(machine->voltage, 1, 0);
    cr_assert_float_eq(machine->clock_hz, 200e6, 0);
    cr_assert_float_eq(machine->storage[machine->dram].read_bits_per_cycle, 64 * 60.0 / 200, 1e-9);
    cr_assert_float_eq(choice->energy.mac_pj, 2, 1e-12);
    /* CACTI 7 at 65 nm, 100 KiB, 64 b and 448 B, 16 b, with their addresses. */
    cr_assert_float_eq(64 * machine->glb_read_pj_per_bit, 17.9343 + 0.069, 1e-6);
    cr_assert_float_eq(choice->energy.spad_read_pj[TENSOR_W], 0.6496 + 0.0394, 1e-6);
    arch_machine_free(machine);
}

/* One register file, an access priced by the width it has: CACTI 7 at 512 B, 8 and 16 b. */
Test(shipped_machines, a_shared_register_file_is_priced_by_width)
{
    static const double at_8 = 0.0881, at_16 = 0.0990, scale = 0.53108, address = 0.0036;
    struct arch_machine *machine = read_machine("unified168.yaml");
    cr_assert_eq(machine->spad[TENSOR_W], machine->spad[TENSOR_O]);
    cr_assert_eq(machine->spad[TENSOR_I], machine->spad[TENSOR_O]);
    for (int c = 0; c < machine->choice_count; c++)
        for (int t = 0; t < TENSOR_COUNT; t++) {
            int bits = arch_access_bits(&machine->choice[c], (enum tensor)t);
            double expected = (at_8 + (bits - 8) / 8.0 * (at_16 - at_8)) * scale + address;
            cr_assert_float_eq(machine->choice[c].energy.spad_read_pj[t], expected, 1e-9);
            cr_assert_float_eq(machine->choice[c].energy.spad_write_pj[t], expected, 1e-9);
        }
    arch_machine_free(machine);
}
