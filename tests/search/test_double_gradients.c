/* The engine's gradients against finite differences of its whole loss: quantisers do not round,
 * scales of the weights are held, and so the gradient is the loss's derivative. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "oracle/search/supernet.h"
#include "oracle/search/supernet_case.h"

#define IMAGES_MAX 18 /* a block and a part */
#define STEP 1e-6
/* Nothing may change its piece within a step; values move up to some 100 times as far. */
#define MARGIN 1e-4
/* A channel that hardly varies makes large errors of small ones. */
#define CONDITION 100
/* A difference of losses of about 1 is known to 1e-16, its slope to 1e-10; curvature is less. */
#define TOLERANCE 1e-6

struct subject {
    struct supernet_case c;
    struct engine *engine;
    real *gradient;
    double *dp, *alpha;
};

static double loss(struct subject *s, const double *p)
{
    struct engine_loss sum;
    engine_forward(s->engine, &s->c.batch, p, ENGINE_TRAIN, 0);
    engine_loss(s->engine, &s->c.batch, 0.1, &sum);
    return sum.sum / (double)sum.count;
}

static void scale_weights(struct model *model, double by)
{
    for (size_t i = 0; i < model->slice_count; i++)
        for (size_t k = 0; model->slice[i].kind == SLICE_WEIGHT && k < model->slice[i].count; k++)
            model->parameter[model->slice[i].first + k] *= by;
}

/* 1 if the case is not near where its loss has no derivative, scales of weights `by` as large. */
static int is_smooth(const struct supernet_case *c, double by)
{
    real *constants = malloc(c->model->parameter_count * sizeof *constants);
    cr_assert(ne(ptr, constants, NULL));
    for (size_t i = 0; i < c->model->parameter_count; i++)
        constants[i] = c->model->parameter[i];
    for (size_t i = 0; i < c->model->slice_count; i++) {
        const struct slice *slice = &c->model->slice[i];
        for (size_t k = 0; slice->kind == SLICE_WEIGHT && k < slice->count; k++)
            constants[slice->first + k] *= by;
    }
    struct supernet_result plain;
    struct supernet_options options = {ENGINE_TRAIN, 0.1, 1, constants};
    supernet_run(&plain, c->model, &c->batch, c->p, &options, 0);
    int found = plain.margin > MARGIN && plain.condition < CONDITION;
    supernet_result_free(&plain);
    free(constants);
    return found;
}

/* p is the softmax of an alpha of its own. */
static void draw_alpha(struct subject *s)
{
    size_t count = s->c.space.layer_count * s->c.space.choice_count;
    s->alpha = calloc(count, sizeof *s->alpha);
    s->dp = calloc(count, sizeof *s->dp);
    s->gradient = calloc(s->c.model->parameter_count, sizeof *s->gradient);
    cr_assert(s->alpha && s->dp && s->gradient);
    supernet_case_draw_p(&s->c, 1, 0);
    for (size_t i = 0; i < count; i++)
        s->alpha[i] = 0.7 * log(s->c.p[i]);
    space_softmax(&s->c.space, s->alpha, 0.7, s->c.p);
}

static void create_engine(struct subject *s)
{
    struct diag_list *diag;
    cr_assert(eq(int, diag_create(&diag), 0));
    cr_assert(
        eq(int, engine_create(&s->engine, s->c.model, IMAGES_MAX, &kernels_cpu, NULL, diag), 0));
    diag_free(diag);
}

/* 0 when the case is not smooth. Scales are held at those of weights 1.3 times as large:
 * no weight is at the end of its range. `rho` 0: as drawn. */
static int create(struct subject *s, unsigned seed, double rho)
{
    const double held = 1.3;
    *s = (struct subject){0};
    supernet_case_draw(&s->c, seed, IMAGES_MAX);
    s->c.model->rho = rho > 0 ? rho : s->c.model->rho;
    s->c.model->smooth = 1;
    draw_alpha(s);
    create_engine(s);
    int is_clear = is_smooth(&s->c, held);
    scale_weights(s->c.model, held);
    loss(s, s->c.p);
    scale_weights(s->c.model, 1 / held);
    s->c.model->hold_scales = 1;
    loss(s, s->c.p);
    engine_backward(s->engine, s->c.p, s->gradient, s->dp);
    return is_clear;
}

static void destroy(struct subject *s)
{
    engine_free(s->engine);
    supernet_case_free(&s->c);
    free(s->gradient);
    free(s->dp);
    free(s->alpha);
}

/* Sums of squares of what is measured less the gradient, and of the gradient. */
struct error {
    double difference, size;
};

static double slope(struct subject *s, size_t parameter)
{
    real *value = &s->c.model->parameter[parameter], kept = *value;
    *value = kept + STEP;
    double above = loss(s, s->c.p);
    *value = kept - STEP;
    double below = loss(s, s->c.p);
    *value = kept;
    return (above - below) / (2 * STEP);
}

static void add(struct error *error, double measured, double gradient)
{
    error->difference += (measured - gradient) * (measured - gradient);
    error->size += gradient * gradient;
}

/* Relative to the gradient; to 1e-2 where it is smaller (it may be 0). */
static double relative(const struct error *error)
{
    return sqrt(error->difference) / fmax(sqrt(error->size), 1e-2);
}

/* Every parameter of the kind, at most 20 of a slice. Returns how many had a gradient. */
static size_t check_kind(struct subject *s, enum slice_kind kind, unsigned seed)
{
    struct error error = {0};
    size_t moved = 0;
    for (size_t i = 0; i < s->c.model->slice_count; i++) {
        const struct slice *slice = &s->c.model->slice[i];
        size_t stride = slice->count / 20 + 1;
        for (size_t k = 0; slice->kind == kind && k < slice->count; k += stride) {
            double gradient = (double)s->gradient[slice->first + k];
            add(&error, slope(s, slice->first + k), gradient);
            moved += gradient != 0;
        }
    }
    cr_expect(le(dbl, relative(&error), TOLERANCE), "seed %u kind %d", seed, (int)kind);
    return moved;
}

/* `least`: so many parameters with a gradient in all. rho 0: as drawn. */
static void check(enum slice_kind kind, unsigned cases, double rho, size_t least)
{
    size_t moved = 0;
    for (unsigned seed = 1; seed <= cases; seed++) {
        struct subject s;
        if (create(&s, seed, rho))
            moved += check_kind(&s, kind, seed);
        destroy(&s);
    }
    cr_assert(ge(sz, moved, least), "%zu of at least %zu", moved, least);
}

Test(double_gradients, weights)
{
    check(SLICE_WEIGHT, 12, 0, 200);
}

Test(double_gradients, gamma)
{
    check(SLICE_GAMMA, 25, 0, 100);
}

Test(double_gradients, beta)
{
    check(SLICE_BETA, 25, 0, 100);
}

/* Without rounding it is what clips that depends on the step. */
Test(double_gradients, steps_of_weights)
{
    check(SLICE_WEIGHT_STEP, 50, 0, 50);
}

/* A small rho, for MF's sign weights clip at a multiple of the input's step, which is a constant
 * to the gradient and not to the loss. */
Test(double_gradients, steps_of_inputs)
{
    check(SLICE_INPUT_STEP, 60, 0.01, 40);
}

static double slope_of(struct subject *s, double *value, int is_alpha)
{
    double kept = *value, both[2];
    for (int side = 0; side < 2; side++) {
        *value = side ? kept - STEP : kept + STEP;
        if (is_alpha)
            space_softmax(&s->c.space, s->alpha, 0.7, s->c.p);
        both[side] = loss(s, s->c.p);
    }
    *value = kept;
    if (is_alpha)
        space_softmax(&s->c.space, s->alpha, 0.7, s->c.p);
    return (both[0] - both[1]) / (2 * STEP);
}

/* Of p itself (is_alpha 0), or through the softmax at a temperature of 0.7. */
static void check_choices(int is_alpha)
{
    int compared = 0;
    for (unsigned seed = 1; seed <= 30; seed++) {
        struct subject s;
        struct error error = {0};
        int is_clear = create(&s, seed, 0);
        size_t count = s.c.space.layer_count * s.c.space.choice_count;
        if (is_alpha)
            space_softmax_backward(&s.c.space, s.c.p, s.dp, 0.7, s.dp);
        for (size_t i = 0; is_clear && i < count; i++)
            add(&error, slope_of(&s, is_alpha ? &s.alpha[i] : &s.c.p[i], is_alpha), s.dp[i]);
        cr_expect(le(dbl, relative(&error), TOLERANCE), "seed %u", seed);
        compared += is_clear && error.size > 0;
        destroy(&s);
    }
    cr_assert(ge(int, compared, 10));
}

Test(double_gradients, p)
{
    check_choices(0);
}

Test(double_gradients, alpha)
{
    check_choices(1);
}
