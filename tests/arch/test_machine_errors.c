/* Machines that cannot be: each mistake is told at its line, with what was expected. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/expect.h"
#include "arch/machine.h"

static const char path[] = ENOS_SOURCE_DIR "/arch/eyeriss168.yaml";

/* eyeriss168.yaml with `from` replaced by `to` at its first place; the caller frees it. */
static char *changed(const char *from, const char *to)
{
    FILE *file = fopen(path, "rb");
    char text[1 << 14];
    cr_assert_not_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    const char *at = strstr(text, from);
    cr_assert_not_null(at, "'%s' is not in the file", from);
    char *out = calloc(length + strlen(to) + 1, 1);
    cr_assert_not_null(out);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return out;
}

static struct diag_list *read_changed(const char *from, const char *to)
{
    struct diag_list *diag;
    struct arch_machine *machine;
    char *text = changed(from, to);
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read_text(&machine, path, text, strlen(text), NULL, diag), -1,
                 "'%s' for '%s' is accepted", to, from);
    cr_assert_null(machine);
    free(text);
    return diag;
}

static const struct {
    const char *from, *to, *error;
} mistakes[] = {
    {"word: 20 b", "word: 16 b", "psum scratchpad holds 16 bits, one partial sum of T8 needs 20"},
    {"    word: 16 b", "    word: 4 b",
     "filter scratchpad holds 4 bits, one word of weights of T8 needs 8"},
    {"rows: 12", "rows: 0", "'0' is out of range"},
    {"columns: 14", "columns: -1", "'-1' is out of range"},
    {"name: ifmap", "name: GLB", "two storages are called 'GLB'"},
    {"name: ifmap", "name: noc", "'noc' is the name of another part of the machine"},
    {"keeps: [W]", "keeps: [K]", "a list of tensors such as [W, I, O]"},
    {"keeps: [W]", "keeps: []", "storage 'filter': it keeps nothing"},
    {"keeps: [W]", "keeps: [I]", "inputs are kept by two scratchpads, 'filter' and 'ifmap'"},
    {"keeps: [W]", "keeps: [W]\n    bypass: [W]", "only a buffer can be bypassed"},
    {"keeps: [W, I, O]", "keeps: [W, I]", "the DRAM keeps all of W, I and O"},
    {"class: dram", "class: buffer", "the outermost storage is the DRAM"},
    {"class: buffer", "class: dram", "there is one DRAM, the outermost storage"},
    {"class: scratchpad", "class: buffer", "the model has one buffer between DRAM and array"},
    {"class: buffer", "class: scratchpad", "only a buffer can be bypassed"},
    {"class: scratchpad", "class: scratchpads", "did you mean 'scratchpad'?"},
    {"    keeps: [W, I, O]\n    bypass", "    keeps: [W, I]\n    bypass",
     "a tensor that it never keeps always goes past it"},
    {"capacity: 480 b", "capacity: 19 b", "storage 'psum': it does not hold one word"},
    {"    capacity: 480 b\n", "", "it needs a 'capacity'"},
    {"    capacity: 480 b\n", "    capacity: 8 b\n", "does not hold one word"},
    {"capacity: 108 KiB", "capacity: 8 KiB",
     "storage 'GLB' cannot be estimated: 8192 bytes lie outside"},
    {"type: {value: LPDDR4", "type: {value: LPDR4", "did you mean 'LPDDR4'?"},
    {"    type: {value: LPDDR4, assumption: \"the paper names no DRAM\"}\n", "",
     "the energy of 'DRAM' is missing"},
    {"    address_generation: {value: 5.6 fJ", "    # {value: 5.6 fJ",
     "storage 'GLB': the energy of its addresses is missing"},
    {"address_generation: {value: 5.6 fJ", "address_generation: {value: 0 fJ",
     "'address_generation' is 0 without a source"},
    {"adder: {value: 0.4 fJ/b", "adder: {value: 0 fJ/b", "'adder' is 0 without a source"},
    {"adder: {value: 0.4 fJ/b", "adder: {value: 0.4 fJ", "adder"},
    {"leakage: {value: 0 mW", "leakage: {value: 9 mW", "leakage is not counted by the model: 9 mW"},
    {"    T:\n", "    TT:\n", "unknown operator 'TT'"},
    {"    MF:\n", "    MFF:\n", "did you mean 'MF'?"},
    {"bits: [8, 4, 2]", "bits: [8, 3]", "bits: 3 is no precision: 16, 8, 4 or 2"},
    {"bits: [8, 4, 2]", "bits: [8, 8]", "bits: 8 is given twice"},
    {"bits: [8, 4, 2]", "bits: []", "bits"},
    {"bits: [8, 4, 2]", "bits: [16]", "lanes: '8/b' is no number of terms at 16 bits"},
    {"lanes: 8/b", "lanes: 0", "lanes: '0' is no number of terms"},
    {"lanes: 8/b", "lanes: b/8", "lanes: 'b/8' is no number of terms"},
    {"lanes: 8/b", "lanes: 2", "the MAC does not have so many lanes"},
    {"lane_sum: {value: together", "lane_sum: {value: apart", "'together' goes with lane_dim C"},
    {"multicast: {value: any", "multicast: {value: all", "one of any, identical, none"},
    {"tech/15nm.yaml", "tech/16nm.yaml", "there is no technology file"},
    {"pe:\n", "pee:\n", "did you mean 'pe'?"},
    {"fill: {value: 0.7", "fill: {value: 1.7", "'1.7' is out of range"},
    {"mac:\n", "mac:\n  energy: {T9: 3 fJ, source: test}\n", "the machine has no choice 'T9'"},
    {"mac:\n", "mac:\n  energy: {T8: 3 fJ}\n", "'energy' does not say where its value is from"},
    {"mac:\n", "mac:\n  energy: {T8: 0 fJ, assumption: test}\n", "'T8' is 0 without a source"},
    {"mac:\n", "mac:\n  energy: [1]\n", "energy: expected a map"},
};

Test(machine_errors, every_mistake_is_told)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct diag_list *diag = read_changed(mistakes[i].from, mistakes[i].to);
        expect_some(diag, mistakes[i].error);
        diag_free(diag);
    }
}

/* Line of the first place of `part` in the file. */
static int line_of(const char *part)
{
    char *text = changed(part, part);
    int line = 1;
    for (const char *at = text; at < strstr(text, part); at++)
        line += *at == '\n';
    free(text);
    return line;
}

Test(machine_errors, stand_at_their_line)
{
    struct diag_list *diag = read_changed("word: 20 b", "word: 16 b");
    char start[1024];
    snprintf(start, sizeof start, "%s:%d:11: error: psum scratchpad holds 16 bits", path,
             line_of("word: 20 b"));
    expect_error(diag, 0, start);
    cr_assert_eq(diag_count(diag), 1);
    diag_free(diag);
}

/* Mistakes of several parts are all told in one run. */
Test(machine_errors, all_of_a_file)
{
    const char *const overrides[] = {"storage.psum.word=16 b", "network.multicast=all",
                                     "mac.operators.T.lanes=x", "technology.wire.energy=1"};
    struct arch_options options = {.overrides = overrides, .override_count = 4};
    struct diag_list *diag;
    struct arch_machine *machine;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read(&machine, path, &options, diag), -1);
    expect_some(diag, "one of any, identical, none");
    expect_some(diag, "lanes: 'x'");
    expect_some(diag, "0.3 pJ/(b mm)");
    diag_free(diag);
}

/* A mistake at the top of the file hides none below. */
Test(machine_errors, the_array_hides_no_storage)
{
    const char *const overrides[] = {"array.rows=12 b", "storage.GLB.capacty=64 KiB", "pe.fil=0.7",
                                     "mac.operators.T.lanes=x", "leakage=1 pJ"};
    struct arch_options options = {.overrides = overrides, .override_count = 5};
    struct diag_list *diag;
    struct arch_machine *machine;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read(&machine, path, &options, diag), -1);
    expect_some(diag, "'12 b' is a capacity or width");
    expect_some(diag, "unknown key 'capacty'");
    expect_some(diag, "unknown key 'fil'");
    expect_some(diag, "lanes: 'x'");
    expect_some(diag, "leakage: '1 pJ' is an energy");
    cr_assert_eq(diag_count(diag), 7); /* lanes: at each of 3 precisions */
    diag_free(diag);
}

Test(machine_errors, storage_is_a_list)
{
    const char *override = "storage=3";
    struct arch_options options = {.overrides = &override, .override_count = 1};
    struct diag_list *diag;
    struct arch_machine *machine;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(arch_machine_read(&machine, path, &options, diag), -1);
    expect_some(diag, "storage: expected a list of 1 to 8 storages");
    diag_free(diag);
}

Test(machine_errors, files_that_are_no_machines)
{
    static const char *const texts[] = {"",        "\n", "[]", "3", "name: x", "storage: {a: [",
                                        "\xff\xfe"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct diag_list *diag;
        struct arch_machine *machine;
        cr_assert_eq(diag_create(&diag), 0);
        cr_assert_eq(
            arch_machine_read_text(&machine, "x.yaml", texts[i], strlen(texts[i]), NULL, diag), -1);
        cr_assert_gt(diag_count(diag), 0);
        diag_free(diag);
    }
}

Test(machine_errors, other_modes_need_a_provider)
{
    struct diag_list *diag = read_changed("    MF:\n", "    MF@cim:\n");
    expect_some(diag, "the energy of a term of MF8@cim is missing: no energy provider");
    diag_free(diag);
}
