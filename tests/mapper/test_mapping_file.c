/* mappings.yaml: what is written reads back the same; what is wrong is said. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/mapping_file.h"

static const struct provenance_input inputs[] = {
    {"machine", "m", "arch/m.yaml", "00ff"},
    {"set", "", "array.rows=3: \"x\"", ""},
};
static const struct provenance origin = {"enos-map", "9.9", inputs, 2, 7, "enos-map 'a b' \\c"};

/* Every kind of node, a name that must be quoted, rows unlike columns. */
static struct map_file_entry sample(const char *layer, const char *choice)
{
    struct map_file_entry entry = {
        .layer = layer,
        .shape = {.size = {2, 6, 8, 5, 7, 3, 1, 2},
                  .input = {11, 7},
                  .stride = {2, 1},
                  .dilation = {1, 1},
                  .pad = {1, 0}},
    };
    cr_assert(choice_parse(&entry.choice, choice) == 0);
    struct map_mapping *mapping = &entry.mapping;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_DRAM, (enum tensor)t);
    for (int d = 0; d < DIM_COUNT; d++)
        map_add_for(mapping, (enum dim)d, d + 2);
    map_add_keep(mapping, LEVEL_GLB, TENSOR_I);
    map_add_par(mapping, DIM_P, 14, 0);
    map_add_par(mapping, DIM_C, 3, 1);
    map_add_keep(mapping, LEVEL_SPAD, TENSOR_O);
    return entry;
}

static char *written(const struct map_file_entry *entries, size_t count, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    map_file_write_header(out, &origin, &(struct map_file_owner){"m", "00ff"},
                          &(struct map_file_owner){"no", ""});
    for (size_t i = 0; i < count; i++)
        map_file_write_entry(out, &entries[i]);
    fclose(out);
    return text;
}

static void check_same(const struct map_file_entry *a, const struct map_file_entry *b)
{
    cr_assert_str_eq(a->layer, b->layer);
    cr_assert(layer_shape_equal(&a->shape, &b->shape));
    cr_assert(a->choice.op == b->choice.op && a->choice.bits == b->choice.bits);
    cr_assert_str_eq(a->choice.mode, b->choice.mode);
    cr_assert(a->mapping.count == b->mapping.count);
    for (int i = 0; i < a->mapping.count; i++) {
        const struct map_node *x = &a->mapping.node[i], *y = &b->mapping.node[i];
        cr_assert(x->kind == y->kind && x->level == y->level && x->tensor == y->tensor);
        cr_assert(x->dim == y->dim && x->bound == y->bound && x->axis == y->axis);
    }
}

Test(mapping_file, reads_back_what_was_written)
{
    struct map_file_entry entries[] = {
        sample("fire2/e3x3", "T8"),    sample("no", "T8"),          sample("1e3", "MF4@cim"),
        sample("a: \"b\\\" #", "BC2"), sample("fire2/e3x3", "MF8"),
    };
    size_t count = sizeof entries / sizeof *entries, size;
    char *text = written(entries, count, &size);
    struct diag_list *diag;
    struct map_file *file;
    cr_assert(diag_create(&diag) == 0);
    int status = map_file_read_text(&file, "m.yaml", text, size, diag);
    cr_assert(status == 0, "%s%s", text, diag_count(diag) ? diag_render(diag, 0) : "");
    cr_assert(map_file_count(file) == count);
    for (size_t i = 0; i < count; i++) {
        check_same(map_file_entry(file, i), &entries[i]);
        cr_assert(map_file_find(file, entries[i].layer, &entries[i].choice) ==
                  map_file_entry(file, i));
    }
    struct choice t2;
    cr_assert(choice_parse(&t2, "T2") == 0);
    cr_assert(map_file_find(file, "no", &t2) == NULL);
    cr_assert_str_eq(map_file_machine(file).name, "m");
    cr_assert_str_eq(map_file_machine(file).sha256, "00ff");
    cr_assert_str_eq(map_file_network(file).name, "no");
    map_file_free(file);
    diag_free(diag);
    free(text);
}

/* A good file in lines that the cases below replace one at a time. */
static const char *const good[] = {
    "format: enos/mappings/1",
    "machine: {name: m}",
    "mappings:",
    "  - layer: conv1",
    "    shape: {N: 1, C: 3, M: 4, P: 5, Q: 5, R: 3, S: 3, G: 1, stride: 1, dilation: 1, pad: 1}",
    "    choice: T8",
    "    nodes:",
    "      - {keep: [DRAM, W]}",
    "      - {for: M, bound: 4}",
    "      - {par: P, bound: 5, axis: X}",
};
enum { GOOD_LINES = sizeof good / sizeof *good };

/* The good file with line `line` (from 1) replaced. */
static size_t with_line(char *text, size_t size, int line, const char *replacement)
{
    size_t used = 0;
    for (int i = 0; i < GOOD_LINES; i++)
        used += (size_t)snprintf(text + used, size - used, "%s\n",
                                 i + 1 == line ? replacement : good[i]);
    return used;
}

/* All errors of a text as one string, to be freed; NULL when it is good. */
static char *errors_of(const char *text, size_t length)
{
    struct diag_list *diag;
    struct map_file *file;
    cr_assert(diag_create(&diag) == 0);
    char *all = NULL;
    size_t size;
    if (!map_file_read_text(&file, "m.yaml", text, length, diag)) {
        cr_assert(diag_count(diag) == 0);
        map_file_free(file);
    } else {
        FILE *out = open_memstream(&all, &size);
        for (size_t i = 0; i < diag_count(diag); i++) {
            char *error = diag_render(diag, i);
            fputs(error, out);
            free(error);
        }
        fclose(out);
    }
    diag_free(diag);
    return all;
}

static const struct {
    int line;
    const char *replacement, *expected;
} wrong[] = {
    {1, "", "format"},
    {1, "format: enos/mappings/2", "m.yaml:1:9: error"},
    {1, "format: enos/tables/1", "m.yaml:1:9: error"},
    {2, "machine: {nam: m}", "did you mean 'name'"},
    {2, "", "machine"},
    {2, "machine: m", "m.yaml:2:10: error"},
    {3, "mapping:", "did you mean 'mappings'"},
    {4, "  - layr: conv1", "did you mean 'layer'"},
    {5, "    shape: {N: 1}", "shape lacks 'C'"},
    {5,
     "    shape: {N: 0, C: 3, M: 4, P: 5, Q: 5, R: 3, S: 3, G: 1, stride: 1, dilation: 1, pad: 1}",
     "images of a batch"},
    {5,
     "    shape: {N: 1, C: 3, M: 4, P: 5, Q: 5, R: 3, S: 3, G: 1, stride: [1, 0], dilation: 1, "
     "pad: 1}",
     "stride"},
    {5,
     "    shape: {N: 1, C: 99999999999, M: 4, P: 5, Q: 5, R: 3, S: 3, G: 1, stride: 1, dilation: "
     "1, "
     "pad: -1}",
     "input channels"},
    {6, "    choice: X8", "m.yaml:6:13: error: 'X8' is no choice"},
    {6, "    choice: T3", "is no choice"},
    {7, "    nodes: W", "m.yaml:"},
    {8, "      - {keep: [DRAM]}", "m.yaml:8:16: error: keep is a level and a tensor"},
    {8, "      - {keep: [GBL, W]}", "did you mean 'GLB'"},
    {8, "      - {keep: [GLB, X]}", "m.yaml:8:22: error"},
    {9, "      - {for: M, bond: 4}", "did you mean 'bound'"},
    {9, "      - {for: M}", "bound"},
    {9, "      - {for: X, bound: 4}", "m.yaml:9:15: error"},
    {9, "      - {for: M, bound: 0}", "iterations"},
    {9, "      - {loop: M, bound: 4}", "a node is {keep: [GLB, I]}"},
    {9, "      - 4", "a node is"},
    {10, "      - {par: P, bound: 5}", "axis"},
    {10, "      - {par: P, bound: 5, axis: Z}", "m.yaml:10:34: error"},
    {10, "      - {par: P, bound: 5, axis: X, bound: 5}", "m.yaml:10:"},
};

Test(mapping_file, good_text_is_read)
{
    char text[4096];
    size_t length = with_line(text, sizeof text, 0, "");
    char *errors = errors_of(text, length);
    cr_assert(errors == NULL, "%s", errors);
}

Test(mapping_file, every_mistake_is_said_at_its_place)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[4096];
        size_t length = with_line(text, sizeof text, wrong[i].line, wrong[i].replacement);
        char *errors = errors_of(text, length);
        cr_assert(errors != NULL, "'%s' was read", wrong[i].replacement);
        cr_assert(strstr(errors, wrong[i].expected) != NULL, "'%s': %s", wrong[i].replacement,
                  errors);
        free(errors);
    }
}

Test(mapping_file, reports_all_mistakes_of_a_file)
{
    static const char text[] = "format: enos/mappings/1\nmachine: {name: m}\nmappings:\n"
                               "  - {layer: a, choice: T8}\n  - {layer: b, chioce: T8}\n";
    char *errors = errors_of(text, sizeof text - 1);
    cr_assert(strstr(errors, "m.yaml:4:") && strstr(errors, "m.yaml:5:"), "%s", errors);
    free(errors);
}

Test(mapping_file, two_mappings_of_one_pair_are_an_error)
{
    struct map_file_entry entries[] = {sample("a", "T8"), sample("b", "T8"), sample("a", "T8")};
    size_t size;
    char *text = written(entries, 3, &size);
    char *errors = errors_of(text, size);
    cr_assert(errors && strstr(errors, "two mappings of layer 'a' with choice T8"), "%s", errors);
    free(errors);
    free(text);
}

Test(mapping_file, truncated_anywhere_never_crashes)
{
    struct map_file_entry entry = sample("a", "T8");
    size_t size;
    char *text = written(&entry, 1, &size);
    for (size_t length = 0; length < size; length++)
        free(errors_of(text, length));
    free(text);
}

Test(mapping_file, another_machine_or_shape_is_said)
{
    char text[4096];
    size_t length = with_line(text, sizeof text, 0, "");
    struct diag_list *diag;
    struct map_file *file;
    cr_assert(diag_create(&diag) == 0);
    cr_assert(map_file_read_text(&file, "m.yaml", text, length, diag) == 0);
    const struct map_file_entry *entry = map_file_entry(file, 0);
    struct layer_shape shape = entry->shape;
    shape.input[ROWS] = 5; /* the file does not say H and W */
    map_file_check_machine(file, "m", diag);
    map_file_check_shape(entry, &shape, diag);
    cr_assert(diag_count(diag) == 0);
    shape.size[DIM_C] = 6;
    shape.pad[COLUMNS] = 0;
    map_file_check_machine(file, "n", diag);
    map_file_check_shape(entry, &shape, diag);
    map_file_error(entry, diag, "does not fit");
    static const char *const expected[] = {
        "m.yaml:2:10: error: these mappings are for machine 'm', not for 'n'",
        "m.yaml:5:22: error: C of layer 'conv1' is 6, not 3", "pad of layer 'conv1' is 0, not 1",
        "m.yaml:7:5: error: does not fit"};
    cr_assert(diag_count(diag) == 4);
    for (size_t i = 0; i < 4; i++) {
        char *error = diag_render(diag, i);
        cr_assert(strstr(error, expected[i]) != NULL, "%s", error);
        free(error);
    }
    map_file_free(file);
    diag_free(diag);
}
