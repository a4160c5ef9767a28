/* Our counts against Timeloop v3.0's on 350 mappings of six machines (docs/timeloop.md).
 * Every case is classed by its layer and mapping alone, before any count is compared. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapper/hierarchy.h"
#include "oracle/nest_walk.h"
#include "timeloop_links.h"

#define CASES 350
#define ROWS_MAX 1024
#define WALK_TERMS 1000000 /* larger layers are walked with ENOS_LONG=1 only */

#define CLASSES(X)                                                                                 \
    X(EQUAL, "outside the classes")                                                                \
    X(IMPERFECT, "imperfect")                                                                      \
    X(LINK, "link transfer")                                                                       \
    X(STRIDE, "stride > filter")                                                                   \
    X(HALO, "spatial halo")                                                                        \
    X(SPLIT, "split sweep")

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

static int tile_below(const struct timeloop_case *c, enum dim d, int level)
{
    int tile = 1;
    for (int i = 0; i < c->nest.loop_count; i++)
        if (c->nest.loop[i].dim == d && c->nest.loop[i].level >= level)
            tile *= c->nest.loop[i].bound;
    return tile;
}

/* Whether windows of `taps` at `positions` leave out rows between the first and the last. */
static int leaves_gaps(int positions, int stride, int taps, int dilation)
{
    unsigned char touched[ROWS_MAX] = {0};
    int last = (positions - 1) * stride + (taps - 1) * dilation, gaps = 0;
    cr_assert(last < ROWS_MAX);
    for (int p = 0; p < positions; p++)
        for (int r = 0; r < taps; r++)
            touched[p * stride + r * dilation] = 1;
    for (int h = 0; h < last; h++)
        gaps |= !touched[h];
    return gaps;
}

/* The stride exceeds the filter's part in some buffer's tile (or the dilation the positions'), so
 * that Timeloop's box holds rows or columns that no window there touches. */
static int has_gaps(const struct timeloop_case *c)
{
    int found = 0;
    for (int level = 1; level < c->nest.level_count; level++) {
        const int *stride = c->shape.stride, *dilation = c->shape.dilation;
        if (!c->nest.keeps[level][TENSOR_I])
            continue;
        found |= leaves_gaps(tile_below(c, DIM_P, level), stride[ROWS], tile_below(c, DIM_R, level),
                             dilation[ROWS]);
        found |= leaves_gaps(tile_below(c, DIM_Q, level), stride[COLUMNS],
                             tile_below(c, DIM_S, level), dilation[COLUMNS]);
    }
    return found;
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

static int steps_above(const struct timeloop_case *c, int i, int level)
{
    const struct hierarchy_loop *loop = &c->nest.loop[i];
    return !loop->is_spatial && loop->bound > 1 && loop->level < level;
}

/* The sweep over a buffer's windows is not one loop next to it. Timeloop compares a tile with the
 * one before only while it moves as it did last time. A second loop of the sweep's dimension makes
 * another move; one that leaves I alone, inside of the sweep (M), makes the tile stand still. */
static int is_split_at(const struct timeloop_case *c, int level)
{
    int sweep = -1, inside = 0;
    for (int i = c->nest.loop_count - 1; i >= 0; i--) {
        const struct hierarchy_loop *loop = &c->nest.loop[i];
        if (!steps_above(c, i, level))
            continue;
        if (sweep >= 0)
            return inside || loop->dim == c->nest.loop[sweep].dim;
        if (loop->dim == DIM_M)
            inside = 1;
        else if (is_swept(c, loop->dim))
            sweep = i;
        else
            return 0;
    }
    return sweep >= 0 && inside;
}

static int has_split_sweep(const struct timeloop_case *c)
{
    int found = 0;
    for (int level = 1; level < c->nest.level_count; level++)
        found |= c->nest.keeps[level][TENSOR_I] && is_split_at(c, level);
    return found;
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
    row->all.timeloop += input_reads(&c->counts);
    row->all.ours += input_reads(&ours);
    if (class != CLASS_IMPERFECT && class != CLASS_LINK)
        cr_expect(weights && outputs && compute, "%s (%s): W %d O %d compute %d", c->id,
                  class_name[class], weights, outputs, compute);
    if (class == CLASS_EQUAL)
        cr_expect(inputs, "%s: inputs differ", c->id);
}

static void print_rows(const struct row *rows)
{
    printf("\n%-20s cases    W    I    O compute | reads of I: Timeloop       ours | walked equal"
           "   Timeloop       ours       walk\n",
           "");
    for (int k = 0; k < CLASS_COUNT; k++) {
        const struct row *r = &rows[k];
        printf("%-20s %5d %4d %4d %4d %7d | %20" PRIu64 " %10" PRIu64 " | %6d %5d %10" PRIu64
               " %10" PRIu64 " %10" PRIu64 "\n",
               class_name[k], r->cases, r->weights, r->inputs, r->outputs, r->compute,
               r->all.timeloop, r->all.ours, r->walked, r->walk_equal, r->of_walked.timeloop,
               r->of_walked.ours, r->of_walked.walk);
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
