#include <criterion/criterion.h>
#include <stddef.h>
#include <stdint.h>

#include "expect.h"
#include "workloads/description_read.h"

struct part {
    char name[8];
    int kind;
};

struct thing {
    int rows;
    double clock_hz;
    uint64_t capacity_bits;
    char label[16];
    int kind;
    int fast;
    unsigned keeps;
    struct part part;
    struct part parts[3];
    int part_count;
    int pair[2];
    int extra;
    const struct desc_node *rest;
};

static const char *const kinds[] = {"any", "identical", "none", NULL};

static const struct desc_field part_fields[] = {
    {.key = "name",
     .what = "its name",
     .type = DESC_NAME,
     .size = 8,
     .offset = offsetof(struct part, name)},
    {.key = "kind",
     .what = "its kind",
     .type = DESC_ENUM,
     .names = kinds,
     .fallback = "none",
     .offset = offsetof(struct part, kind)},
};
static const struct desc_schema part_schema = DESC_SCHEMA("part", part_fields, struct part);

static const struct desc_field fields[] = {
    {.key = "rows",
     .what = "rows of the array",
     .type = DESC_INT,
     .min = 1,
     .max = 1024,
     .offset = offsetof(struct thing, rows)},
    {.key = "clock",
     .what = "clock",
     .type = DESC_REAL,
     .unit = UNIT_HZ,
     .min = 1,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct thing, clock_hz)},
    {.key = "capacity",
     .what = "capacity of one instance",
     .type = DESC_WHOLE,
     .unit = UNIT_BITS,
     .min = 1,
     .fallback = "1 KiB",
     .offset = offsetof(struct thing, capacity_bits)},
    {.key = "label",
     .what = "text",
     .type = DESC_STRING,
     .size = 16,
     .fallback = "",
     .offset = offsetof(struct thing, label)},
    {.key = "kind",
     .what = "multicast",
     .type = DESC_ENUM,
     .names = kinds,
     .fallback = "any",
     .offset = offsetof(struct thing, kind)},
    {.key = "fast",
     .what = "double speed",
     .type = DESC_BOOL,
     .fallback = "false",
     .offset = offsetof(struct thing, fast)},
    {.key = "keeps",
     .what = "tensors held",
     .type = DESC_TENSORS,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct thing, keeps)},
    {.key = "part",
     .what = "one part",
     .type = DESC_STRUCT,
     .schema = &part_schema,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct thing, part)},
    {.key = "parts",
     .what = "parts",
     .type = DESC_STRUCT,
     .schema = &part_schema,
     .array = 3,
     .array_min = 1,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct thing, parts),
     .count_offset = DESC_COUNT_AT(struct thing, part_count)},
    {.key = "pair",
     .what = "rows and columns",
     .type = DESC_INT,
     .min = 1,
     .array = 2,
     .array_min = 2,
     .flags = DESC_EACH,
     .fallback = "7",
     .offset = offsetof(struct thing, pair)},
    {.key = "rest",
     .what = "anything",
     .type = DESC_NODE,
     .flags = DESC_OPTIONAL,
     .offset = offsetof(struct thing, rest)},
};
static const struct desc_schema schema = DESC_SCHEMA_ORIGIN("machine", fields, struct thing);

/* Reads a text; the caller frees both results. */
static int read_thing(const char *text, struct thing *thing, struct desc **desc,
                      struct diag_list **diag)
{
    *thing = (struct thing){.keeps = 99, .extra = 42};
    cr_assert_eq(diag_create(diag), 0);
    if (desc_read_text(desc, "f", text, strlen(text), *diag) != 0)
        return -1;
    return desc_read(thing, desc_root(*desc), &schema, *diag);
}

static void check_errors(const char *text, size_t n, const char *const *starts)
{
    struct thing thing;
    struct desc *desc;
    struct diag_list *diag;
    cr_assert_eq(read_thing(text, &thing, &desc, &diag), -1, "%s", text);
    for (size_t i = 0; i < n; i++)
        expect_error(diag, i, starts[i]);
    cr_assert_eq(diag_count(diag), n, "%s", text);
    diag_free(diag);
    desc_free(desc);
}

static void check_error(const char *text, const char *start)
{
    check_errors(text, 1, &start);
}

Test(description_read, everything)
{
    struct thing thing;
    struct desc *desc;
    struct diag_list *diag;
    const char *text = "source: here\nrows: 12\nclock: 200 MHz\ncapacity: 108 KiB\nlabel: a b\n"
                       "kind: none\nfast: true\nkeeps: [W, O]\npart: {name: p, kind: identical}\n"
                       "parts: [{name: a}, {name: b/c}]\npair: [3, 4]\nrest: {x: 1}\n";
    cr_assert_eq(read_thing(text, &thing, &desc, &diag), 0);
    cr_assert_eq(thing.rows, 12);
    cr_assert_eq(thing.clock_hz, 2e8);
    cr_assert_eq(thing.capacity_bits, 884736);
    cr_assert_str_eq(thing.label, "a b");
    cr_assert_eq(thing.kind, 2);
    cr_assert_eq(thing.fast, 1);
    cr_assert_eq(thing.keeps, 5);
    cr_assert_str_eq(thing.part.name, "p");
    cr_assert_eq(thing.part.kind, 1);
    cr_assert_eq(thing.part_count, 2);
    cr_assert_str_eq(thing.parts[1].name, "b/c");
    cr_assert_eq(thing.parts[1].kind, 2);
    cr_assert_eq(thing.pair[0], 3);
    cr_assert_eq(thing.pair[1], 4);
    cr_assert_eq(thing.rest->kind, DESC_MAP);
    cr_assert_eq(thing.extra, 42);
    diag_free(diag);
    desc_free(desc);
}

Test(description_read, fallbacks)
{
    struct thing thing;
    struct desc *desc;
    struct diag_list *diag;
    cr_assert_eq(read_thing("rows: {value: 1, assumption: guess}\n"
                            "clock: {value: 1 GHz, source: s}\npair: 5\n",
                            &thing, &desc, &diag),
                 0);
    cr_assert_eq(thing.rows, 1);
    cr_assert_eq(thing.clock_hz, 1e9);
    cr_assert_eq(thing.capacity_bits, 8192);
    cr_assert_str_eq(thing.label, "");
    cr_assert_eq(thing.kind, 0);
    cr_assert_eq(thing.fast, 0);
    cr_assert_eq(thing.keeps, 99);
    cr_assert_eq(thing.pair[0], 5);
    cr_assert_eq(thing.pair[1], 5);
    cr_assert_null(thing.rest);
    diag_free(diag);
    desc_free(desc);
}

#define GOOD "source: s\nrows: 1\nclock: 1 Hz\n"

Test(description_read, errors)
{
    static const struct {
        const char *text, *start;
    } cases[] = {
        {"source: s\nclock: 1 Hz\n",
         "f:1:1: error: machine lacks 'rows'\n    1 | source: s\n      | ^~~~~~\n"
         "   hint: rows of the array, an integer from 1 to 1024\n"},
        {GOOD "colour: 1\n",
         "f:4:1: error: unknown key 'colour' in machine\n    4 | colour: 1\n      | ^~~~~~\n"
         "   hint: known keys: rows, clock, capacity, label, kind"},
        {GOOD "kinds: none\n",
         "f:4:1: error: unknown key 'kinds' in machine\n    4 | kinds: none\n      | ^~~~~\n"
         "   hint: did you mean 'kind'? (multicast, one of any, identical, none)\n"},
        {"source: s\nrows: 0\nclock: 1 Hz\n",
         "f:2:7: error: rows: '0' is out of range\n    2 | rows: 0\n      |       ^\n"
         "   hint: rows of the array, an integer from 1 to 1024\n"},
        {"source: s\nrows: 1025\nclock: 1 Hz\n", "f:2:7: error: rows: '1025' is out of range"},
        {"source: s\nrows: 1.5\nclock: 1 Hz\n", "f:2:7: error: rows: '1.5' is not an integer"},
        {"source: s\nrows: -1\nclock: 1 Hz\n", "f:2:7: error: rows: '-1' is out of range"},
        {"source: s\nrows: 99999999999999999999\nclock: 1 Hz\n",
         "f:2:7: error: rows: '99999999999999999999' is out of range"},
        {"source: s\nrows: 8 b\nclock: 1 Hz\n", "f:2:7: error: rows: '8 b' is a capacity or width"},
        {"source: s\nrows:\nclock: 1 Hz\n", "f:2:6: error: rows: the value is missing"},
        {"source: s\nrows: [1]\nclock: 1 Hz\n", "f:2:7: error: rows: a list is not expected here"},
        {"source: s\nrows: {a: 1}\nclock: 1 Hz\n",
         "f:2:7: error: rows: a map is not expected here"},
        {"source: s\nrows: {value: 1, sauce: x}\nclock: 1 Hz\n",
         "f:2:18: error: unknown key 'sauce' in rows"},
        {"source: s\nrows: 1\nclock: 200 Mhz\n",
         "f:3:8: error: clock: 'Mhz' is not a unit\n    3 | clock: 200 Mhz\n"
         "      |        ^~~~~~~\n   hint: did you mean 'MHz'?\n"},
        {"source: s\nrows: 1\nclock: 200\n",
         "f:3:8: error: clock: '200' has no unit\n    3 | clock: 200\n      |        ^~~\n"
         "   hint: clock, a frequency such as '200 MHz' of at least 1 Hz\n"},
        {"source: s\nrows: 1\nclock: nan Hz\n", "f:3:8: error: clock: 'nan Hz' is not a number"},
        {"rows: 1\nclock: 1 Hz\n", "f:2:8: error: 'clock' does not say where its value is from"},
        {"source: s\nassumption: t\nrows: 1\nclock: 1 Hz\n",
         "f:2:1: error: both 'source' and 'assumption' are given"},
        {"source: ''\nrows: 1\nclock: 1 Hz\n", "f:1:9: error: 'source' says nothing"},
        {"source: [1]\nrows: 1\nclock: {value: 1 Hz, source: x}\n",
         "f:1:9: error: 'source' says nothing"},
        {GOOD "capacity: 0.3 b\n", "f:4:11: error: capacity: '0.3 b' is out of range"},
        {GOOD "capacity: 1.3 b\n", "f:4:11: error: capacity: '1.3 b' is not whole"},
        {GOOD "capacity: 1e30 b\n", "f:4:11: error: capacity: '1e30 b' is out of range"},
        {GOOD "label: 0123456789abcdef\n", "f:4:8: error: label: '0123456789abcdef' is too long"},
        {GOOD "kind: nome\n",
         "f:4:7: error: kind: 'nome' is not known\n    4 | kind: nome\n      |       ^~~~\n"
         "   hint: did you mean 'none'?\n"},
        {GOOD "kind: 7\n", "f:4:7: error: kind: '7' is not known"},
        {GOOD "fast: yes\n", "f:4:7: error: fast: 'yes' is neither true nor false"},
        {GOOD "fast: \"true\"\n", "f:4:7: error: fast: 'true' is neither true nor false"},
        {GOOD "keeps: W\n", "f:4:8: error: keeps: 'W' is not expected here"},
        {GOOD "keeps: [W, X]\n", "f:4:12: error: keeps: 'X' is not expected here"},
        {GOOD "keeps: [W, W]\n", "f:4:12: error: keeps: 'W' is given twice"},
        {GOOD "keeps: [[W]]\n", "f:4:9: error: keeps: a list is not expected here"},
        {GOOD "part: 3\n", "f:4:7: error: part: a map of keys is expected, not 3"},
        {GOOD "part: {kind: any}\n", "f:4:1: error: part lacks 'name'"},
        {GOOD "part: {name: p, x: 1}\n", "f:4:17: error: unknown key 'x' in part 'p'"},
        {GOOD "part: {name: /p}\n", "f:4:14: error: name: '/p' is not a name"},
        {GOOD "part: {name: p q}\n", "f:4:14: error: name: 'p q' is not a name"},
        {GOOD "part: {name: 12345678}\n", "f:4:14: error: name: '12345678' is too long"},
        {GOOD "parts: []\n", "f:4:8: error: 'parts' has 0 values"},
        {GOOD "parts: [{name: a}, {name: a}, {name: a}, {name: a}]\n",
         "f:4:8: error: 'parts' has 4 values"},
        {GOOD "parts: {name: a}\n", "f:4:8: error: parts: a map is not expected here"},
        {GOOD "parts:\n  - kind: any\n", "f:5:5: error: part lacks 'name'"},
        {GOOD "pair: [1]\n",
         "f:4:7: error: 'pair' has 1 values\n    4 | pair: [1]\n      |       ^~~\n"
         "   hint: rows and columns, one value or a list of 2, each an integer of at least 1\n"},
        {GOOD "pair: 0\n", "f:4:7: error: pair: '0' is out of range"},
        {GOOD "pair: [1, x]\n", "f:4:11: error: pair: 'x' is not a number"},
        {"7\n", "f:1:1: error: machine: a map of keys is expected, not 7"},
        {"[7]\n", "f:1:1: error: machine: a map of keys is expected, not a list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_error(cases[i].text, cases[i].start);
}

Test(description_read, all_errors_at_once)
{
    static const char *const starts[] = {
        "f:1:1: error: unknown key 'row' in machine", "f:3:1: error: unknown key 'zzz' in machine",
        "f:2:8: error: 'clock' does not say", "f:2:8: error: clock: '9 m' is a feature size",
        "f:4:7: error: fast: '2' is neither"};
    check_errors("row: 1\nclock: 9 m\nzzz: 2\nfast: 2\n", sizeof starts / sizeof *starts, starts);
}

Test(description_read, overridden_values_point_at_the_command_line)
{
    struct thing thing;
    struct desc *desc;
    struct diag_list *diag;
    cr_assert_eq(read_thing("source: s\nrows: 1\nclock: 1 Hz\n", &thing, &desc, &diag), 0);
    cr_assert_eq(desc_override(desc, "clock=3 V", diag), 0);
    cr_assert_eq(desc_override(desc, "rosw=3", diag), 0);
    cr_assert_eq(desc_read(&thing, desc_root(desc), &schema, diag), -1);
    expect_error(diag, 0, "--set:1:1: error: unknown key 'rosw' in machine\n    1 | rosw=3\n");
    expect_error(diag, 1, "--set:1:7: error: clock: '3 V' is a voltage");
    diag_free(diag);
    desc_free(desc);
}

/* A value set on the command line needs no other provenance. */
Test(description_read, command_line_is_provenance)
{
    struct thing thing;
    struct desc *desc;
    struct diag_list *diag;
    cr_assert_eq(read_thing("rows: 1\nclock: 1 Hz\n", &thing, &desc, &diag), -1);
    cr_assert_eq(diag_count(diag), 1);
    cr_assert_eq(desc_override(desc, "clock=3 Hz", diag), 0);
    cr_assert_eq(desc_read(&thing, desc_root(desc), &schema, diag), 0);
    cr_assert_eq(thing.clock_hz, 3);
    diag_free(diag);
    desc_free(desc);
}

Test(description_read, format)
{
    static const struct {
        const char *text, *start;
    } cases[] = {
        {"format: enos/machine/1\n", NULL},
        {"format: enos/network/1\n",
         "f:1:9: error: 'enos/network/1' is not the format of a machine"},
        {"format: enos/machine/2\n",
         "f:1:9: error: 'enos/machine/2' is newer than this tool reads"},
        {"format: enos/machine/\n", "f:1:9: error: 'enos/machine/' is not the format"},
        {"format: enos/machine/1x\n", "f:1:9: error: 'enos/machine/1x' is not the format"},
        {"format: enos/machine/99999999999999999999\n", "f:1:9: error:"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag_list *diag;
        struct desc *desc;
        cr_assert_eq(diag_create(&diag), 0);
        cr_assert_eq(desc_read_text(&desc, "f", cases[i].text, strlen(cases[i].text), diag), 0);
        cr_assert_eq(desc_check_format(desc_root(desc), "machine", diag), cases[i].start ? -1 : 0);
        if (cases[i].start)
            expect_error(diag, 0, cases[i].start);
        diag_free(diag);
        desc_free(desc);
    }
}
