/* The plain supernet, which the engine is compared with, against finite differences of its own
 * loss: without rounding and with the quantisers' constants held its gradient is the derivative. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/random.h"
#include "oracle/search/supernet.h"
#include "oracle/search/supernet_case.h"

#define CASES 60
#define STEP 1e-6
/* Nothing may change its piece within a step; values move up to some 100 times as far. */
#define MARGIN 1e-4
/* Rounding, 1e-16 / STEP relative to a loss of about 1, over directions' slopes of 1e-2 or more;
 * curvature is below that. */
#define TOLERANCE 1e-6

struct subject {
    struct supernet_case c;
    struct supernet_options options;
    real *constants;
    struct supernet_result plain;
};

/* Constants of weights 1.3 times as large: no weight is at the end of its range. */
static void create(struct subject *s, unsigned seed)
{
    supernet_case_draw(&s->c, seed, 4);
    struct model *model = s->c.model;
    s->constants = malloc(model->parameter_count * sizeof *s->constants);
    cr_assert(ne(ptr, s->constants, NULL));
    memcpy(s->constants, model->parameter, model->parameter_count * sizeof *s->constants);
    for (size_t i = 0; i < model->slice_count; i++)
        for (size_t k = 0; model->slice[i].kind == SLICE_WEIGHT && k < model->slice[i].count; k++)
            s->constants[model->slice[i].first + k] *= 1.3;
    s->options = (struct supernet_options){ENGINE_TRAIN, 0.1, 1, s->constants};
    supernet_run(&s->plain, model, &s->c.batch, s->c.p, &s->options, 1);
}

static void destroy(struct subject *s)
{
    supernet_result_free(&s->plain);
    supernet_case_free(&s->c);
    free(s->constants);
}

static double loss(struct subject *s, const double *p)
{
    struct supernet_result plain;
    supernet_run(&plain, s->c.model, &s->c.batch, p, &s->options, 0);
    double value = plain.loss;
    supernet_result_free(&plain);
    return value;
}

static double direction(uint64_t seed, size_t i)
{
    struct oracle_random random = {seed + i * 977};
    return 2 * oracle_random_unit(&random) - 1;
}

/* Moves the parameters of a kind `by` along a random direction; returns the gradient's slope
 * along it, and in `size` the sum of its terms' magnitudes. */
static double move(struct subject *s, enum slice_kind kind, double by, double *size)
{
    const struct model *model = s->c.model;
    double slope = 0;
    *size = 0;
    for (size_t i = 0; i < model->slice_count; i++) {
        const struct slice *slice = &model->slice[i];
        for (size_t k = slice->first; slice->kind == kind && k < slice->first + slice->count; k++) {
            model->parameter[k] += by * direction(kind, k);
            slope += s->plain.gradient[k] * direction(kind, k);
            *size += fabs(s->plain.gradient[k] * direction(kind, k));
        }
    }
    return slope;
}

static void check_kind(struct subject *s, enum slice_kind kind, unsigned seed)
{
    double size;
    move(s, kind, STEP, &size);
    double above = loss(s, s->c.p);
    move(s, kind, -2 * STEP, &size);
    double below = loss(s, s->c.p), slope = move(s, kind, STEP, &size);
    double measured = (above - below) / (2 * STEP);
    cr_expect(le(dbl, fabs(measured - slope), TOLERANCE * fmax(size, 1e-2)),
              "seed %u kind %d: %.10g, not %.10g", seed, (int)kind, measured, slope);
}

static void check_p(struct subject *s, unsigned seed)
{
    size_t count = s->c.space.layer_count * s->c.space.choice_count;
    double *p = s->c.p;
    for (size_t i = 0; i < count; i++) {
        double kept = p[i];
        if (kept == 0)
            continue;
        p[i] = kept + STEP;
        double above = loss(s, p);
        p[i] = kept - STEP;
        double measured = (above - loss(s, p)) / (2 * STEP);
        p[i] = kept;
        cr_expect(
            le(dbl, fabs(measured - s->plain.dp[i]), TOLERANCE * fmax(s->plain.dp_size[i], 1e-2)),
            "seed %u p %zu: %.10g, not %.10g", seed, i, measured, s->plain.dp[i]);
    }
}

Test(double_plain_supernet, its_gradient_is_the_derivative)
{
    int compared = 0;
    for (unsigned seed = 1; seed <= CASES; seed++) {
        struct subject s;
        create(&s, seed);
        if (s.plain.margin > MARGIN) {
            compared++;
            check_p(&s, seed);
            for (int kind = 0; kind < SLICE_KINDS; kind++)
                check_kind(&s, (enum slice_kind)kind, seed);
        }
        destroy(&s);
    }
    cr_assert(ge(int, compared, CASES / 4));
}
