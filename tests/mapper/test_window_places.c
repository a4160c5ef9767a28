/* Splits of places where windows overlap, against every way to lay small nests of which the input's
 * node has closed, and every way to add loops to those that are not complete: nothing is better for
 * all tensors, and splits of complete nests are ways. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "lower.h"
#include "oracle/random.h"
#include "spread_case.h"
#include "window_places.h"

enum { CASES = 250, DIMS = 6, WAYS_MAX = 100, SPLITS_MAX = 100 };

static const enum dim dims[DIMS] = {DIM_P, DIM_R, DIM_Q, DIM_S, DIM_M, DIM_C};
static const double almost = 1 - 1e-9;

static struct oracle_random numbers;

/* 1 .. most */
static int draw(int most)
{
    return 1 + oracle_random_below(&numbers, most);
}

static int draw_divisor(int n)
{
    int divisor = draw(n);
    while (n % divisor != 0)
        divisor--;
    return divisor;
}

struct drawn {
    struct map_problem problem;
    struct solver solver;
    struct lower_nest nest;
    struct laying laying;
    const struct window_splits *splits;
    int hits[WAYS_MAX][SPLITS_MAX];
};

static void draw_geometry(struct drawn *c, int axis)
{
    struct window_geometry *g = &c->solver.geometry[axis];
    const int *size = c->problem.size;
    *g = (struct window_geometry){.positions = size[axis == ROWS ? DIM_P : DIM_Q],
                                  .taps = size[axis == ROWS ? DIM_R : DIM_S],
                                  .stride = draw(2),
                                  .dilation = draw(2),
                                  .pad = draw(2) - 1};
    int reach = (g->positions - 1) * g->stride + (g->taps - 1) * g->dilation + 1;
    g->extent = reach - 2 * g->pad > 1 ? reach - 2 * g->pad : 1;
    c->solver.has_halo[axis] = g->positions > 1 && g->taps > 1;
}

static void draw_problem(struct drawn *c)
{
    static const int most[DIMS] = {8, 4, 2, 2, 6, 4};
    static const enum map_multicast kinds[] = {MAP_MULTICAST_ANY, MAP_MULTICAST_IDENTICAL};
    struct map_problem *p = &c->problem;
    for (int d = 0; d < DIM_COUNT; d++)
        p->size[d] = 1;
    for (int i = 0; i < DIMS; i++)
        p->size[dims[i]] = draw(most[i]);
    p->axis_size[0] = draw(4);
    p->axis_size[1] = draw(3);
    p->reduce_link[draw(2) - 1] = 1;
    p->multicast = kinds[draw(2) - 1];
}

/* Tiles of the input's node, loops around it that may slide it, and more or fewer loops than those
 * of a nest that is complete. */
static void draw_nest(struct drawn *c)
{
    lower_start(&c->nest);
    for (int i = 0; i < DIMS; i++) {
        int size = c->problem.size[dims[i]], tile = draw_divisor(size);
        c->nest.input_tile[dims[i]] = tile;
        c->nest.tile[dims[i]] = tile * draw_divisor(size / tile);
    }
    enum dim d = dims[draw(4) - 1];
    if (draw(2) == 1 && c->nest.tile[d] > c->nest.input_tile[d]) {
        c->nest.slide_dim = (int)d;
        c->nest.slide_run = c->nest.tile[d] / c->nest.input_tile[d];
    }
}

static void draw_case(struct drawn *c)
{
    struct solver *s = &c->solver;
    memset(c, 0, sizeof *c);
    draw_problem(c);
    s->options.factors = draw(2) == 1 ? FACTORS_PERFECT : FACTORS_SPATIAL;
    draw_geometry(c, ROWS);
    draw_geometry(c, COLUMNS);
    spread_case_open(s, &c->problem);
    cr_assert(window_memo_create(&s->memo, s->geometry) == 0);
    cr_assert(places_memo_create(&s->places, c->problem.axis_size) == 0);
    cr_assert(window_places_create(&s->window_places) == 0);
    draw_nest(c);
    laying_start(s, &c->nest, 7, &c->laying);
    c->laying.is_whole = draw(2) - 1;
    c->splits = window_splits_of(s, &c->laying);
    cr_assert(c->splits && c->splits->count <= WAYS_MAX);
}

static void end_case(struct drawn *c)
{
    spread_case_close(&c->solver);
    window_memo_free(c->solver.memo);
    places_memo_free(c->solver.places);
    window_places_free(c->solver.window_places);
}

/* Rows (columns) fetched above the array in all, asked of the model's own counts. */
static double fetched(const struct drawn *c, int axis, const int tile[DIM_COUNT],
                      const int places[DIM_COUNT])
{
    const enum dim pair[2] = {axis == ROWS ? DIM_P : DIM_Q, axis == ROWS ? DIM_R : DIM_S};
    struct window_query q = {.slide = SLIDE_NONE};
    struct window_counts counts;
    for (int i = 0; i < 2; i++) {
        enum dim d = pair[i];
        int units = c->problem.size[d] / tile[d], inner = tile[d] / c->nest.input_tile[d];
        int turns = (units + places[d] - 1) / places[d];
        q.cut[i] =
            (struct window_cut){c->nest.input_tile[d], places[d] == 1 ? inner * turns : inner,
                                places[d], places[d] == 1 ? 1 : turns};
        if (c->nest.slide_dim == (int)d) {
            q.slide = i == 0 ? SLIDE_POSITION : SLIDE_TAP;
            q.run = c->nest.slide_run;
        }
    }
    window_count(&c->solver.geometry[axis], &q, &counts);
    return (double)(c->problem.multicast == MAP_MULTICAST_IDENTICAL ? counts.distinct
                                                                    : counts.together);
}

/* The share of turns that is left of a dimension's. */
static double left_of(const struct drawn *c, enum dim d, const int tile[DIM_COUNT],
                      const int places[DIM_COUNT])
{
    int units = c->problem.size[d] / tile[d];
    int turns = (units + places[d] - 1) / places[d];
    return (double)turns / units;
}

/* The same of chains: PEs stand along the links first. */
static double chains_of(const struct drawn *c, enum dim d, const int tile[DIM_COUNT],
                        const struct spread_option *o)
{
    int units = c->problem.size[d] / tile[d], chains = 0;
    int linked = o->axis[c->problem.reduce_link[0] ? 0 : 1];
    for (int first = 0; first < units; first += o->places) {
        int pes = units - first < o->places ? units - first : o->places;
        chains += (pes + linked - 1) / linked;
    }
    return (double)chains / units;
}

static void note(struct drawn *c, const double turns[TENSOR_COUNT], double chains, int way,
                 int *is_covered)
{
    const struct places_splits *rest = c->splits->way[way].rest;
    cr_assert(rest->count <= SPLITS_MAX);
    for (int i = 0; i < rest->count; i++) {
        struct places_split split = places_split_times(c->splits->way[way].given, &rest->split[i]);
        int is_within = 1, is_same = 1;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            is_within &= split.turns[t] * almost <= turns[t];
            is_same &= split.turns[t] * almost <= turns[t] && turns[t] * almost <= split.turns[t];
        }
        *is_covered |= is_within && split.chains * almost <= chains;
        c->hits[way][i] |= is_same;
    }
}

static void check(struct drawn *c, const int tile[DIM_COUNT], const int places[DIM_COUNT],
                  double chains)
{
    double turns[TENSOR_COUNT] = {1, 1, 1};
    int is_covered = 0;
    turns[TENSOR_W] = left_of(c, DIM_P, tile, places) * left_of(c, DIM_Q, tile, places);
    turns[TENSOR_O] = left_of(c, DIM_R, tile, places) * left_of(c, DIM_S, tile, places) *
                      left_of(c, DIM_C, tile, places);
    turns[TENSOR_I] = left_of(c, DIM_M, tile, places) * fetched(c, ROWS, tile, places) *
                      fetched(c, COLUMNS, tile, places);
    for (int way = 0; way < c->splits->count; way++)
        note(c, turns, chains, way, &is_covered);
    cr_assert(is_covered, "%g of W's turns, %g of I, %g of O's, %g chains are in no split",
              turns[TENSOR_W], turns[TENSOR_I], turns[TENSOR_O], chains);
}

/* Every way to lay the dimensions from i on, on what is left of the axes. */
static void lay(struct drawn *c, int i, int x, int y, const int tile[DIM_COUNT],
                int places[DIM_COUNT], double chains)
{
    if (i == DIMS) {
        check(c, tile, places, chains);
        return;
    }
    const struct spread_options *options =
        spread_options_of(&c->solver, dims[i], c->problem.size[dims[i]] / tile[dims[i]]);
    for (int k = 0; k < options->count; k++) {
        const struct spread_option *o = &options->option[k];
        places[dims[i]] = o->places;
        int is_summed = dims[i] == DIM_C || dims[i] == DIM_R || dims[i] == DIM_S;
        double next = is_summed ? chains * chains_of(c, dims[i], tile, o) : chains;
        if (o->axis[0] <= x && o->axis[1] <= y)
            lay(c, i + 1, x / o->axis[0], y / o->axis[1], tile, places, next);
    }
}

/* Every way to add loops to the dimensions from i on, and to lay what comes of it. */
static void add_loops(struct drawn *c, int i, int tile[DIM_COUNT])
{
    int places[DIM_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1};
    if (i == DIMS || c->laying.is_whole) {
        lay(c, 0, c->problem.axis_size[0], c->problem.axis_size[1], tile, places, 1);
        return;
    }
    int before = tile[dims[i]], left = c->problem.size[dims[i]] / before;
    for (int bound = 1; bound <= left; bound++) {
        tile[dims[i]] = before * bound;
        if (left % bound == 0)
            add_loops(c, i + 1, tile);
    }
    tile[dims[i]] = before;
}

Test(window_places, all_that_is_laid_is_in_a_split)
{
    static struct drawn c;
    const char *text = getenv("ENOS_SEED");
    int complete = 0, overlapping = 0;
    numbers.state = text ? strtoull(text, NULL, 10) : 1;
    for (int n = 0; n < CASES; n++) {
        draw_case(&c);
        int tile[DIM_COUNT];
        memcpy(tile, c.nest.tile, sizeof tile);
        add_loops(&c, 0, tile);
        for (int way = 0; way < c.splits->count && c.laying.is_whole; way++) {
            for (int i = 0; i < c.splits->way[way].rest->count; i++)
                cr_assert(c.hits[way][i], "split %d of way %d is no way to lay anything", i, way);
        }
        complete += c.laying.is_whole;
        overlapping += c.solver.has_halo[ROWS] || c.solver.has_halo[COLUMNS];
        end_case(&c);
    }
    cr_assert(complete > CASES / 4 && complete < CASES - CASES / 4);
    cr_assert(overlapping > CASES / 2);
}
