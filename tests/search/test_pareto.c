/* Groups, fronts and comparisons, with numbers worked out by hand. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/pareto.h"

#define EXACT 1e-12

static struct point point_of(enum point_kind kind, uint64_t seed, double energy, double accuracy)
{
    return (struct point){.kind = kind,
                          .mode = kind == POINT_UNI ? "" : "bi-level",
                          .choices = "T8 BC8",
                          .lambda = kind == POINT_UNI ? NAN : 0.3,
                          .target = NAN,
                          .seed = seed,
                          .energy_share = energy,
                          .energy_pj = 1000 * energy,
                          .latency_cycles = 64,
                          .validation_accuracy = accuracy,
                          .test_accuracy = accuracy,
                          .test_images = 1000,
                          .integer_accuracy = NAN,
                          .assignment = "T8 BC8",
                          .folder = "x"};
}

enum { POINTS = 11 };

/* Three seeds of a search, two random controls of each, two networks of one operator. */
static void fill(struct point point[POINTS])
{
    static const double searched[] = {0.50, 0.54, 0.55}, energy[] = {0.40, 0.42, 0.44};
    static const double random[] = {0.48, 0.50, 0.50, 0.52, 0.50, 0.54};
    size_t n = 0;
    for (size_t s = 0; s < 3; s++)
        point[n++] = point_of(POINT_SEARCH, s + 1, energy[s], searched[s]);
    for (size_t s = 0; s < 6; s++)
        point[n++] = point_of(POINT_RANDOM, s / 2 + 1, energy[s / 2], random[s]);
    point[n++] = point_of(POINT_UNI, 1, 1, 0.60);
    point[n] = point_of(POINT_UNI, 1, 0.43, 0.53);
    point[n++].choices = "BC8";
    point[0].assignment = "T8 T8";
}

Test(pareto, groups_have_mean_spread_and_error)
{
    struct point point[POINTS];
    struct pareto pareto;
    fill(point);
    cr_assert(eq(int, pareto_create(&pareto, point, POINTS), 0));
    cr_assert(eq(sz, pareto.group_count, 4));
    const struct pareto_group *g = pareto.group;
    cr_expect(eq(sz, g->first, 0));
    cr_expect(eq(sz, g->networks, 3));
    cr_expect(eq(sz, g->seeds, 3));
    cr_expect(eq(sz, g->assignments, 2));
    cr_expect(epsilon_eq(dbl, g->energy_mean, 0.42, EXACT));
    cr_expect(epsilon_eq(dbl, g->energy_sd, 0.02, EXACT));
    cr_expect(epsilon_eq(dbl, g->accuracy_mean, 0.53, EXACT));
    cr_expect(epsilon_eq(dbl, g->accuracy_sd, sqrt(0.0007), EXACT));
    cr_expect(epsilon_eq(dbl, g->accuracy_error, sqrt(0.0007 / 3), EXACT));
    cr_expect(epsilon_eq(dbl, g->binomial_error, sqrt(0.53 * 0.47 / 1000), EXACT));
    pareto_free(&pareto);
}

/* The spread is that of networks; the error that of the seeds' means, .49 .51 .52. */
Test(pareto, random_controls_are_averaged_within_a_seed)
{
    struct point point[POINTS];
    struct pareto pareto;
    fill(point);
    cr_assert(eq(int, pareto_create(&pareto, point, POINTS), 0));
    const struct pareto_group *g = &pareto.group[1];
    cr_expect(eq(sz, g->networks, 6));
    cr_expect(eq(sz, g->seeds, 3));
    cr_expect(eq(sz, g->assignments, 1));
    cr_expect(epsilon_eq(dbl, g->accuracy_mean, 1.52 / 3, EXACT));
    cr_expect(epsilon_eq(dbl, g->accuracy_sd, sqrt(0.0064 / 15), EXACT));
    cr_expect(epsilon_eq(dbl, g->accuracy_error, sqrt(0.0007 / 9), EXACT));
    pareto_free(&pareto);
}

Test(pareto, seeds_weigh_alike_however_many_controls_they_have)
{
    struct point point[3] = {point_of(POINT_RANDOM, 1, 0.2, 0.3),
                             point_of(POINT_RANDOM, 1, 0.4, 0.5),
                             point_of(POINT_RANDOM, 2, 0.5, 0.8)};
    struct pareto pareto;
    cr_assert(eq(int, pareto_create(&pareto, point, 3), 0));
    cr_expect(epsilon_eq(dbl, pareto.group[0].energy_mean, 0.4, EXACT));
    cr_expect(epsilon_eq(dbl, pareto.group[0].accuracy_mean, 0.6, EXACT));
    pareto_free(&pareto);
}

Test(pareto, one_seed_has_no_spread)
{
    struct point point = point_of(POINT_UNI, 4, 0.5, 0.5);
    struct pareto pareto;
    cr_assert(eq(int, pareto_create(&pareto, &point, 1), 0));
    cr_expect(isnan(pareto.group[0].accuracy_sd) && isnan(pareto.group[0].energy_sd) &&
              isnan(pareto.group[0].accuracy_error));
    cr_expect(eq(int, pareto.group[0].on_front, 1));
    pareto_free(&pareto);
    cr_expect(isnan(pareto_binomial_error(0.5, 0)));
}

/* (.42 .53), (.42 .507), (1 .6), (.43 .53): the second is beaten by more accuracy, the last by less
 * energy alone. */
Test(pareto, front_is_what_nothing_beats)
{
    static const int on_front[] = {1, 0, 1, 0};
    struct point point[POINTS];
    struct pareto pareto;
    fill(point);
    cr_assert(eq(int, pareto_create(&pareto, point, POINTS), 0));
    for (size_t g = 0; g < 4; g++)
        cr_expect(eq(int, pareto.group[g].on_front, on_front[g]), "group %zu", g);
    pareto_free(&pareto);
    point[1] = point[0];
    point[1].choices = "as good";
    cr_assert(eq(int, pareto_create(&pareto, point, 2), 0));
    cr_expect(eq(int, pareto.group[0].on_front &&pareto.group[1].on_front, 1));
    pareto_free(&pareto);
}

/* Pairs differ by .01 .03 .03. */
Test(pareto, searched_against_random_is_by_pairs_of_a_seed)
{
    struct point point[POINTS];
    struct pareto pareto;
    fill(point);
    cr_assert(eq(int, pareto_create(&pareto, point, POINTS), 0));
    cr_assert(eq(sz, pareto.comparison_count, 1));
    const struct pareto_comparison *c = pareto.comparison;
    cr_expect(eq(sz, c->searched, 0));
    cr_expect(eq(sz, c->random, 1));
    cr_expect(eq(sz, c->pairs, 3));
    cr_expect(epsilon_eq(dbl, c->difference, 0.07 / 3, EXACT));
    cr_expect(epsilon_eq(dbl, c->error, 0.02 / 3, EXACT));
    pareto_free(&pareto);
}

/* Only seed 1 has controls, .48 and .50: their sd is sqrt(.0002), and a searched network is
 * thought to vary as much. */
Test(pareto, a_single_pair_is_compared_with_the_spread_of_its_controls)
{
    struct point point[POINTS];
    struct pareto pareto;
    fill(point);
    cr_assert(eq(int, pareto_create(&pareto, point, 5), 0));
    const struct pareto_comparison *c = pareto.comparison;
    cr_assert(eq(sz, pareto.comparison_count, 1));
    cr_expect(eq(sz, c->pairs, 1));
    cr_expect(epsilon_eq(dbl, c->difference, 0.01, EXACT));
    cr_expect(epsilon_eq(dbl, c->error, sqrt(0.0002 * 1.5), EXACT));
    pareto_free(&pareto);
    cr_assert(eq(int, pareto_create(&pareto, point, 4), 0));
    cr_expect(isnan(pareto.comparison[0].error));
    pareto_free(&pareto);
    cr_assert(eq(int, pareto_create(&pareto, point, 3), 0));
    cr_expect(eq(sz, pareto.comparison_count, 0));
    pareto_free(&pareto);
}

Test(pareto, controls_belong_to_their_lambda_mode_and_choices)
{
    struct point point[3];
    struct pareto pareto;
    for (int other = 0; other < 4; other++) {
        point[0] = point_of(POINT_SEARCH, 1, 0.5, 0.5);
        point[1] = point_of(POINT_RANDOM, 1, 0.5, 0.4);
        point[2] = point_of(POINT_RANDOM, 1, 0.5, 0.3);
        for (size_t i = 1; i < 3; i++) {
            point[i].lambda = other == 0 ? 0.1 : 0.3;
            point[i].target = other == 1 ? 0.1 : NAN;
            point[i].mode = other == 2 ? "sequential" : "bi-level";
            point[i].choices = other == 3 ? "T8" : "T8 BC8";
        }
        cr_assert(eq(int, pareto_create(&pareto, point, 3), 0));
        cr_expect(eq(sz, pareto.comparison_count, 0), "%d", other);
        pareto_free(&pareto);
    }
}

/* Of equals the first one. */
Test(pareto, the_most_accurate_candidate_on_validation_counts)
{
    struct point point[3];
    struct pareto pareto;
    for (size_t i = 0; i < 3; i++) {
        point[i] = point_of(POINT_SEARCH, 1, 0.1 * (double)(i + 1), 0.5);
        point[i].candidate = 2 - i;
        point[i].validation_accuracy = i == 2 ? 0.4 : 0.6;
    }
    cr_assert(eq(int, pareto_create(&pareto, point, 3), 0));
    cr_assert(eq(sz, pareto.group_count, 1));
    cr_expect(eq(sz, pareto.group[0].networks, 1));
    cr_expect(epsilon_eq(dbl, pareto.group[0].energy_mean, 0.2, EXACT));
    pareto_free(&pareto);
    for (size_t i = 0; i < 3; i++)
        point[i].validation_accuracy = NAN;
    cr_assert(eq(int, pareto_create(&pareto, point, 3), 0));
    cr_expect(epsilon_eq(dbl, pareto.group[0].energy_mean, 0.3, EXACT));
    pareto_free(&pareto);
}

static const struct provenance provenance = {
    .tool = "enos-search", .version = "1", .seed = 1, .command_line = "enos-search x"};

/* Without the lines of provenance. */
static void expect_table(const char *text, const char *wanted)
{
    while (text[0] == '#')
        text = strchr(text, '\n') + 1;
    cr_expect_str_eq(text, wanted);
}

Test(pareto, points_are_written)
{
    struct point point[2] = {point_of(POINT_SEARCH, 3, 0.5, 0.25), point_of(POINT_UNI, 4, 1, 0.5)};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    point[0].candidate = 2;
    point[1].choices = "a,b";
    point[1].validation_accuracy = NAN;
    point[1].integer_accuracy = 0.125;
    point[0].test_images = 300;
    point[1].test_images = 100;
    points_write_csv(out, point, 2, &provenance);
    cr_assert(eq(int, fclose(out), 0));
    cr_assert(eq(int, strncmp(text, "# format: enos/points/1\n", 24), 0));
    expect_table(text, "kind,mode,choices,lambda,target,seed,candidate,energy_share,energy_pj,"
                       "latency_cycles,validation_accuracy,test_accuracy,test_images,test_error,"
                       "integer_accuracy,assignment,folder\n"
                       "search,bi-level,T8 BC8,0.3,,3,2,0.5,500,64,0.25,0.25,300,0.025,,"
                       "T8 BC8,x\n"
                       "uni,,\"a,b\",,,4,0,1,1000,64,,0.5,100,0.05,0.125,T8 BC8,x\n");
    free(text);
}

Test(pareto, groups_are_written)
{
    struct point point[3] = {point_of(POINT_SEARCH, 1, 0.25, 0.25),
                             point_of(POINT_SEARCH, 2, 0.75, 0.75), point_of(POINT_UNI, 1, 1, 0.5)};
    struct pareto pareto;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < 3; i++)
        point[i].test_images = 100;
    cr_assert(eq(int, pareto_create(&pareto, point, 3), 0));
    pareto_write_csv(out, &pareto, &provenance);
    cr_assert(eq(int, fclose(out), 0));
    cr_assert(eq(int, strncmp(text, "# format: enos/pareto/1\n", 24), 0));
    expect_table(
        text, "kind,mode,choices,lambda,target,assignments,seeds,energy_share_mean,"
              "energy_share_sd,test_accuracy_mean,test_accuracy_sd,test_accuracy_error,on_front,"
              "test_binomial_error\n"
              "search,bi-level,T8 BC8,0.3,,1,2,0.5,0.3535533905932738,0.5,0.3535533905932738,0.25,"
              "1,0.05\n"
              "uni,,T8 BC8,,,1,1,1,,0.5,,,0,0.05\n");
    free(text);
    pareto_free(&pareto);
}
