/* The engine in float against the plain supernet, which computes in double from the same floats.
 *
 * A value within float's error of a half, a range's end, 0 of a ReLU or a window's other largest
 * may be decided the other way, and that moves what follows by far more than rounding does: no
 * error at all, but no comparison either. The plain supernet knows the nearest such value of the
 * whole run. Only cases are compared in which it is some ten times farther away than float's
 * error is; then both decide alike everywhere, and what remains is rounding. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "oracle/search/supernet_compare.h"

#define CASES 400
#define IMAGES_MAX 8
#define MARGIN 3e-5
/* A channel that hardly varies makes large errors of small ones. */
#define CONDITION 5
#define TOLERANCE 1e-5

static struct engine *create_engine(struct supernet_case *c)
{
    struct engine *engine;
    struct diag_list *diag;
    cr_assert(eq(int, diag_create(&diag), 0));
    cr_assert(eq(int, engine_create(&engine, c->model, IMAGES_MAX, &kernels_cpu, NULL, diag), 0));
    diag_free(diag);
    return engine;
}

/* 1 if it was compared. */
static int check(unsigned seed, const struct supernet_options *options)
{
    struct supernet_case c;
    struct supernet_result plain;
    supernet_case_draw(&c, seed, IMAGES_MAX);
    supernet_run(&plain, c.model, &c.batch, c.p, options, options->phase == ENGINE_TRAIN);
    int is_clear = plain.margin > MARGIN && plain.condition < CONDITION;
    if (is_clear) {
        struct supernet_difference difference;
        struct engine *engine = create_engine(&c);
        supernet_compare(&difference, &c, engine, options, &plain);
        engine_free(engine);
        char text[SUPERNET_TEXT_MAX];
        supernet_difference_text(&difference, text);
        cr_expect(le(dbl, supernet_worst(&difference), TOLERANCE), "seed %u: %s", seed, text);
    }
    supernet_result_free(&plain);
    supernet_case_free(&c);
    return is_clear;
}

static void check_all(const struct supernet_options *options)
{
    int compared = 0;
    for (unsigned seed = 1; seed <= CASES; seed++)
        compared += check(seed, options);
    cr_assert(ge(int, compared, CASES / 10));
}

Test(supernet, a_training_step_is_the_definition)
{
    check_all(&(struct supernet_options){ENGINE_TRAIN, 0.1, 0, NULL});
}

Test(supernet, evaluation_is_the_definition)
{
    check_all(&(struct supernet_options){ENGINE_EVALUATE, 0, 0, NULL});
}
