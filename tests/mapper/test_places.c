/* Splits of places against every way to lay small problems on small arrays: none serves more, and
 * where tiles are even each is one of them. ENOS_SEED=n for fresh ones. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "lower.h"
#include "oracle/random.h"
#include "spread_case.h"

enum { CASES = 300, DIMS = 4 };

static const enum dim dims[DIMS] = {DIM_M, DIM_C, DIM_P, DIM_R};
static const enum tensor served[DIMS] = {TENSOR_I, TENSOR_O, TENSOR_W, TENSOR_O};
static const double almost = 1 - 1e-9;

static struct oracle_random numbers;

/* 1 .. most */
static int draw(int most)
{
    return 1 + oracle_random_below(&numbers, most);
}

struct drawn {
    struct map_problem problem;
    struct solver solver;
    struct lower_nest nest;
    struct laying laying;
    const struct places_splits *splits;
    int is_even, hits[4000];
};

static void draw_sizes(struct drawn *c)
{
    struct map_problem *p = &c->problem;
    static const int most[DIMS] = {12, 8, 9, 3};
    memset(p, 0, sizeof *p);
    for (int d = 0; d < DIM_COUNT; d++)
        p->size[d] = 1;
    for (int i = 0; i < DIMS; i++)
        p->size[dims[i]] = draw(most[i]);
    p->axis_size[0] = draw(5);
    p->axis_size[1] = draw(4);
    p->reduce_link[draw(2) - 1] = 1;
}

static void draw_case(struct drawn *c)
{
    struct solver *s = &c->solver;
    draw_sizes(c);
    memset(s, 0, sizeof *s);
    s->options.factors = (enum map_factors)(draw(3) - 1);
    s->has_halo[ROWS] = c->problem.size[DIM_P] > 1 && c->problem.size[DIM_R] > 1;
    spread_case_open(s, &c->problem);
    cr_assert(places_memo_create(&s->places, c->problem.axis_size) == 0);
    lower_start(&c->nest);
    c->is_even = 1;
    for (int i = 0; i < DIMS; i++) {
        int size = c->problem.size[dims[i]], tile = draw(size);
        while (s->options.factors != FACTORS_IMPERFECT && size % tile != 0)
            tile--;
        c->nest.tile[dims[i]] = tile;
        c->nest.late |= draw(6) == 1 ? 1u << dims[i] : 0;
        c->is_even &= size % tile == 0;
    }
    laying_start(s, &c->nest, 7, &c->laying);
    c->laying.is_whole = draw(4) > 1;
    c->splits = places_splits_of(s, &c->laying);
    cr_assert(c->splits && c->splits->count <= 4000);
    memset(c->hits, 0, sizeof c->hits);
}

static void end_case(struct drawn *c)
{
    spread_case_close(&c->solver);
    places_memo_free(c->solver.places);
}

/* Steps of the dimension, over those that pass until the last PE of every turn is done. */
static double served_at_once(int size, int tile, int places)
{
    int passed = 0;
    for (int turn = 0; turn * places * tile < size; turn++) {
        int left = size - turn * places * tile;
        passed += left < tile ? left : tile;
    }
    return (double)size / passed;
}

/* Sums that PEs with links make together, one an output, over chains they come in: links are along
 * one axis, and PEs stand along it first. */
static double summed_at_once(const struct drawn *c, int size, int tile, int x, int y)
{
    int chains = 0, linked = c->problem.reduce_link[0] ? x : y;
    for (int turn = 0; turn * x * y * tile < size; turn++) {
        for (int step = 0; step < tile; step++) {
            int pes = 0;
            for (int pe = 0; pe < x * y; pe++)
                pes += (turn * x * y + pe) * tile + step < size;
            chains += (pes + linked - 1) / linked;
        }
    }
    return (double)size / chains;
}

/* The places that serve each tensor, and links that serve O. */
struct serving {
    double places[TENSOR_COUNT], linked;
};

static void check(struct drawn *c, const struct serving *laid)
{
    const double *places = laid->places;
    int is_covered = 0;
    for (int i = 0; i < c->splits->count; i++) {
        const double *turns = c->splits->split[i].turns;
        int is_within = 1, is_same = 1;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            double split = 1 / turns[t];
            is_within &= places[t] * almost <= split;
            is_same &= places[t] * almost <= split && split * almost <= places[t];
        }
        is_within &= laid->linked * almost <= 1 / c->splits->split[i].chains;
        is_covered |= is_within;
        c->hits[i] |= is_same;
    }
    cr_assert(is_covered, "%g %g %g places, %g linked, are in no split", places[0], places[1],
              places[2], laid->linked);
    double all = places[0] * places[1] * places[2];
    cr_assert(all * almost <= c->splits->most);
}

/* With one place less along an axis it would take longer, or more chains; windows that overlap may
 * do so. */
static int is_in_space(const struct drawn *c, enum dim d, int units, int x, int y)
{
    int turns = (units + x * y - 1) / (x * y);
    const int linked[2] = {x, y}, *link = c->problem.reduce_link;
    int is_lean = 1;
    for (int axis = 0; axis < 2; axis++) {
        int less[2] = {x - (axis == 0), y - (axis == 1)};
        int is_summed = link[axis] && (d == DIM_C || d == DIM_R);
        if (linked[axis] == 1)
            continue;
        int chains = (units + linked[axis] - 1) / linked[axis];
        int others = (units + less[axis] - 1) / less[axis];
        if (c->solver.options.factors == FACTORS_IMPERFECT) { /* with or without a short last */
            chains += (units + linked[axis] - 2) / linked[axis];
            others += (units + less[axis] - 2) / less[axis];
        }
        is_lean &= (units + less[0] * less[1] - 1) / (less[0] * less[1]) > turns ||
                   (is_summed && others > chains);
    }
    if (c->solver.options.factors == FACTORS_PERFECT && units % (x * y) != 0)
        return 0;
    return is_lean || ((d == DIM_P || d == DIM_R) && c->solver.has_halo[ROWS]);
}

/* Loops that were added last could as well stand above the array: without places for them, or
 * without a ragged end, unless windows that overlap care where they are. */
static int is_repeated(const struct drawn *c, enum dim d, int places)
{
    int has_windows = (d == DIM_P || d == DIM_R) && c->solver.has_halo[ROWS];
    int is_ragged = c->problem.size[d] % (c->nest.tile[d] * places) != 0;
    if (!(c->nest.late >> d & 1) || !c->laying.is_whole)
        return 0;
    return places == 1 ||
           (!has_windows && (c->solver.options.factors == FACTORS_IMPERFECT || !is_ragged));
}

/* Every way to lay the dimensions from i on, on what is left of the axes. */
static void lay(struct drawn *c, int i, int x, int y, const struct serving *laid)
{
    if (i == DIMS) {
        check(c, laid);
        return;
    }
    int size = c->problem.size[dims[i]], tile = c->nest.tile[dims[i]];
    int units = (size + tile - 1) / tile;
    for (int a = 1; a <= x; a++) {
        for (int b = 1; b <= y && a * b <= units; b++) {
            if (!is_in_space(c, dims[i], units, a, b) || is_repeated(c, dims[i], a * b))
                continue;
            struct serving next = *laid;
            next.places[served[i]] *= served_at_once(size, tile, a * b);
            if (served[i] == TENSOR_O)
                next.linked *= summed_at_once(c, size, tile, a, b);
            lay(c, i + 1, x / a, y / b, &next);
        }
    }
}

Test(places, all_that_is_laid_is_in_a_split)
{
    static const struct serving none = {{1, 1, 1}, 1};
    static struct drawn c;
    const char *text = getenv("ENOS_SEED");
    int even = 0, repeating = 0;
    numbers.state = text ? strtoull(text, NULL, 10) : 1;
    for (int n = 0; n < CASES; n++) {
        draw_case(&c);
        lay(&c, 0, c.problem.axis_size[0], c.problem.axis_size[1], &none);
        for (int i = 0; i < c.splits->count && c.is_even; i++)
            cr_assert(c.hits[i], "split %d is no way to lay anything", i);
        even += c.is_even;
        repeating += c.nest.late && c.laying.is_whole && c.splits->count > 0;
        end_case(&c);
    }
    cr_assert(even > CASES / 4 && even < CASES);
    cr_assert(repeating > CASES / 20, "%d", repeating);
}
