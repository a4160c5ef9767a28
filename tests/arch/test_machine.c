/* The machines that ship: what they hold and what their events cost. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../arch/mac_datapath.h"
#include "../workloads/expect.h"
#include "arch/machine.h"

static const char paper[] = ENOS_SOURCE_DIR "/arch/eyeriss168.yaml";
static const char timeloop[] = ENOS_SOURCE_DIR "/arch/eyeriss168-45nm.yaml";

static struct arch_machine *read_machine(const char *path, const struct arch_options *options)
{
    struct arch_machine *machine;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, path, options, diag) != 0)
        expect_error(diag, 0, "(no error)");
    diag_free(diag);
    return machine;
}

static struct arch_machine *read_set(const char *path, const char *override)
{
    struct arch_options options = {.overrides = &override, .override_count = 1};
    return read_machine(path, &options);
}

static void check_near(double found, double expected)
{
    cr_assert_leq(fabs(found - expected), 1e-9 * fabs(expected), "%.12g, expected %.12g", found,
                  expected);
}

Test(machine, shape_of_eyeriss168)
{
    static const uint64_t spad_bits[TENSOR_COUNT] = {3584, 192, 480};
    struct arch_machine *machine = read_machine(paper, NULL);
    cr_assert_str_eq(machine->name, "eyeriss168");
    cr_assert_eq(machine->rows, 12);
    cr_assert_eq(machine->columns, 14);
    cr_assert_eq(machine->storage_count, 5);
    cr_assert_eq(machine->storage[machine->glb].capacity_bits, 108u * 1024 * 8);
    cr_assert_eq(machine->storage[machine->glb].word_bits, 64);
    cr_assert_eq(machine->storage[machine->glb].keeps, 7u);
    cr_assert_eq(machine->storage[machine->dram].place, PLACE_OFF_CHIP);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        cr_assert_eq(machine->storage[machine->spad[t]].capacity_bits, spad_bits[t]);
        cr_assert_eq(machine->storage[machine->spad[t]].place, PLACE_PE);
        cr_assert_eq(machine->storage[machine->spad[t]].double_buffer, 0);
        cr_assert_float_eq(machine->noc_delivery_bits_per_cycle[t], 64, 0);
    }
    cr_assert_eq(machine->multicast, MULTICAST_ANY);
    cr_assert_eq(machine->reduce[AXIS_Y], REDUCE_LINK);
    cr_assert_eq(machine->reduce[AXIS_X], REDUCE_NONE);
    cr_assert_float_eq(machine->noc_collect_bits_per_cycle, 64, 0);
    cr_assert_float_eq(machine->clock_hz, 200e6, 0);
    cr_assert_float_eq(machine->tech_nm, 15, 0);
    cr_assert_float_eq(machine->voltage, 0.8, 0);
    cr_assert_eq(strlen(machine->sha256), 64);
    arch_machine_free(machine);
}

Test(machine, choices_of_eyeriss168)
{
    static const struct {
        const char *name;
        int psum, lanes, cycles, w, i, o;
    } expected[] = {
        {"T8", 20, 1, 1, 8, 8, 20},  {"T4", 20, 2, 1, 8, 8, 20},  {"T2", 20, 4, 1, 8, 8, 20},
        {"MF8", 12, 1, 2, 8, 8, 12}, {"MF4", 12, 1, 2, 4, 4, 12}, {"MF2", 12, 1, 2, 2, 2, 12},
        {"BC8", 12, 1, 1, 1, 8, 12}, {"BC4", 12, 1, 1, 1, 4, 12}, {"BC2", 12, 1, 1, 1, 2, 12}};
    struct arch_machine *machine = read_machine(paper, NULL);
    cr_assert_eq(machine->choice_count, 9);
    for (int c = 0; c < 9; c++) {
        const struct arch_choice *choice = &machine->choice[c];
        char name[CHOICE_NAME_MAX];
        choice_name(&choice->choice, name);
        cr_assert_str_eq(name, expected[c].name);
        cr_assert_eq(choice->psum_bits, expected[c].psum);
        cr_assert_eq(choice->lanes, expected[c].lanes);
        cr_assert_eq(choice->lane_dim, DIM_C);
        cr_assert_eq(choice->cycles_per_step, expected[c].cycles);
        cr_assert_eq(arch_access_bits(choice, TENSOR_W), expected[c].w);
        cr_assert_eq(arch_access_bits(choice, TENSOR_I), expected[c].i);
        cr_assert_eq(arch_access_bits(choice, TENSOR_O), expected[c].o);
    }
    arch_machine_free(machine);
}

Test(machine, energies_of_eyeriss168)
{
    struct arch_machine *machine = read_machine(paper, NULL);
    /* CACTI 7 at 22 nm x 0.53108, and an address: a counter of full adders of 0.4 fJ. */
    check_near(machine->glb_read_pj_per_bit, (3.2371 * 0.53108 + 0.0056) / 64);
    check_near(machine->glb_write_pj_per_bit, machine->glb_read_pj_per_bit);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_W], 0.0783 * 0.53108 + 0.0032);
    check_near(machine->choice[6].energy.spad_read_pj[TENSOR_W],
               (0.0783 - 7 * (0.0975 - 0.0783) / 8) * 0.53108 + 0.0032);
    check_near(machine->dram_read_pj_per_bit, 8);
    check_near(machine->dram_write_pj_per_bit, 8);
    /* 0.3 pJ/(b mm) x 0.8^2 along the pitch. */
    check_near(machine->noc_deliver_pj_per_bit, 0.192 * machine->pe_pitch_mm);
    check_near(machine->noc_inject_pj_per_bit, 13 * 0.192 * machine->pe_pitch_mm);
    check_near(machine->noc_link_pj_per_bit, 0.192 * machine->pe_pitch_mm + 0.0004);
    cr_assert(machine->pe_pitch_mm > 0.01 && machine->pe_pitch_mm < 0.1);
    for (int c = 0; c < machine->choice_count; c++)
        for (int t = 0; t < TENSOR_COUNT; t++) {
            cr_assert_gt(machine->choice[c].energy.spad_read_pj[t], 0);
            cr_assert_gt(machine->choice[c].energy.spad_write_pj[t], 0);
        }
    arch_machine_free(machine);
}

Test(machine, energies_of_timeloops_example)
{
    struct arch_machine *machine = read_machine(timeloop, NULL);
    cr_assert_eq(machine->choice_count, 1);
    cr_assert_eq(machine->choice[0].choice.bits, 16);
    cr_assert_eq(machine->choice[0].psum_bits, 16);
    cr_assert_eq(machine->storage[machine->glb].capacity_bits, 16384u * 64);
    cr_assert_eq(machine->storage[machine->spad[TENSOR_I]].capacity_bits, 12u * 16);
    cr_assert_eq(machine->storage[machine->spad[TENSOR_W]].capacity_bits, 192u * 16);
    cr_assert_eq(machine->storage[machine->spad[TENSOR_O]].capacity_bits, 16u * 16);
    check_near(16 * machine->dram_read_pj_per_bit, 128);
    check_near(16 * machine->glb_read_pj_per_bit, 18.525);
    check_near(16 * machine->glb_write_pj_per_bit, 18.8);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_W], 1.586);
    check_near(machine->choice[0].energy.spad_write_pj[TENSOR_W], 1.586);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_I], 0.237);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_O], 0.251);
    check_near(machine->choice[0].energy.mac_pj, 2.2);
    cr_assert_float_eq(machine->noc_inject_pj_per_bit, 0, 0);
    cr_assert_float_eq(machine->noc_deliver_pj_per_bit, 0, 0);
    cr_assert_float_eq(machine->noc_link_pj_per_bit, 0, 0);
    cr_assert_eq(machine->provisional, 0);
    arch_machine_free(machine);
}

Test(machine, every_energy_says_where_it_is_from)
{
    const char *const machines[] = {paper, timeloop};
    for (int m = 0; m < 2; m++) {
        struct arch_machine *machine = read_machine(machines[m], NULL);
        for (size_t i = 0; i < machine->energies->count; i++) {
            const struct arch_energy_row *row = &machine->energies->row[i];
            cr_assert_gt(strlen(row->source), 5, "%s %s", row->component, row->action);
            cr_assert(isfinite(row->energy_pj) && row->energy_pj >= 0);
        }
        arch_machine_free(machine);
    }
}

/* Aladdin's formula at 224 words is 4.4 times CACTI's 448 bytes, 16 bits at 45 nm. */
Test(machine, register_file_is_a_choice)
{
    struct arch_options aladdin = {.register_file = "aladdin"};
    struct arch_machine *machine = read_machine(paper, &aladdin);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_W], 1.6338 * 0.128203 + 0.0032);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_I], 0.0525 * 0.128203 + 0.0016);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_O], 0.1178 * 0.128203 + 0.0020);
    arch_machine_free(machine);
}

Test(machine, overrides)
{
    struct arch_machine *machine = read_set(paper, "storage.DRAM.type=HBM2");
    check_near(machine->dram_read_pj_per_bit, 3.9);
    arch_machine_free(machine);
    machine = read_set(paper, "storage.GLB.capacity=64 KiB");
    check_near(machine->glb_read_pj_per_bit, (2.5193 * 0.53108 + 0.0056) / 64);
    arch_machine_free(machine);
    machine = read_set(paper, "technology=tech/45nm.yaml");
    check_near(machine->glb_read_pj_per_bit, (10.4245 + 0.0056) / 64);
    arch_machine_free(machine);
    machine = read_set(paper, "technology.memory.cell=itrs-lstp");
    check_near(machine->glb_read_pj_per_bit, (3.5262 * 0.53108 + 0.0056) / 64);
    arch_machine_free(machine);
}

/* The area of the MAC is that of the gates E_OP is counted on. */
Test(machine, transistors_are_the_netlists)
{
    struct arch_machine *machine = read_machine(paper, NULL);
    struct mac_datapath datapath;
    double transistors = 0;
    cr_assert_eq(mac_datapath_create(&datapath, MAC_PIPELINE_ADDEND), 0);
    for (int part = 0; part < NETLIST_PARTS; part++)
        for (int kind = 0; kind < CELL_COUNT; kind++)
            transistors += 28 * machine->cells.share[kind] *
                           netlist_cell_count(datapath.netlist, part, (enum netlist_cell)kind);
    cr_assert_float_eq(transistors, 5350, 1e-6, "%g", transistors);
    mac_datapath_free(&datapath);
    arch_machine_free(machine);
}

Test(machine, provisional_energies_are_marked)
{
    struct arch_machine *machine =
        read_set(paper, "mac.energy={T8: {value: 3 fJ, provisional: a guess}}");
    cr_assert_eq(machine->provisional, 1);
    cr_assert_float_eq(machine->choice[0].energy.mac_pj, 0.003, 0);
    cr_assert_str_eq(arch_energy_table_find(machine->energies, "mac", "T8", 0)->source,
                     "provisional: a guess");
    arch_machine_free(machine);
    machine = read_machine(paper, NULL);
    cr_assert_eq(machine->provisional, 0);
    arch_machine_free(machine);
}

static int fake_energy(const void *context, const struct choice *choice, int lanes,
                       const struct mac_statistics *statistics, const struct mac_options *options,
                       struct mac_energy_result *out)
{
    (void)lanes, (void)statistics, (void)options;
    *out = (struct mac_energy_result){.energy_pj = *(const double *)context * choice->bits};
    return MAC_OK;
}

Test(machine, a_computing_mode_has_its_own_provider)
{
    static const double per_bit = 0.001;
    const struct mac_provider cim = {"cim", &per_bit, fake_energy};
    const char *override = "mac.operators={MF@cim: {bits: [8, 4], psum: 12 b, lanes: 1, "
                           "cycles_per_step: 1, source: a test}}";
    struct arch_options options = {
        .overrides = &override, .override_count = 1, .providers = &cim, .provider_count = 1};
    struct arch_machine *machine = read_machine(paper, &options);
    cr_assert_eq(machine->choice_count, 2);
    check_near(machine->choice[0].energy.mac_pj, 0.008);
    check_near(machine->choice[1].energy.mac_pj, 0.004);
    cr_assert_not_null(arch_energy_table_find(machine->energies, "mac", "MF4@cim", 0));
    arch_machine_free(machine);
}

/* One register file for all three tensors: prices by width, one index. */
Test(machine, unified_register_file)
{
    const char *override = "storage=[{name: DRAM, class: dram, keeps: [W, I, O], word: 64 b, "
                           "type: LPDDR4, source: t}, {name: rf, class: scratchpad, keeps: [W, I, "
                           "O], capacity: 512 B, word: 32 b, address_generation: 1 fJ, source: t}]";
    struct arch_options options = {.overrides = &override, .override_count = 1};
    struct arch_machine *machine = read_machine(paper, &options);
    cr_assert_eq(machine->glb, -1);
    cr_assert_eq(machine->spad[TENSOR_W], 1);
    cr_assert_eq(machine->spad[TENSOR_I], 1);
    cr_assert_eq(machine->spad[TENSOR_O], 1);
    check_near(machine->choice[0].energy.spad_read_pj[TENSOR_W], 0.0881 * 0.53108 + 0.001);
    cr_assert_lt(machine->choice[0].energy.spad_read_pj[TENSOR_W],
                 machine->choice[0].energy.spad_read_pj[TENSOR_O]);
    arch_machine_free(machine);
}

/* A machine file that lies elsewhere finds the technologies that ship. */
Test(machine, library)
{
    char text[1 << 14];
    struct arch_options options = {.library = ENOS_SOURCE_DIR "/arch"};
    struct arch_machine *machine;
    struct diag_list *diag;
    FILE *file = fopen(paper, "rb");
    cr_assert_not_null(file);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read_text(&machine, "/nowhere/m.yaml", text, length, NULL, diag), -1);
    expect_some(diag, "there is no technology file '/nowhere/tech/15nm.yaml'");
    cr_assert_eq(arch_machine_read_text(&machine, "/nowhere/m.yaml", text, length, &options, diag),
                 0);
    cr_assert_str_eq(machine->technology_file, ENOS_SOURCE_DIR "/arch/tech/15nm.yaml");
    arch_machine_free(machine);
    diag_free(diag);
}
