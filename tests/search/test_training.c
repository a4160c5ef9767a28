/* The operators' training: the list is the registry's, and integers are the weights trained with.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "oracle/random.h"
#include "search/operator_training.h"
#include "workloads/weights.h"

Test(training, every_operator_has_its_training)
{
    size_t count = 0;
    for (; operator_registry[count]; count++) {
        const struct training_operator *training = training_find(operator_registry[count]);
        cr_assert(ne(ptr, (void *)training, NULL), "%s", operator_registry[count]->name);
        cr_expect(eq(ptr, (void *)training, (void *)training_registry[count]));
        cr_expect(eq(str, (char *)training->name, (char *)operator_registry[count]->name));
    }
    cr_assert(gt(sz, count, 0));
}

Test(training, every_training_is_of_an_operator)
{
    for (size_t i = 0; training_registry[i]; i++) {
        const char *name = training_registry[i]->name;
        cr_assert(ne(ptr, (void *)operator_find(name, strlen(name)), NULL), "%s", name);
        cr_assert(training_registry[i]->mix && training_registry[i]->gradient &&
                  training_registry[i]->integers);
    }
}

enum { ROWS_MAX = 20, COLUMNS_MAX = 7, COUNT_MAX = ROWS_MAX * COLUMNS_MAX };

/* Masters, the last column all zeros, and their integers. */
struct subject {
    struct master master;
    real weight[COUNT_MAX], largest[COLUMNS_MAX], mean[COLUMNS_MAX], step[COLUMNS_MAX];
    int8_t integer[COUNT_MAX];
    real unit[COLUMNS_MAX];
};

static void measure(struct subject *s)
{
    struct master *a = &s->master;
    for (size_t m = 0; m < a->columns; m++) {
        double largest = 0, sum = 0;
        for (size_t r = 0; r < a->rows; r++) {
            double w = fabs((double)s->weight[r * a->columns + m]);
            largest = fmax(largest, w);
            sum += w;
        }
        s->largest[m] = (real)largest;
        s->mean[m] = (real)(sum / (double)a->rows);
    }
}

static void draw(struct subject *s, unsigned seed, int bits)
{
    struct oracle_random random = {seed};
    size_t rows = 1 + (size_t)oracle_random_below(&random, ROWS_MAX);
    size_t columns = 1 + (size_t)oracle_random_below(&random, COLUMNS_MAX);
    s->master = (struct master){.rows = rows,
                                .columns = columns,
                                .weight = s->weight,
                                .largest = s->largest,
                                .mean = s->mean,
                                .step = bits < 8 ? s->step : NULL,
                                .input_step = (real)(0.01 + 0.5 * oracle_random_unit(&random)),
                                .rho = 0.05 + oracle_random_unit(&random),
                                .bits = bits};
    for (size_t i = 0; i < rows * columns; i++)
        s->weight[i] = i % columns == columns - 1 ? 0 : (real)(2 * oracle_random_unit(&random) - 1);
    for (size_t m = 0; m < columns; m++)
        s->step[m] = (real)(0.02 + 0.6 * oracle_random_unit(&random));
    measure(s);
}

/* Mixed weights of p = 1. */
struct mixture {
    real main[COUNT_MAX], sign[COUNT_MAX];
};

/* One input x, an integer, and one weight: the real term against its integers'. The operator's
 * term is what the hardware adds up; x is worth input_step, and the sum `unit`. */
static void check_term(const struct subject *s, const struct mixture *mixture,
                       const struct operator_def *op, size_t i, int x)
{
    double step = (double)s->master.input_step, unit = (double)s->unit[i % s->master.columns];
    double real_term =
        x * step * (double)mixture->main[i] + ((x > 0) - (x < 0)) * (double)mixture->sign[i];
    double term =
        unit * op->term(x, weight_value(s->integer[i]), weight_is_negative(s->integer[i]));
    cr_assert_float_eq(real_term, term, 1e-6 * (fabs(real_term) + fabs(term) + unit),
                       "%s%d, weight %g, x %d: %g, not %g", op->name, s->master.bits,
                       (double)s->weight[i], x, real_term, term);
}

static void check_range(const struct subject *s, const struct operator_def *op, size_t i)
{
    int limit = op->operand_is_binary ? 1 : (1 << (s->master.bits - 1)) - 1;
    int value = weight_value(s->integer[i]);
    cr_assert(value >= -limit && value <= limit, "%s%d: %d", op->name, s->master.bits, value);
    cr_assert(op->operand_is_binary ? value != 0 : 1);
    cr_assert(op->zero_has_sign || s->integer[i] != WEIGHT_MINUS_ZERO);
}

static void check_operator(const struct training_operator *training, unsigned seed, int bits)
{
    const struct operator_def *op = operator_find(training->name, strlen(training->name));
    struct mixture mixture = {{0}, {0}};
    struct subject s;
    draw(&s, seed, bits);
    training->mix(&s.master, 1, mixture.main, training->has_sign ? mixture.sign : NULL);
    training->integers(&s.master, s.integer, s.unit);
    for (size_t i = 0; i < s.master.rows * s.master.columns; i++) {
        check_range(&s, op, i);
        for (int x = -(1 << (bits - 1)); x < 1 << bits; x++)
            check_term(&s, &mixture, op, i, x);
    }
}

Test(training, integers_are_the_weights_of_the_mixture)
{
    static const int bits[] = {8, 4, 2};
    for (size_t o = 0; training_registry[o]; o++)
        for (size_t k = 0; k < 3; k++)
            for (unsigned seed = 1; seed <= 20; seed++)
                check_operator(training_registry[o], seed, bits[k]);
}

/* mix adds, and is linear in p. */
Test(training, mix_adds_its_share)
{
    for (size_t o = 0; training_registry[o]; o++) {
        struct mixture one = {{0}, {0}}, two = {{0}, {0}};
        struct subject s;
        draw(&s, 3, 4);
        training_registry[o]->mix(&s.master, 1, one.main, one.sign);
        training_registry[o]->mix(&s.master, (real)0.25, two.main, two.sign);
        training_registry[o]->mix(&s.master, (real)0.5, two.main, two.sign);
        for (size_t i = 0; i < s.master.rows * s.master.columns; i++) {
            cr_assert_float_eq(two.main[i], 0.75 * (double)one.main[i], 1e-6);
            cr_assert_float_eq(two.sign[i], 0.75 * (double)one.sign[i], 1e-6);
        }
    }
}

/* dp is the product of the gradients with the weights that mix adds for p = 1. */
Test(training, gradient_of_p_is_what_p_multiplies)
{
    static const int bits[] = {8, 4, 2};
    for (size_t o = 0; training_registry[o]; o++)
        for (unsigned seed = 1; seed <= 60; seed++) {
            struct mixture one = {{0}, {0}}, d;
            real dweight[COUNT_MAX] = {0}, dstep[COLUMNS_MAX] = {0};
            struct oracle_random random = {seed};
            struct subject s;
            double want = 0, size = 0;
            draw(&s, seed, bits[seed % 3]);
            training_registry[o]->mix(&s.master, 1, one.main, one.sign);
            for (size_t i = 0; i < s.master.rows * s.master.columns; i++) {
                d.main[i] = (real)(2 * oracle_random_unit(&random) - 1);
                d.sign[i] = (real)(2 * oracle_random_unit(&random) - 1);
                want += (double)d.main[i] * (double)one.main[i];
                want += (double)d.sign[i] * (double)one.sign[i];
                size += fabs((double)one.main[i]) + fabs((double)one.sign[i]);
            }
            double dp = training_registry[o]->gradient(&s.master, 1, d.main, d.sign, dweight,
                                                       s.master.step ? dstep : NULL);
            cr_assert_float_eq(dp, want, 1e-6 * size + 1e-30, "%s seed %u",
                               training_registry[o]->name, seed);
        }
}
