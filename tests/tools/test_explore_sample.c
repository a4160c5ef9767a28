/* Samples: all combinations once, or as many different ones as asked for; the same every time, and
 * the beginning of a longer sample. */
#include <stdlib.h>
#include <string.h>

#include "explore_sample.h"
#include "workloads/expect.h"

enum { AXES = 3 };

static struct diag_list *diag;
static struct explore_axis axis[AXES];

/* 3 x 4 x 5 combinations. */
static void open_axes(void)
{
    static const char *const texts[AXES] = {"a=1:3", "b=1:4", "c=1:5"};
    cr_assert_eq(diag_create(&diag), 0);
    for (int a = 0; a < AXES; a++)
        cr_assert_eq(explore_axis_parse(&axis[a], texts[a], diag), 0);
}

static void close_axes(void)
{
    for (int a = 0; a < AXES; a++)
        explore_axis_free(&axis[a]);
    diag_free(diag);
}

TestSuite(explore_sample, .init = open_axes, .fini = close_axes);

static struct explore_sample draw(const char *text, uint64_t seed)
{
    struct explore_sample_options options = {.seed = seed};
    struct explore_sample sample;
    cr_assert_eq(explore_sample_options_parse(&options, text, diag), 0);
    cr_assert_eq(explore_sample_draw(&sample, axis, AXES, &options, diag), 0);
    return sample;
}

static int number_of(const uint16_t *digits)
{
    return (digits[0] * 4 + digits[1]) * 5 + digits[2];
}

static void expect_distinct(const struct explore_sample *sample)
{
    char seen[60] = {0};
    for (size_t i = 0; i < sample->count; i++) {
        const uint16_t *digits = explore_sample_digits(sample, i);
        for (int a = 0; a < AXES; a++)
            cr_assert_lt(digits[a], axis[a].value_count);
        cr_assert_eq(seen[number_of(digits)]++, 0);
    }
}

Test(explore_sample, full_factorial_counts_the_last_axis_fastest)
{
    struct explore_sample sample = draw("full", 1);
    cr_assert_eq(explore_combinations(axis, AXES), 60);
    cr_assert_eq(sample.count, 60);
    for (size_t i = 0; i < 60; i++)
        cr_assert_eq(number_of(explore_sample_digits(&sample, i)), (int)i);
    explore_sample_free(&sample);
}

Test(explore_sample, samples_are_distinct_and_begin_alike)
{
    static const char *const kinds[] = {"random:", "sobol:"};
    for (int kind = 0; kind < 2; kind++) {
        struct explore_sample last = draw(kind ? "sobol:59" : "random:59", 7);
        cr_assert_eq(last.count, 59);
        expect_distinct(&last);
        for (int count = 1; count < 59; count += 6) {
            char text[32];
            snprintf(text, sizeof text, "%s%d", kinds[kind], count);
            struct explore_sample sample = draw(text, 7);
            cr_assert_eq(sample.count, (size_t)count);
            cr_assert_eq(
                memcmp(sample.digit, last.digit, sample.count * AXES * sizeof *sample.digit), 0);
            explore_sample_free(&sample);
        }
        explore_sample_free(&last);
    }
}

Test(explore_sample, a_sample_of_all_or_more_is_the_full_factorial)
{
    struct explore_sample full = draw("full", 1), all = draw("random:60", 1),
                          more = draw("sobol:1000", 1);
    cr_assert_eq(all.count, 60);
    cr_assert_eq(more.count, 60);
    cr_assert_eq(memcmp(full.digit, all.digit, 60 * AXES * sizeof *all.digit), 0);
    cr_assert_eq(memcmp(full.digit, more.digit, 60 * AXES * sizeof *all.digit), 0);
    explore_sample_free(&full);
    explore_sample_free(&all);
    explore_sample_free(&more);
}

Test(explore_sample, seeds_differ)
{
    struct explore_sample a = draw("random:20", 1), b = draw("random:20", 2);
    cr_assert_neq(memcmp(a.digit, b.digit, 20 * AXES * sizeof *a.digit), 0);
    explore_sample_free(&a);
    explore_sample_free(&b);
}

/* 20 of 60 by Sobol reach every value of every axis. */
Test(explore_sample, sobol_spreads)
{
    struct explore_sample sample = draw("sobol:20", 1);
    for (int a = 0; a < AXES; a++) {
        unsigned seen = 0;
        for (size_t i = 0; i < sample.count; i++)
            seen |= 1u << explore_sample_digits(&sample, i)[a];
        cr_assert_eq(seen, (1u << axis[a].value_count) - 1);
    }
    explore_sample_free(&sample);
}

Test(explore_sample, mistakes)
{
    static const char *const texts[] = {"fully",    "random",         "random:",  "random:0",
                                        "sobol:-1", "random:2000000", "sobol:3x", ""};
    struct explore_sample_options options;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_assert_eq(explore_sample_options_parse(&options, texts[i], diag), -1, "%s", texts[i]);
}

Test(explore_sample, too_many_combinations_are_refused)
{
    struct explore_axis many[EXPLORE_AXES_MAX];
    struct explore_sample_options options = {.kind = SAMPLING_FULL};
    struct explore_sample sample;
    for (int a = 0; a < EXPLORE_AXES_MAX; a++)
        many[a] = axis[2];
    cr_assert_eq(explore_combinations(many, EXPLORE_AXES_MAX), UINT64_MAX);
    cr_assert_eq(explore_sample_draw(&sample, many, EXPLORE_AXES_MAX, &options, diag), -1);
    expect_error(diag, 0, "--sample: error: more than 1000000 combinations of all values");
    options = (struct explore_sample_options){SAMPLING_RANDOM, 100, 1};
    cr_assert_eq(explore_sample_draw(&sample, many, EXPLORE_AXES_MAX, &options, diag), 0);
    cr_assert_eq(sample.count, 100);
    explore_sample_free(&sample);
}
