/* The Pareto front beside its definition, and the names of its aims. */
#include <math.h>
#include <stdlib.h>

#include "explore_aims.h"
#include "workloads/expect.h"

enum { POINTS = 200 };

/* Straight from the definition. */
static int is_dominated(const double *value, int i, const struct explore_aims *aims)
{
    for (int k = 0; k < POINTS; k++) {
        int is_worse = 0, is_better = 0;
        for (size_t a = 0; a < aims->count; a++) {
            double mine = value[i * AIM_COUNT + aims->aim[a]];
            double its = value[k * AIM_COUNT + aims->aim[a]];
            is_worse |= !(its <= mine);
            is_better |= its < mine;
        }
        if (!is_worse && is_better)
            return 1;
    }
    return 0;
}

static int is_finite(const double *value, int i, const struct explore_aims *aims)
{
    for (size_t a = 0; a < aims->count; a++)
        if (!isfinite(value[i * AIM_COUNT + aims->aim[a]]))
            return 0;
    return 1;
}

/* Few different values, so that ties and equal points abound. */
static void draw(double value[POINTS * AIM_COUNT], int levels)
{
    for (int i = 0; i < POINTS * AIM_COUNT; i++)
        value[i] = rand() % 23 == 0 ? (double)INFINITY : (double)(rand() % levels);
}

Test(explore_front, is_that_of_the_definition)
{
    static const char *const lists[] = {"energy,latency", "energy,latency,area",
                                        "edp,area,latency,energy", "area,energy"};
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    srand(3);
    for (int trial = 0; trial < 40; trial++) {
        static double value[POINTS * AIM_COUNT];
        unsigned char marks[POINTS];
        struct explore_aims aims;
        cr_assert_eq(explore_aims_parse(&aims, lists[trial % 4], diag), 0);
        draw(value, 5 + 10 * trial);
        cr_assert_eq(explore_front_mark(marks, value, POINTS, &aims), 0);
        for (int i = 0; i < POINTS; i++)
            cr_assert_eq(marks[i], is_finite(value, i, &aims) && !is_dominated(value, i, &aims));
    }
    diag_free(diag);
}

Test(explore_front, of_nothing)
{
    struct explore_aims aims = {{AIM_ENERGY, AIM_AREA}, 2};
    cr_assert_eq(explore_front_mark(NULL, NULL, 0, &aims), 0);
}

Test(explore_front, aims)
{
    struct explore_aims aims;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(explore_aims_parse(&aims, NULL, diag), 0);
    cr_assert_eq(aims.count, 3);
    cr_assert_eq(explore_aims_parse(&aims, "edp, area,edp", diag), 0);
    cr_assert_eq(aims.count, 2);
    cr_assert_eq(aims.aim[0], AIM_EDP);
    cr_assert_eq(explore_aims_parse(&aims, "energy,enrgy", diag), -1);
    expect_error(diag, 0, "--front: error: unknown aim 'enrgy'");
    cr_assert_eq(explore_aims_parse(&aims, "energy", diag), -1);
    expect_error(diag, 1, "--front: error: a front is of two aims or more");
    diag_free(diag);
}
