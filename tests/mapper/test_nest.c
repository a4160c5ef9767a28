/* Chains of PEs equal a walk over the places, for every number of units. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "nest.h"

enum { CASES = 400, LOOPS_MAX = 5, AXIS = 4096, PLACES = 1 << 14 };

struct digits {
    int count, bound[LOOPS_MAX], axis[LOOPS_MAX]; /* outermost first */
};

/* The place along axes without links; `unit` fills the innermost loop first. */
static int place_of(const struct digits *digits, const int link[2], int unit)
{
    int place = 0, weight = 1;
    for (int i = digits->count - 1; i >= 0; i--) {
        if (!link[digits->axis[i]]) {
            place += unit % digits->bound[i] * weight;
            weight *= digits->bound[i];
        }
        unit /= digits->bound[i];
    }
    return place;
}

static void open_nest(struct nest *nest, struct map_problem *problem, struct map_mapping *mapping,
                      const struct digits *digits)
{
    char reason[MAP_REASON_MAX] = "";
    int places = 1;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_DRAM, (enum tensor)t);
    for (int i = 0; i < digits->count; i++) {
        map_add_par(mapping, DIM_C, digits->bound[i], digits->axis[i]);
        places *= digits->bound[i];
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_SPAD, (enum tensor)t);
    for (int d = 0; d < DIM_COUNT; d++)
        problem->size[d] = 1;
    problem->size[DIM_C] = places;
    problem->axis_size[0] = problem->axis_size[1] = AXIS;
    cr_assert(eq(int, nest_open(nest, problem, mapping, reason), MAP_OK), "%s", reason);
}

static void compare(const struct digits *digits, const int link[2])
{
    static char seen[PLACES];
    struct map_problem problem = {.reduce_link = {link[0], link[1]}};
    struct map_mapping mapping = {0};
    struct nest nest;
    int chains = 0;
    open_nest(&nest, &problem, &mapping, digits);
    memset(seen, 0, sizeof seen);
    for (int units = 1; units <= nest.spread[DIM_C]; units++) {
        int place = place_of(digits, link, units - 1);
        chains += !seen[place];
        seen[place] = 1;
        cr_assert(eq(int, nest_chains(&nest, DIM_C, units), chains), "%d units of %d", units,
                  nest.spread[DIM_C]);
    }
    cr_assert(eq(int, nest_chains(&nest, DIM_C, 0), 0));
}

Test(nest, chains_of_random_loops)
{
    srand(1);
    for (int i = 0; i < CASES; i++) {
        const int link[2] = {rand() % 2, rand() % 2};
        struct digits digits = {.count = rand() % (LOOPS_MAX + 1)};
        for (int k = 0; k < digits.count; k++) {
            digits.bound[k] = 1 + rand() % 6;
            digits.axis[k] = rand() % 2;
        }
        compare(&digits, link);
    }
}

/* Arrays may have 4096 columns. */
Test(nest, chains_of_a_long_row)
{
    const int link[2] = {0, 1};
    const struct digits digits = {2, {1500, 3}, {0, 1}};
    compare(&digits, link);
}
