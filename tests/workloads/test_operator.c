#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#include "workloads/operator.h"

static const struct operator_def *find(const char *name)
{
    const struct operator_def *op = operator_find(name, strlen(name));
    cr_assert_not_null(op, "%s", name);
    return op;
}

/* Printed formulas, over every pair of 4-bit operands, signed and unsigned x. */
Test(operator, terms)
{
    const struct operator_def *t = find("T"), *mf = find("MF"), *bc = find("BC");
    for (int x = -8; x <= 15; x++) {
        for (int w = -7; w <= 7; w++) {
            int negative = w < 0, sign_w = negative ? -1 : 1;
            int sign_x = x > 0 ? 1 : (x < 0 ? -1 : 0);
            cr_assert_eq(t->term(x, w, negative), x * w);
            cr_assert_eq(mf->term(x, w, negative), sign_x * w + sign_w * x);
            cr_assert_eq(bc->term(x, w, negative), sign_w * x);
        }
    }
}

/* The stored sign decides where the magnitude is zero. */
Test(operator, sign_of_zero_weight)
{
    cr_assert_eq(find("MF")->term(5, 0, 0), 5);
    cr_assert_eq(find("MF")->term(5, 0, 1), -5);
    cr_assert_eq(find("MF")->term(0, 7, 0), 0);
    cr_assert_eq(find("MF")->term(0, -7, 1), 0);
    cr_assert_eq(find("BC")->term(5, 0, 0), 5);
    cr_assert_eq(find("BC")->term(5, 0, 1), -5);
    cr_assert_eq(find("T")->term(5, 0, 1), 0);
}

/* The paper's accumulators and adders, Sec. III-A. */
Test(operator, facts)
{
    static const struct {
        const char *name;
        int psum_bits, adder_cycles, binary, lanes;
    } facts[] = {{"T", 20, 1, 0, 1}, {"MF", 12, 2, 0, 0}, {"BC", 12, 1, 1, 0}};
    for (size_t i = 0; i < 3; i++) {
        const struct operator_def *op = find(facts[i].name);
        cr_assert_eq(op->default_psum_bits, facts[i].psum_bits);
        cr_assert_eq(op->adder_cycles, facts[i].adder_cycles);
        cr_assert_eq(op->operand_is_binary, facts[i].binary);
        cr_assert_eq(op->subword_lanes, facts[i].lanes);
    }
}

static size_t registered(void)
{
    size_t n = 0;
    while (operator_registry[n])
        n++;
    return n;
}

Test(operator, registry_is_complete_and_unique)
{
    for (size_t i = 0; i < registered(); i++) {
        const struct operator_def *op = operator_registry[i];
        cr_assert_eq(operator_find(op->name, strlen(op->name)), op);
        cr_assert(op->description && *op->description);
        cr_assert_not_null(op->term);
        cr_assert_gt(op->adder_cycles, 0);
        cr_assert_gt(op->default_psum_bits, 0);
    }
    cr_assert_null(operator_find("T8", 2));
    cr_assert_null(operator_find("", 0));
}

/* Every file workloads/operator_*.c is an entry of the registry. */
Test(operator, every_file_is_listed)
{
    DIR *folder = opendir(ENOS_SOURCE_DIR "/workloads");
    cr_assert_not_null(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        size_t n = strlen(entry->d_name);
        if (strncmp(entry->d_name, "operator_", 9) == 0 && strcmp(entry->d_name + n - 2, ".c") == 0)
            files++;
    }
    closedir(folder);
    cr_assert_eq(files, registered());
}

/* Every operator, width and mode is written and read back. */
Test(choice, round_trip)
{
    static const int bits[] = {16, 8, 4, 2};
    static const char *const modes[] = {"digital", "cim", "abcdefghijk"};
    for (size_t i = 0; i < registered() * 12; i++) {
        struct choice choice = {operator_registry[i / 12], bits[i % 4], ""}, back;
        char name[CHOICE_NAME_MAX];
        memcpy(choice.mode, modes[i / 4 % 3], strlen(modes[i / 4 % 3]) + 1);
        choice_name(&choice, name);
        cr_assert_eq(choice_parse(&back, name), 0, "%s", name);
        cr_assert_eq(back.op, choice.op);
        cr_assert_eq(back.bits, choice.bits);
        cr_assert_str_eq(back.mode, choice.mode);
    }
}

Test(choice, names)
{
    struct choice choice;
    char name[CHOICE_NAME_MAX];
    cr_assert_eq(choice_parse(&choice, "MF4"), 0);
    choice_name(&choice, name);
    cr_assert_str_eq(name, "MF4");
    cr_assert_eq(choice_parse(&choice, "MF8@cim"), 0);
    choice_name(&choice, name);
    cr_assert_str_eq(name, "MF8@cim");
    cr_assert_eq(choice_weight_bits(&choice), 8);
    cr_assert_eq(choice_parse(&choice, "BC2"), 0);
    cr_assert_eq(choice_weight_bits(&choice), 1);
}

Test(choice, refused)
{
    static const char *const texts[] = {
        "",    "T",   "8",      "T3",    "T88", "t8",     "XX8",
        "T8 ", "T8@", "T8@CIM", "T8cim", "T08", "T8@a@b", "T8@abcdefghijkl",
        "T-8"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct choice choice;
        cr_assert_eq(choice_parse(&choice, texts[i]), -1, "'%s'", texts[i]);
    }
}
