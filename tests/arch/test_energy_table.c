/* The energy reference table as an Accelergy ERT: written, read back, refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/expect.h"
#include "arch/machine.h"

static const char paper[] = ENOS_SOURCE_DIR "/arch/eyeriss168.yaml";
static const char timeloop[] = ENOS_SOURCE_DIR "/arch/eyeriss168-45nm.yaml";

static struct arch_machine *read_machine(const char *path)
{
    struct arch_machine *machine;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, path, NULL, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return machine;
}

/* The machine's table as a text; the caller frees it. */
static char *write_ert(const struct arch_machine *machine)
{
    FILE *file = tmpfile();
    cr_assert_not_null(file);
    cr_assert_eq(arch_energy_table_write_ert(machine->energies, machine->name, file), 0);
    long size = ftell(file);
    char *text = calloc((size_t)size + 1, 1);
    cr_assert_not_null(text);
    rewind(file);
    cr_assert_eq(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    return text;
}

Test(energy_table, round_trip_keeps_every_bit)
{
    const char *const machines[] = {paper, timeloop};
    for (int m = 0; m < 2; m++) {
        struct arch_machine *machine = read_machine(machines[m]);
        struct arch_machine *other = read_machine(machines[m]);
        struct diag_list *diag;
        char *text = write_ert(machine);
        cr_assert_eq(diag_create(&diag), 0);
        for (size_t i = 0; i < other->energies->count; i++)
            other->energies->row[i].energy_pj = -1;
        if (arch_energy_table_read_ert_text(other->energies, "e.yaml", text, strlen(text), diag) !=
            0)
            expect_error(diag, 0, "(no error)");
        for (size_t i = 0; i < other->energies->count; i++) {
            const struct arch_energy_row *row = &other->energies->row[i];
            cr_assert_eq(row->energy_pj, machine->energies->row[i].energy_pj);
            cr_assert_str_eq(row->source, "ERT file e.yaml");
        }
        free(text);
        diag_free(diag);
        arch_machine_free(machine);
        arch_machine_free(other);
    }
}

/* The table of Timeloop's own example, in its own words: names of the components apart. */
static const char timeloops_ert[] = "ERT:\n"
                                    "  version: 0.3\n"
                                    "  tables:\n"
                                    "  - name: system.DRAM\n"
                                    "    actions:\n"
                                    "    - {name: read, arguments: null, energy: 512}\n"
                                    "    - {name: write, arguments: null, energy: 512}\n"
                                    "    - {name: idle, arguments: null, energy: 0}\n"
                                    "  - name: system.GLB\n"
                                    "    actions:\n"
                                    "    - {name: read, arguments: null, energy: 74.144}\n"
                                    "    - {name: write, arguments: null, energy: 75.215}\n"
                                    "  - name: system.ifmap[0..167]\n"
                                    "    actions:\n"
                                    "    - {name: read, arguments: null, energy: 0.237}\n"
                                    "    - {name: write, arguments: null, energy: 0.237}\n"
                                    "  - name: system.filter[0..167]\n"
                                    "    actions:\n"
                                    "    - {name: read, arguments: null, energy: 1.586}\n"
                                    "    - {name: write, arguments: {bits: 16}, energy: 1.5}\n"
                                    "  - name: system.psum[0..167]\n"
                                    "    actions:\n"
                                    "    - {name: read, arguments: null, energy: 0.251}\n"
                                    "    - {name: write, energy: 0.251}\n"
                                    "  - name: system.noc\n"
                                    "    actions:\n"
                                    "    - {name: inject, arguments: null, energy: 0}\n"
                                    "    - {name: deliver, arguments: null, energy: 0}\n"
                                    "    - {name: link, arguments: null, energy: 0.5}\n"
                                    "  - name: system.mac[0..167]\n"
                                    "    actions:\n"
                                    "    - {name: T16, arguments: null, energy: 3.5}\n";

Test(energy_table, a_file_replaces_the_machines_energies)
{
    char path[] = "/tmp/enos-ert-XXXXXX";
    int descriptor = mkstemp(path);
    cr_assert(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    fputs(timeloops_ert, file);
    fclose(file);
    struct arch_options options = {.energy_table_file = path};
    struct arch_machine *machine;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    int status = arch_machine_read(&machine, timeloop, &options, diag);
    remove(path);
    if (status != 0)
        expect_error(diag, 0, "(no error)");
    cr_assert_float_eq(machine->glb_read_pj_per_bit, 74.144 / 64, 1e-12);
    cr_assert_float_eq(machine->choice[0].energy.mac_pj, 3.5, 0);
    cr_assert_float_eq(machine->choice[0].energy.spad_write_pj[TENSOR_W], 1.5, 0);
    cr_assert_float_eq(machine->noc_link_pj_per_bit, 0.5, 0);
    diag_free(diag);
    arch_machine_free(machine);
}

/* Replaces `from` by `to` in Timeloop's table and expects an error. */
static void check_refused(const char *from, const char *to, const char *error)
{
    struct arch_machine *machine = read_machine(timeloop);
    struct diag_list *diag;
    char text[4096];
    const char *at = strstr(timeloops_ert, from);
    cr_assert_not_null(at, "%s", from);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - timeloops_ert), timeloops_ert, to,
             at + strlen(from));
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_energy_table_read_ert_text(machine->energies, "e", text, strlen(text), diag),
                 -1);
    expect_some(diag, error);
    diag_free(diag);
    arch_machine_free(machine);
}

Test(energy_table, what_is_wrong_is_said)
{
    check_refused("ERT:", "ERTS:", "there is no key 'ERT'");
    check_refused("version: 0.3", "version: 9", "'9' is out of range");
    check_refused("system.GLB", "system.GBL", "did you mean 'GLB'?");
    check_refused("system.psum[0..167]", "system.psum_spad[0..167]",
                  "the machine has no component 'psum_spad'");
    check_refused("name: inject", "name: injekt", "did you mean 'inject'?");
    check_refused("name: idle, arguments: null, energy: 0",
                  "name: idle, arguments: null, energy: 3",
                  "'DRAM' has no action 'idle' that counts");
    check_refused("{bits: 16}", "{bits: 8}", "the machine has no 'write' of 8 bits at 'filter'");
    check_refused("{bits: 16}", "{bit: 16}", "did you mean 'bits'?");
    check_refused("    - {name: T16, arguments: null, energy: 3.5}\n", "    - {name: T16}\n",
                  "lacks 'energy'");
    check_refused("energy: 3.5", "energy: -3.5", "out of range");
    check_refused("energy: 3.5", "energy: nan", "energy: ");
    check_refused("    - {name: link, arguments: null, energy: 0.5}\n", "",
                  "the energy of 'link' of 'noc' (1 bits) is missing");
    check_refused("    - {name: link, arguments: null, energy: 0.5}\n",
                  "    - {name: link, energy: 0.5}\n    - {name: link, energy: 0.6}\n",
                  "'link' of 'noc' is given twice");
}

Test(energy_table, units_of_rows)
{
    static const struct {
        struct arch_energy_row row;
        const char *unit;
    } cases[] = {{{.component = "mac", .bits = 0}, "pJ/term"},
                 {{.component = "noc", .bits = 1}, "pJ/b"},
                 {{.component = "filter", .bits = 8}, "pJ per access of 8 b"}};
    char unit[ARCH_UNIT_MAX];
    for (int i = 0; i < 3; i++) {
        arch_energy_unit(&cases[i].row, unit);
        cr_assert_str_eq(unit, cases[i].unit);
    }
}
