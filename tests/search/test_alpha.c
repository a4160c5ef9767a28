#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "planted.h"
#include "search/alpha.h"
#include "search/mode.h"

static const struct alpha_settings settings = {0.1, {0.5, 0.9}, 0.01, 1e-8};

/* Two steps by hand. */
Test(alpha, steps_are_those_of_adam)
{
    unsigned char allowed[] = {1, 1};
    struct search_space space = {.layer_count = 1, .choice_count = 2, .allowed = allowed};
    struct alpha alpha;
    cr_assert_eq(alpha_create(&alpha, &space, 1), 0);
    double begin[2], value[2], mean[2] = {0}, square[2] = {0};
    memcpy(begin, alpha.value, sizeof begin);
    memcpy(value, begin, sizeof value);
    static const double gradient[2][2] = {{1, -3}, {0.5, 2}};
    for (int step = 1; step <= 2; step++) {
        cr_assert_eq(alpha_step(&alpha, &settings, &space, gradient[step - 1]), 0);
        for (int i = 0; i < 2; i++) {
            double g = gradient[step - 1][i] + 0.01 * value[i];
            mean[i] = 0.5 * mean[i] + 0.5 * g;
            square[i] = 0.9 * square[i] + 0.1 * g * g;
            value[i] -= 0.1 * (mean[i] / (1 - pow(0.5, step))) /
                        (sqrt(square[i] / (1 - pow(0.9, step))) + 1e-8);
            cr_assert_float_eq(alpha.value[i], value[i], 1e-14);
        }
    }
    alpha_free(&alpha);
}

Test(alpha, what_has_no_choice_does_not_move)
{
    unsigned char allowed[] = {1, 0, 1, 0, 1, 0};
    struct search_space space = {.layer_count = 2, .choice_count = 3, .allowed = allowed};
    struct alpha alpha;
    double begin[6];
    static const double gradient[] = {1, 1, 1, 1, 1, 1};
    cr_assert_eq(alpha_create(&alpha, &space, 1), 0);
    memcpy(begin, alpha.value, sizeof begin);
    cr_assert_eq(alpha_step(&alpha, &settings, &space, gradient), 0);
    for (int i = 0; i < 6; i++)
        cr_assert_eq(alpha.value[i] == begin[i], i != 0 && i != 2);
    alpha_free(&alpha);
}

Test(alpha, a_gradient_that_is_not_finite_takes_no_step)
{
    unsigned char allowed[] = {1, 1};
    struct search_space space = {.layer_count = 1, .choice_count = 2, .allowed = allowed};
    struct alpha alpha;
    double begin[2];
    cr_assert_eq(alpha_create(&alpha, &space, 1), 0);
    memcpy(begin, alpha.value, sizeof begin);
    cr_assert_eq(alpha_step(&alpha, &settings, &space, (double[]){1, INFINITY}), -1);
    cr_assert_arr_eq(alpha.value, begin, sizeof begin);
    cr_assert_eq(alpha.steps[0], 0);
    alpha_free(&alpha);
}

enum { DRAWS = 20000 };

/* Shares of the argmax of alpha and noise; four standard errors. */
Test(alpha, gumbel_noise_samples_the_softmax)
{
    unsigned char allowed[] = {1, 1, 1, 1};
    struct search_space space = {.layer_count = 1, .choice_count = 4, .allowed = allowed};
    static const double value[] = {0, 1, -1, 2};
    struct random_stream stream = {17};
    struct alpha alpha;
    double p[4];
    size_t seen[4] = {0};
    cr_assert_eq(alpha_create(&alpha, &space, 1), 0);
    space_softmax(&space, value, 1, p);
    for (int draw = 0; draw < DRAWS; draw++) {
        double sum[4];
        size_t choice;
        memcpy(sum, value, sizeof sum);
        alpha_add_gumbel(&alpha, &stream, sum);
        space_argmax(&space, sum, &choice);
        seen[choice]++;
    }
    for (int j = 0; j < 4; j++)
        cr_assert_float_eq((double)seen[j] / DRAWS, p[j], 4 * sqrt(p[j] * (1 - p[j]) / DRAWS));
    alpha_free(&alpha);
}

enum { LAYERS = 2, CHOICES = 2, NETWORKS = 4 };

/* Networks that stochastic samples: first ones of many seeds, against the product of softmax. */
Test(alpha, stochastic_samples_networks_by_softmax_and_each_once)
{
    struct planted *planted = planted_create(LAYERS, CHOICES, 1);
    struct search_settings s = search_defaults;
    static const double value[] = {0, 1, 0.5, 0};
    double p[4];
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    size_t seen[NETWORKS] = {0}, choice[16 * LAYERS];
    char note[REPAIR_NOTE_MAX];
    space_softmax(&planted->space, value, 1, p);
    for (s.seed = 0; s.seed < 4000; s.seed++) {
        struct search *search;
        cr_assert_eq(search_create(&search, search_mode_find("stochastic"), &s, &planted->space,
                                   NULL, "run.yaml", diag),
                     0);
        memcpy(search_state(search)->alpha.value, value, sizeof value);
        cr_assert_eq(search_assignments(search, choice, 1, note), 1);
        seen[choice[0] * 2 + choice[1]]++;
        if (s.seed < 10)
            cr_assert_eq(search_assignments(search, choice, 16, note), NETWORKS);
        search_free(search);
    }
    for (size_t i = 0; i < NETWORKS; i++) {
        double q = p[i / 2] * p[2 + i % 2];
        cr_assert_float_eq((double)seen[i] / 4000, q, 4 * sqrt(q * (1 - q) / 4000));
    }
    diag_free(diag);
    planted_free(planted);
}
