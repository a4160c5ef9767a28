/* Our counts against Timeloop v3.0's on 350 mappings of six machines (docs/timeloop.md).
 * Every case is classed by its layer and mapping alone, before any count is compared. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/hierarchy.h"
#include "mapper/timeloop_count.h"
#include "oracle/nest_walk.h"
#include "timeloop_class.h"
#include "timeloop_links.h"

#define CASES 350
#define WALK_TERMS 1000000 /* larger layers are walked with ENOS_LONG=1 only */

/* Timeloop's record of transfers is there to check the predicate with. Which tensors are passed on
 * is compared for perfect factors only, the rule being applied to perfect loops. */
static void check_links(const struct timeloop_case *c)
{
    int found = 0, recorded = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int links = timeloop_links(c, (enum tensor)t), is_recorded = c->link_transfers[t] > 0;
        found |= links;
        recorded |= is_recorded;
        if (!c->has_residuals)
            cr_expect(eq(int, links, is_recorded), "%s, tensor %d", c->id, t);
    }
    cr_expect(eq(int, found, recorded), "%s", c->id);
}

/* The writer computes residuals from the layer's size; the cases have those Timeloop was given. */
static void check_residuals(const struct timeloop_case *c)
{
    struct timeloop_design design = {.shape = c->shape, .nest = c->nest};
    for (int i = 0; i < c->nest.loop_count; i++)
        cr_expect(eq(int, timeloop_residual(&design, i), c->residual[i]), "%s, loop %d", c->id, i);
}

static int tensor_equals(const struct hierarchy_counts *a, const struct hierarchy_counts *b, int t)
{
    for (int l = 0; l < HIERARCHY_LEVELS_MAX; l++) {
        if (a->reads[l][t] != b->reads[l][t] || a->fills[l][t] != b->fills[l][t] ||
            a->updates[l][t] != b->updates[l][t])
            return 0;
    }
    return 1;
}

static int compute_equals(const struct timeloop_case *c, const struct hierarchy_counts *ours)
{
    double share = (double)ours->macs_used / c->macs;
    double utilization = share * (double)ours->cycles / (double)c->bound_cycles;
    return c->counts.cycles == ours->cycles && c->counts.macs_used == ours->macs_used &&
           fabs(utilization - c->utilization) <= 0.005 + 1e-9; /* printed with two decimals */
}

static uint64_t input_reads(const struct hierarchy_counts *counts)
{
    uint64_t sum = 0;
    for (int l = 0; l < HIERARCHY_LEVELS_MAX; l++)
        sum += counts->reads[l][TENSOR_I];
    return sum;
}

/* Reads of inputs, summed over the levels. */
struct reads {
    uint64_t timeloop, ours, walk;
};

struct row {
    int cases, weights, inputs, outputs, compute, walked, walk_equal;
    struct reads all, of_walked;
};

static uint64_t terms_of(const struct timeloop_case *c)
{
    return layer_terms_per_image(&c->shape) * (uint64_t)c->shape.size[DIM_N];
}

static int counts_equal(const struct hierarchy_counts *a, const struct hierarchy_counts *b)
{
    int equal = a->cycles == b->cycles && a->macs_used == b->macs_used;
    for (int t = 0; t < TENSOR_COUNT; t++)
        equal &= tensor_equals(a, b, t);
    return equal;
}

static void add_walk(const struct timeloop_case *c, const struct hierarchy_counts *ours,
                     struct row *row)
{
    struct hierarchy_counts walked;
    if (terms_of(c) > WALK_TERMS && !getenv("ENOS_LONG"))
        return;
    cr_assert(eq(int, oracle_walk_nest(&c->shape, &c->nest, &walked), 0));
    row->walked++;
    row->walk_equal += counts_equal(&walked, ours);
    row->of_walked.timeloop += input_reads(&c->counts);
    row->of_walked.ours += input_reads(ours);
    row->of_walked.walk += input_reads(&walked);
}

static void compare(const struct timeloop_case *c, enum timeloop_class class, struct row *row)
{
    struct hierarchy_counts ours;
    enum hierarchy_status status = hierarchy_count(&c->shape, &c->nest, &ours);
    cr_assert(eq(int, status, HIERARCHY_OK), "%s: %s", c->id, hierarchy_status_text(status));
    add_walk(c, &ours, row);
    timeloop_count_output_fills(&c->nest, &ours);
    int weights = tensor_equals(&c->counts, &ours, TENSOR_W);
    int inputs = tensor_equals(&c->counts, &ours, TENSOR_I);
    int outputs = tensor_equals(&c->counts, &ours, TENSOR_O);
    int compute = compute_equals(c, &ours);
    row->cases++;
    row->weights += weights;
    row->inputs += inputs;
    row->outputs += outputs;
    row->compute += compute;
    row->all.timeloop += input_reads(&c->counts);
    row->all.ours += input_reads(&ours);
    if (class != TIMELOOP_IMPERFECT && class != TIMELOOP_LINK)
        cr_expect(weights && outputs && compute, "%s (%s): W %d O %d compute %d", c->id,
                  timeloop_class_name[class], weights, outputs, compute);
    if (class == TIMELOOP_EQUAL)
        cr_expect(inputs, "%s: inputs differ", c->id);
}

static void print_rows(const struct row *rows)
{
    printf("\n%-20s cases    W    I    O compute | reads of I: Timeloop       ours | walked equal"
           "   Timeloop       ours       walk\n",
           "");
    for (int k = 0; k < TIMELOOP_CLASS_COUNT; k++) {
        const struct row *r = &rows[k];
        printf("%-20s %5d %4d %4d %4d %7d | %20" PRIu64 " %10" PRIu64 " | %6d %5d %10" PRIu64
               " %10" PRIu64 " %10" PRIu64 "\n",
               timeloop_class_name[k], r->cases, r->weights, r->inputs, r->outputs, r->compute,
               r->all.timeloop, r->all.ours, r->walked, r->walk_equal, r->of_walked.timeloop,
               r->of_walked.ours, r->of_walked.walk);
    }
    fflush(stdout);
}

Test(timeloop, counts_are_equal_outside_the_named_classes)
{
    static char line[1 << 16];
    struct row rows[TIMELOOP_CLASS_COUNT] = {0};
    FILE *file = fopen(ENOS_SOURCE_DIR "/tests/mapper/timeloop/cases.jsonl", "r");
    cr_assert(file != NULL);
    int cases = 0;
    for (; fgets(line, sizeof line, file); cases++) {
        struct timeloop_case c;
        cr_assert(eq(int, timeloop_case_read(line, &c), 0), "line %d", cases + 1);
        enum timeloop_class class = timeloop_class_of(&c);
        check_links(&c);
        check_residuals(&c);
        compare(&c, class, &rows[class]);
    }
    fclose(file);
    print_rows(rows);
    cr_expect(eq(int, cases, CASES));
    cr_expect(eq(int, cases - rows[TIMELOOP_IMPERFECT].cases - rows[TIMELOOP_LINK].cases, 265));
    for (int k = 0; k < TIMELOOP_CLASS_COUNT; k++)
        cr_expect(eq(int, rows[k].walk_equal, rows[k].walked), "%s", timeloop_class_name[k]);
}
