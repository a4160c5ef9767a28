/* Our counts against Timeloop v3.0's on 350 mappings of six machines (docs/timeloop.md).
 * Every case is classed by its layer and mapping alone, before any count is compared. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/hierarchy.h"
#include "oracle/nest_walk.h"
#include "timeloop_links.h"

#define CASES 350
#define WALK_TERMS 1000000 /* larger layers are walked with ENOS_LONG=1 only */

#define CLASSES(X)                                                                                 \
    X(EQUAL, "outside the classes")                                                                \
    X(IMPERFECT, "imperfect")                                                                      \
    X(LINK, "link transfer")                                                                       \
    X(STRIDE, "stride > filter")                                                                   \
    X(HALO, "spatial halo")                                                                        \
    X(SPLIT, "split sweep")                                                                        \
    X(BROKEN, "broken sweep")

enum class {
#define X(name, text) CLASS_##name,
    CLASSES(X)
#undef X
        CLASS_COUNT
};

static const char *const class_name[CLASS_COUNT] = {
#define X(name, text) text,
    CLASSES(X)
#undef X
};

/* P or R (Q or S), the other of which makes rows (columns) that several positions share. */
static int is_swept(const struct timeloop_case *c, enum dim d)
{
    int is_row = d == DIM_P || d == DIM_R, is_column = d == DIM_Q || d == DIM_S;
    const int *size = c->shape.size;
    return is_row      ? size[DIM_P] > 1 && size[DIM_R] > 1
           : is_column ? size[DIM_Q] > 1 && size[DIM_S] > 1
                       : 0;
}

/* The filter is smaller than the stride where windows leave gaps. */
static int has_gaps(const struct timeloop_case *c)
{
    const int *size = c->shape.size;
    return (size[DIM_P] > 1 && c->shape.stride[ROWS] > size[DIM_R]) ||
           (size[DIM_Q] > 1 && c->shape.stride[COLUMNS] > size[DIM_S]);
}

static int has_spatial_sweep(const struct timeloop_case *c)
{
    for (int i = 0; i < c->nest.loop_count; i++) {
        const struct hierarchy_loop *loop = &c->nest.loop[i];
        if (loop->is_spatial && loop->bound > 1 && is_swept(c, loop->dim))
            return 1;
    }
    return 0;
}

/* Some dimension of a window runs in two loops. */
static int has_split_sweep(const struct timeloop_case *c)
{
    int loops[DIM_COUNT] = {0}, found = 0;
    for (int i = 0; i < c->nest.loop_count; i++) {
        const struct hierarchy_loop *loop = &c->nest.loop[i];
        if (!loop->is_spatial && loop->bound > 1 && is_swept(c, loop->dim))
            found |= ++loops[loop->dim] > 1;
    }
    return found;
}

static int innermost_keeper(const struct timeloop_case *c, enum tensor t)
{
    int level = c->nest.level_count - 1;
    while (level > 0 && !c->nest.keeps[level][t])
        level--;
    return level;
}

/* A loop that leaves I alone runs inside the sweep, above I's last buffer: the tile that
 * Timeloop compares with has then stood still, and it takes the next one whole. */
static int has_broken_sweep(const struct timeloop_case *c)
{
    int keeper = innermost_keeper(c, TENSOR_I), is_swept_outside = 0;
    for (int i = 0; i < c->nest.loop_count && c->nest.loop[i].level < keeper; i++) {
        const struct hierarchy_loop *loop = &c->nest.loop[i];
        if (loop->is_spatial || loop->bound == 1)
            continue;
        if (is_swept_outside && loop->dim == DIM_M)
            return 1;
        is_swept_outside |= is_swept(c, loop->dim);
    }
    return 0;
}

/* Whether Timeloop's model finds a neighbour to take words from. */
static int can_link(const struct timeloop_case *c)
{
    int found = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        found |= timeloop_links(c, (enum tensor)t);
    return found;
}

/* The first that applies, so that the classes are disjoint. */
static enum class class_of(const struct timeloop_case *c) {
    return c->has_residuals       ? CLASS_IMPERFECT
           : can_link(c)          ? CLASS_LINK
           : has_gaps(c)          ? CLASS_STRIDE
           : has_spatial_sweep(c) ? CLASS_HALO
           : has_split_sweep(c)   ? CLASS_SPLIT
           : has_broken_sweep(c)  ? CLASS_BROKEN
                                  : CLASS_EQUAL;
}

/* Timeloop's record of transfers is there to check the predicate with. Which tensors are passed on
 * is compared for perfect factors only, the rule being applied to perfect loops. */
static void check_links(const struct timeloop_case *c)
{
    int recorded = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_recorded = c->link_transfers[t] > 0;
        recorded |= is_recorded;
        if (!c->has_residuals)
            cr_expect(eq(int, timeloop_links(c, (enum tensor)t), is_recorded), "%s, tensor %d",
                      c->id, t);
    }
    cr_expect(eq(int, can_link(c), recorded), "%s", c->id);
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

/* Timeloop sends a psum that comes back to every instance that sums into it, where we send it to
 * one: fills = updates of the keeper above x instances that the network joined, less the first of
 * each output at each instance. */
static void add_output_fills(const struct hierarchy_nest *nest, struct hierarchy_counts *ours)
{
    int keeper = 0;
    uint64_t joined = 1;
    for (int level = 1, i = 0; level < nest->level_count; level++) {
        for (; i < nest->loop_count && nest->loop[i].level < level; i++) {
            enum dim d = nest->loop[i].dim;
            int is_summed = d == DIM_C || d == DIM_R || d == DIM_S;
            if (nest->loop[i].is_spatial && is_summed &&
                nest->shares[nest->loop[i].level][TENSOR_O])
                joined *= (uint64_t)nest->loop[i].bound;
        }
        if (!nest->keeps[level][TENSOR_O])
            continue;
        ours->fills[level][TENSOR_O] =
            ours->updates[keeper][TENSOR_O] * joined -
            (ours->updates[level][TENSOR_O] - ours->reads[level][TENSOR_O]);
        keeper = level;
        joined = 1;
    }
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

struct row {
    int cases, weights, inputs, outputs, compute, walked, walk_equal;
    uint64_t timeloop, ours, walked_ours, walk; /* reads of inputs */
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
    row->walked_ours += input_reads(ours);
    row->walk += input_reads(&walked);
}

static void compare(const struct timeloop_case *c, enum class class, struct row *row)
{
    struct hierarchy_counts ours;
    enum hierarchy_status status = hierarchy_count(&c->shape, &c->nest, &ours);
    cr_assert(eq(int, status, HIERARCHY_OK), "%s: %s", c->id, hierarchy_status_text(status));
    add_walk(c, &ours, row);
    add_output_fills(&c->nest, &ours);
    int weights = tensor_equals(&c->counts, &ours, TENSOR_W);
    int inputs = tensor_equals(&c->counts, &ours, TENSOR_I);
    int outputs = tensor_equals(&c->counts, &ours, TENSOR_O);
    int compute = compute_equals(c, &ours);
    row->cases++;
    row->weights += weights;
    row->inputs += inputs;
    row->outputs += outputs;
    row->compute += compute;
    row->timeloop += input_reads(&c->counts);
    row->ours += input_reads(&ours);
    if (class != CLASS_IMPERFECT && class != CLASS_LINK)
        cr_expect(weights && outputs && compute, "%s (%s): W %d O %d compute %d", c->id,
                  class_name[class], weights, outputs, compute);
    if (class == CLASS_EQUAL)
        cr_expect(inputs, "%s: inputs differ", c->id);
}

static void print_rows(const struct row *rows)
{
    printf("\n%-20s cases    W    I    O  compute |  reads of I: Timeloop          ours |"
           " walked  equal          ours          walk\n",
           "");
    for (int k = 0; k < CLASS_COUNT; k++) {
        const struct row *r = &rows[k];
        printf("%-20s %5d %4d %4d %4d %8d | %21llu %13llu | %6d %6d %13llu %13llu\n", class_name[k],
               r->cases, r->weights, r->inputs, r->outputs, r->compute,
               (unsigned long long)r->timeloop, (unsigned long long)r->ours, r->walked,
               r->walk_equal, (unsigned long long)r->walked_ours, (unsigned long long)r->walk);
    }
    fflush(stdout);
}

Test(timeloop, counts_are_equal_outside_the_named_classes)
{
    static char line[1 << 16];
    struct row rows[CLASS_COUNT] = {0};
    FILE *file = fopen(ENOS_SOURCE_DIR "/tests/mapper/timeloop/cases.jsonl", "r");
    cr_assert(file != NULL);
    int cases = 0;
    for (; fgets(line, sizeof line, file); cases++) {
        struct timeloop_case c;
        cr_assert(eq(int, timeloop_case_read(line, &c), 0), "line %d", cases + 1);
        enum class class = class_of(&c);
        check_links(&c);
        compare(&c, class, &rows[class]);
    }
    fclose(file);
    print_rows(rows);
    cr_expect(eq(int, cases, CASES));
    cr_expect(eq(int, cases - rows[CLASS_IMPERFECT].cases - rows[CLASS_LINK].cases, 265));
    for (int k = 0; k < CLASS_COUNT; k++)
        cr_expect(eq(int, rows[k].walk_equal, rows[k].walked), "%s", class_name[k]);
}
