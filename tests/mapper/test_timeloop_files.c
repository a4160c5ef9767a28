/* Timeloop's files: five examples in Timeloop's own syntax, read, counted beside what Timeloop
 * counted (cases.jsonl), written and read again. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/timeloop_count.h"
#include "mapper/timeloop_file.h"
#include "timeloop_class.h"
#include "workloads/description.h"

#define FOLDER ENOS_SOURCE_DIR "/tests/mapper/timeloop/"

static const struct {
    const char *id, *file[3];
} examples[] = {
    {"s7_0002", {"arch_eyeriss168noc", "prob_sq_f4s", "map_s7_0002"}},
    {"s7_0009", {"arch_eyeriss168", "prob_conv3_small", "map_s7_0009"}},
    {"s7_0019", {"arch_deep4", "prob_dw3_s2", "map_s7_0019"}},
    {"s7_0020", {"arch_rf16mac64", "prob_sh_dw240", "map_s7_0020"}},
    {"s7_0027", {"arch_flat64", "prob_conv_asym", "map_s7_0027"}},
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static void read_example(int e, struct timeloop_design *out)
{
    char path[3][256];
    const char *paths[3] = {path[0], path[1], path[2]};
    struct diag_list *diag;
    cr_assert(eq(int, diag_create(&diag), 0));
    for (int i = 0; i < 3; i++)
        snprintf(path[i], sizeof path[i], FOLDER "examples/%s.yaml", examples[e].file[i]);
    int status = timeloop_read_files(out, paths, 3, diag);
    if (status)
        diag_write(diag, stdout);
    cr_assert(eq(int, status, 0), "%s", examples[e].id);
    diag_free(diag);
}

static void find_case(const char *id, struct timeloop_case *out)
{
    static char line[1 << 16];
    FILE *file = fopen(FOLDER "cases.jsonl", "r");
    cr_assert(file != NULL);
    do {
        cr_assert(fgets(line, sizeof line, file) != NULL, "%s is not there", id);
        cr_assert(eq(int, timeloop_case_read(line, out), 0));
    } while (strcmp(out->id, id) != 0);
    fclose(file);
}

static void check_nest(const struct timeloop_design *d, const struct timeloop_case *c)
{
    cr_assert(layer_shape_equal(&d->shape, &c->shape), "%s", c->id);
    cr_assert(eq(int, d->nest.level_count, c->nest.level_count), "%s", c->id);
    cr_assert(eq(int, d->nest.loop_count, c->nest.loop_count), "%s", c->id);
    for (int l = 0; l < d->nest.level_count; l++)
        for (int t = 0; t < TENSOR_COUNT; t++) {
            cr_expect(eq(int, d->nest.keeps[l][t], c->nest.keeps[l][t]), "%s", c->id);
            cr_expect(eq(int, d->nest.shares[l][t], c->nest.shares[l][t]), "%s", c->id);
            cr_expect(eq(int, d->links[l][t], c->may_link[l][t]), "%s", c->id);
        }
    for (int i = 0; i < d->nest.loop_count; i++) {
        const struct hierarchy_loop *a = &d->nest.loop[i], *b = &c->nest.loop[i];
        cr_expect(a->dim == b->dim && a->bound == b->bound && a->level == b->level &&
                      a->is_spatial == b->is_spatial,
                  "%s, loop %d", c->id, i);
    }
}

/* Whether words and energies of a tensor are the recorded ones; printed with three decimals. */
static int is_as_recorded(const struct timeloop_counts *n, const struct timeloop_case *c, int t)
{
    int equal = 1;
    for (int l = 0; l < c->nest.level_count; l++) {
        equal &= n->words.reads[l][t] == c->counts.reads[l][t];
        equal &= n->words.fills[l][t] == c->counts.fills[l][t];
        equal &= n->words.updates[l][t] == c->counts.updates[l][t];
        equal &= fabs(n->energy_pj[l][t] - c->energy_pj[l][t]) <= 0.001;
    }
    return equal;
}

Test(timeloop_files, examples_are_counted_as_recorded)
{
    int unclassed = 0;
    for (int e = 0; e < EXAMPLES; e++) {
        struct timeloop_design design;
        struct timeloop_counts counts;
        struct timeloop_case c;
        read_example(e, &design);
        find_case(examples[e].id, &c);
        check_nest(&design, &c);
        cr_assert(eq(int, timeloop_count(&design, &counts), HIERARCHY_OK));
        int inputs = is_as_recorded(&counts, &c, TENSOR_I);
        int must = timeloop_class_of(&c) == TIMELOOP_EQUAL; /* in the others I may differ */
        cr_expect(is_as_recorded(&counts, &c, TENSOR_W), "%s: W", c.id);
        cr_expect(is_as_recorded(&counts, &c, TENSOR_O), "%s: O", c.id);
        cr_expect(inputs || !must, "%s: I", c.id);
        cr_expect(fabs(counts.mac_pj - c.mac_energy_pj) <= 0.001, "%s", c.id);
        cr_expect(eq(u64, counts.words.cycles, c.counts.cycles), "%s", c.id);
        cr_expect(eq(u64, counts.words.macs_used, c.counts.macs_used), "%s", c.id);
        if (inputs)
            cr_expect(eq(u64, counts.cycles, c.bound_cycles), "%s", c.id);
        unclassed += must;
    }
    cr_expect(gt(int, unclassed, 0));
}

/* The three files one after the other, as one text; the caller frees it. */
static char *write_all(const struct timeloop_design *design, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    cr_assert(out != NULL);
    timeloop_write_architecture(out, design);
    timeloop_write_problem(out, design);
    timeloop_write_mapping(out, design);
    fclose(out);
    return text;
}

Test(timeloop_files, what_is_written_reads_as_the_same)
{
    for (int e = 0; e < EXAMPLES; e++) {
        struct timeloop_design design, again;
        struct timeloop_counts counts, counts_again;
        struct diag_list *diag;
        size_t size, size_again;
        read_example(e, &design);
        cr_assert(eq(int, diag_create(&diag), 0));
        char *text = write_all(&design, &size);
        cr_assert(eq(int, timeloop_read_text(&again, "written", text, size, diag), 0));
        char *text_again = write_all(&again, &size_again);
        cr_expect(eq(str, text, text_again), "%s", examples[e].id);
        cr_expect(eq(int, memcmp(&design.nest, &again.nest, sizeof design.nest), 0), "%s",
                  examples[e].id);
        cr_assert(eq(int, timeloop_count(&design, &counts), HIERARCHY_OK));
        cr_assert(eq(int, timeloop_count(&again, &counts_again), HIERARCHY_OK));
        cr_expect(eq(int, memcmp(&counts.words, &counts_again.words, sizeof counts.words), 0), "%s",
                  examples[e].id);
        cr_expect(eq(dbl, counts.total_pj, counts_again.total_pj), "%s", examples[e].id);
        cr_expect(eq(u64, counts.cycles, counts_again.cycles), "%s", examples[e].id);
        diag_free(diag);
        free(text);
        free(text_again);
    }
}

static int scalars_differ(const char *a, const char *b)
{
    char *end_a, *end_b;
    double x = strtod(a, &end_a), y = strtod(b, &end_b);
    int are_numbers = *a && *b && !*end_a && !*end_b;
    return are_numbers ? x != y : strcmp(a, b) != 0;
}

/* Whose values differ in how they are written; the nests were compared. */
static int is_order(const char *key)
{
    return key && (!strcmp(key, "factors") || !strcmp(key, "permutation") || !strcmp(key, "split"));
}

static int differ(const struct desc_node *a, const struct desc_node *b);

static int maps_differ(const struct desc_node *a, const struct desc_node *b)
{
    for (const struct desc_node *item = a->first; item; item = item->next) {
        const struct desc_node *other = desc_find(b, item->key);
        if (!other || differ(item, other))
            return 1;
    }
    return 0;
}

/* True unless both hold the same: keys in any order. */
static int differ(const struct desc_node *a, const struct desc_node *b)
{
    if (is_order(a->key))
        return 0;
    int is_same = a->kind == b->kind && a->count == b->count;
    if (is_same && a->kind == DESC_SCALAR)
        is_same = !scalars_differ(a->text, b->text);
    else if (is_same && a->kind == DESC_MAP)
        is_same = !maps_differ(a, b);
    const struct desc_node *x = a->first, *y = b->first;
    for (; is_same && a->kind == DESC_LIST && x; x = x->next, y = y->next)
        is_same = !differ(x, y);
    if (!is_same && a->kind != DESC_MAP)
        cr_log_error("line %d: '%s'", a->span.line, a->key ? a->key : a->text ? a->text : "");
    return !is_same;
}

typedef void write_file(FILE *out, const struct timeloop_design *design);

Test(timeloop_files, an_export_of_an_import_is_the_same_but_for_order)
{
    static write_file *const write[] = {timeloop_write_architecture, timeloop_write_problem,
                                        timeloop_write_mapping};
    for (int e = 0; e < EXAMPLES; e++) {
        struct timeloop_design design;
        read_example(e, &design);
        for (int i = 0; i < 3; i++) {
            char path[256], *text = NULL;
            size_t size;
            struct desc *was, *is;
            struct diag_list *diag;
            FILE *out = open_memstream(&text, &size);
            cr_assert(out != NULL && diag_create(&diag) == 0);
            write[i](out, &design);
            fclose(out);
            snprintf(path, sizeof path, FOLDER "examples/%s.yaml", examples[e].file[i]);
            cr_assert(eq(int, desc_read_file(&was, path, diag), 0));
            cr_assert(eq(int, desc_read_text(&is, "written", text, size, diag), 0));
            cr_expect(eq(int, differ(desc_root(was), desc_root(is)), 0), "%s:\n%s", path, text);
            desc_free(was);
            desc_free(is);
            diag_free(diag);
            free(text);
        }
    }
}
