#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "search/space.h"
#include "workloads/diag.h"

static const char text[] = "format: enos/network/1\n"
                           "name: three\n"
                           "source: made for a test\n"
                           "input: {shape: [3, 8, 8]}\n"
                           "nodes:\n"
                           "  - {name: a, op: conv, filters: 4, kernel: 3, choice: T16}\n"
                           "  - {name: b, op: conv, filters: 4, kernel: 3}\n"
                           "  - {name: c, op: conv, filters: 4, kernel: 1, choice: MF8}\n";

static struct network *network(void)
{
    struct diag_list *diag;
    struct network *out;
    cr_assert_eq(diag_create(&diag), 0);
    if (network_read_text(&out, "three", text, strlen(text), NULL, 0, diag) != 0) {
        diag_write(diag, stderr);
        cr_assert_fail("the network was not read");
    }
    diag_free(diag);
    return out;
}

static struct choice parse(const char *name)
{
    struct choice choice;
    cr_assert_eq(choice_parse(&choice, name), 0);
    return choice;
}

Test(space, pins_of_the_network_hold_and_add_their_choice)
{
    struct network *n = network();
    struct choice choices[] = {parse("T8"), parse("MF8"), parse("BC8")};
    struct search_space space;
    cr_assert_eq(space_create(&space, n, choices, 3), 0);
    static const unsigned char allowed[] = {0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0};
    struct choice sixteen = parse("T16"), four = parse("T4");
    cr_assert_eq(space.layer_count, 3);
    cr_assert_eq(space.choice_count, 4);
    cr_assert_arr_eq(space.allowed, allowed, sizeof allowed);
    cr_assert_eq(space_find(&space, &sixteen), 3);
    cr_assert_eq(space_find(&space, &four), -1);
    cr_assert_eq(space_open(&space, 1), 3);
    space_pin(&space, 1, 2);
    cr_assert_eq(space_open(&space, 1), 1);
    space_free(&space);
    network_free(n);
}

static struct search_space sample(unsigned char *allowed)
{
    memcpy(allowed, (unsigned char[]){1, 1, 1, 0, 1, 1, 0, 1, 0}, 9);
    return (struct search_space){.layer_count = 3, .choice_count = 3, .allowed = allowed};
}

static const double alpha[] = {0.3, -1.2, 2, 700, 0.5, 0.1, 3, -800, 5};

Test(space, softmax_is_a_distribution_over_what_is_allowed)
{
    unsigned char allowed[9];
    struct search_space space = sample(allowed);
    double p[9];
    space_softmax(&space, alpha, 0.5, p);
    for (size_t l = 0; l < 3; l++)
        cr_assert_float_eq(p[3 * l] + p[3 * l + 1] + p[3 * l + 2], 1, 1e-15);
    cr_assert_float_eq(p[0] / p[1], exp((0.3 + 1.2) / 0.5), 1e-9);
    cr_assert(p[3] == 0 && p[6] == 0 && p[8] == 0 && p[7] == 1);
}

/* Central differences of sum c p(alpha): their error is h^2 times third derivatives, which are
 * about temperature^-3, and rounding over h. */
Test(space, softmax_backward_is_its_derivative)
{
    static const double dp[] = {1.5, -2, 0.25, 9, 0.75, -0.5, 1, 2, 3};
    unsigned char allowed[9];
    struct search_space space = sample(allowed);
    for (double temperature = 0.5; temperature < 3; temperature += 0.5) {
        double p[9], gradient[9], h = 1e-5;
        space_softmax(&space, alpha, temperature, p);
        space_softmax_backward(&space, p, dp, temperature, gradient);
        for (size_t i = 0; i < 9; i++) {
            double moved[9], sum = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                memcpy(moved, alpha, sizeof moved);
                moved[i] += sign * h;
                space_softmax(&space, moved, temperature, p);
                for (size_t k = 0; k < 9; k++)
                    sum += sign * dp[k] * p[k];
            }
            cr_assert_float_eq(gradient[i], sum / (2 * h), 1e-9, "%zu: %g, not %g", i, gradient[i],
                               sum / (2 * h));
        }
    }
}

Test(space, argmax_takes_the_first_of_the_largest_allowed)
{
    unsigned char allowed[9];
    struct search_space space = sample(allowed);
    const double p[] = {0.2, 0.4, 0.4, 0.9, 0.05, 0.05, 1, 0, 0};
    size_t choice[3];
    space_argmax(&space, p, choice);
    cr_assert(choice[0] == 1 && choice[1] == 1 && choice[2] == 1);
    double assigned[9];
    space_assign(&space, choice, assigned);
    cr_assert_arr_eq(assigned, ((double[]){0, 1, 0, 0, 1, 0, 0, 1, 0}), sizeof assigned);
}

Test(space, entropy_is_one_for_equal_and_zero_for_decided)
{
    unsigned char allowed[9];
    struct search_space space = sample(allowed);
    double p[9];
    space_uniform(&space, p);
    cr_assert_float_eq(p[1], 1.0 / 3, 1e-15);
    cr_assert(p[3] == 0 && p[4] == 0.5 && p[7] == 1);
    cr_assert_float_eq(space_entropy(&space, p, 0), 1, 1e-15);
    cr_assert_float_eq(space_entropy(&space, p, 1), 1, 1e-15);
    cr_assert_eq(space_entropy(&space, p, 2), 0);
    const double decided[] = {0, 1, 0, 0, 0.25, 0.75, 0, 1, 0};
    cr_assert_eq(space_entropy(&space, decided, 0), 0);
    cr_assert_float_eq(space_entropy(&space, decided, 1), -(0.25 * log2(0.25) + 0.75 * log2(0.75)),
                       1e-15);
}

Test(space, too_many_choices_are_refused)
{
    struct network *n = network();
    struct choice choices[SPACE_CHOICES_MAX];
    struct search_space space;
    for (int j = 0; j < SPACE_CHOICES_MAX; j++) {
        choices[j] = parse("BC8");
        snprintf(choices[j].mode, sizeof choices[j].mode, "mode%d", j);
    }
    cr_assert_eq(space_create(&space, n, choices, SPACE_CHOICES_MAX - 2), 0);
    cr_assert_eq(space.choice_count, SPACE_CHOICES_MAX);
    space_free(&space);
    cr_assert_eq(space_create(&space, n, choices, SPACE_CHOICES_MAX - 1), -1);
    space_free(&space);
    network_free(n);
}
