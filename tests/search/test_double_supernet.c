/* The engine mixes weights and computes once; the plain supernet computes every path. In double
 * both are the same but for rounding, on random networks, choices, parameters and p. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "oracle/search/supernet_compare.h"

#define CASES 150
#define IMAGES_MAX 37 /* two blocks and a part */
#define TOLERANCE 1e-12
/* A decision nearer than this might differ. Averages of bytes lie on halves, so some cases have
 * one. */
#define MARGIN 1e-11
/* A channel that hardly varies makes large errors of small ones. */
#define CONDITION 100

static struct engine *create_engine(struct supernet_case *c)
{
    struct engine *engine;
    struct diag_list *diag;
    cr_assert(eq(int, diag_create(&diag), 0));
    cr_assert(eq(int, engine_create(&engine, c->model, IMAGES_MAX, &kernels_cpu, NULL, diag), 0));
    diag_free(diag);
    return engine;
}

static void expect_equal(const struct supernet_difference *difference, unsigned seed)
{
    char text[SUPERNET_TEXT_MAX];
    supernet_difference_text(difference, text);
    cr_expect(le(dbl, supernet_worst(difference), TOLERANCE), "seed %u: %s", seed, text);
    cr_expect(eq(sz, difference->correct, 0), "seed %u: %s", seed, text);
}

static int is_clear(const struct supernet_result *plain)
{
    return plain->margin > MARGIN && plain->condition < CONDITION;
}

/* 1 if it was compared. */
static int check(struct supernet_case *c, unsigned seed, const struct supernet_options *options)
{
    struct supernet_result plain;
    struct supernet_difference difference;
    supernet_run(&plain, c->model, &c->batch, c->p, options, options->phase == ENGINE_TRAIN);
    int compared = is_clear(&plain);
    if (compared) {
        struct engine *engine = create_engine(c);
        supernet_compare(&difference, c, engine, options, &plain);
        engine_free(engine);
        expect_equal(&difference, seed);
    }
    supernet_result_free(&plain);
    return compared;
}

static void check_all(const struct supernet_options *options)
{
    int compared = 0;
    for (unsigned seed = 1; seed <= CASES; seed++) {
        struct supernet_case c;
        supernet_case_draw(&c, seed, IMAGES_MAX);
        compared += check(&c, seed, options);
        supernet_case_free(&c);
    }
    cr_assert(ge(int, compared, CASES * 2 / 3));
}

Test(double_supernet, a_training_step_is_the_definition)
{
    check_all(&(struct supernet_options){ENGINE_TRAIN, 0.1, 0, NULL});
}

Test(double_supernet, without_rounding_too)
{
    check_all(&(struct supernet_options){ENGINE_TRAIN, 0, 1, NULL});
}

Test(double_supernet, evaluation_is_the_definition)
{
    check_all(&(struct supernet_options){ENGINE_EVALUATE, 0, 0, NULL});
}

/* An engine that has seen another batch and p gives the same. */
Test(double_supernet, an_engine_keeps_nothing_of_the_step_before)
{
    struct supernet_options options = {ENGINE_TRAIN, 0.1, 0, NULL};
    int compared = 0;
    for (unsigned seed = 1; seed <= 20; seed++) {
        struct supernet_case c;
        supernet_case_draw(&c, seed, IMAGES_MAX);
        struct engine *engine = create_engine(&c);
        size_t count = c.batch.count;
        for (int kind = 2; kind >= 0; kind--) {
            struct supernet_result plain;
            struct supernet_difference difference;
            supernet_case_draw_p(&c, seed, kind);
            c.batch.count = kind == 1 ? count - 1 : count;
            supernet_run(&plain, c.model, &c.batch, c.p, &options, 1);
            supernet_compare(&difference, &c, engine, &options, &plain);
            if (is_clear(&plain)) {
                expect_equal(&difference, seed);
                compared++;
            }
            supernet_result_free(&plain);
        }
        engine_free(engine);
        supernet_case_free(&c);
    }
    cr_assert(ge(int, compared, 35));
}

Test(double_supernet, tensors_share_a_step_where_they_are_joined)
{
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct supernet_case c;
        supernet_case_draw(&c, seed, 3);
        cr_expect(eq(int, supernet_groups_agree(c.model), 1), "seed %u", seed);
        supernet_case_free(&c);
    }
}

/* What the cases are made of: every operation, every choice in use, all values of p. */
Test(double_supernet, the_cases_have_everything)
{
    int op[NETWORK_OP_COUNT] = {0}, zeros = 0, clipped = 0, input_signed[2] = {0};
    for (unsigned seed = 1; seed <= CASES; seed++) {
        struct supernet_case c;
        supernet_case_draw(&c, seed, 3);
        for (int i = 0; i < c.network->node_count; i++)
            op[c.network->node[i].op]++;
        for (size_t i = 0; i < c.space.layer_count * c.space.choice_count; i++)
            zeros += c.p[i] == 0;
        input_signed[c.network->input_signed]++;
        struct supernet_result plain;
        supernet_run(&plain, c.model, &c.batch, c.p,
                     &(struct supernet_options){ENGINE_TRAIN, 0, 0, NULL}, 1);
        for (size_t i = 0; i < c.model->slice_count; i++)
            clipped += c.model->slice[i].kind == SLICE_INPUT_STEP &&
                       plain.gradient[c.model->slice[i].first] != 0;
        supernet_result_free(&plain);
        supernet_case_free(&c);
    }
    for (int i = 0; i < NETWORK_OP_COUNT; i++)
        cr_expect(ge(int, op[i], 8), "%s", network_op_name((enum network_op)i));
    cr_expect(ge(int, zeros, 60));
    cr_expect(ge(int, clipped, 60));
    cr_expect(ge(int, input_signed[0], 20));
    cr_expect(ge(int, input_signed[1], 20));
}
