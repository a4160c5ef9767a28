#include <float.h>
#include <omp.h>
#include <stdlib.h>

#include "optimiser_sequences.h"
#include "workloads/random_stream.h"

/* A handful of roundings of numbers near 1. */
Test(optimiser, steps_are_those_of_the_formulas)
{
    check_sequences(8 * (double)FLT_EPSILON);
}

static real *random_vector(size_t count, uint64_t seed)
{
    struct random_stream stream = {seed};
    real *out = malloc(count * sizeof *out);
    cr_assert_not_null(out);
    for (size_t i = 0; i < count; i++)
        out[i] = (real)(random_uniform(&stream) - 0.5);
    return out;
}

enum { COUNT = 100003 }; /* no multiple of a block */

/* Three clipped steps of a long vector; the last norm goes to *norm. */
static real *train(enum optimiser_kind kind, int threads, double *norm)
{
    const struct optimiser_options options = {kind, 1e-3, 0, {0.9, 0.999}, 1e-8, 0.9, 1, 0.01};
    const struct slice slice = {SLICE_WEIGHT, 0, 0, 0, COUNT};
    struct optimiser *optimiser;
    real *parameter = random_vector(COUNT, 1), *gradient = random_vector(COUNT, 2);
    cr_assert(optimiser_create(&optimiser, &options, &slice, 1, COUNT) == 0);
    omp_set_num_threads(threads);
    for (int t = 0; t < 3; t++) {
        *norm = optimiser_clip(optimiser, gradient, 20 - 5 * t);
        optimiser_step(optimiser, parameter, gradient, 0.01);
    }
    optimiser_free(optimiser);
    free(gradient);
    return parameter;
}

Test(optimiser, threads_do_not_change_a_bit)
{
    for (int kind = 0; kind < OPTIMISER_KINDS; kind++) {
        double norm, norm_one;
        real *one = train((enum optimiser_kind)kind, 1, &norm_one);
        for (int threads = 2; threads <= 4; threads++) {
            real *many = train((enum optimiser_kind)kind, threads, &norm);
            cr_assert(norm == norm_one && memcmp(one, many, COUNT * sizeof *one) == 0);
            free(many);
        }
        free(one);
    }
}

static struct optimiser *plain(size_t count)
{
    const struct optimiser_options options = {OPTIMISER_ADAM, 0, 0, {0.9, 0.999}, 1e-8, 0, 0, 1};
    struct optimiser *optimiser;
    cr_assert(optimiser_create(&optimiser, &options, NULL, 0, count) == 0);
    return optimiser;
}

Test(optimiser, norm_and_clipping)
{
    struct optimiser *optimiser = plain(3);
    real gradient[3] = {3, 0, -4};
    cr_assert(optimiser_norm(optimiser, gradient) == 5);
    cr_assert(optimiser_clip(optimiser, gradient, 6) == 5 && gradient[0] == 3);
    cr_assert(optimiser_clip(optimiser, gradient, 1) == 5);
    cr_assert(fabs((double)gradient[0] - 0.6) < 1e-6 && fabs((double)gradient[2] + 0.8) < 1e-6);
    gradient[1] = NAN;
    cr_assert(isnan(optimiser_norm(optimiser, gradient)));
    gradient[1] = INFINITY;
    cr_assert(isinf(optimiser_norm(optimiser, gradient)));
    optimiser_free(optimiser);
}

/* The sum over many blocks, with an odd number of them, against one in long double. */
Test(optimiser, norm_of_many_blocks)
{
    for (size_t count = COUNT - 9000; count <= COUNT; count += 4500) {
        struct optimiser *optimiser = plain(count);
        real *gradient = random_vector(count, 3);
        long double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += (long double)gradient[i] * (long double)gradient[i];
        double norm = sqrt((double)sum);
        cr_assert(fabs(optimiser_norm(optimiser, gradient) - norm) < 1e-12 * norm);
        optimiser_free(optimiser);
        free(gradient);
    }
}

Test(optimiser, parameters_of_no_slice_stay)
{
    struct optimiser *optimiser = plain(2);
    real parameter[2] = {1, 2};
    const real gradient[2] = {1, 1};
    optimiser_step(optimiser, parameter, gradient, 0.1);
    cr_assert(parameter[0] == 1 && parameter[1] == 2);
    optimiser_free(optimiser);
}

/* Items of a checkpoint are all that it remembers. */
Test(optimiser, goes_on_from_its_items)
{
    for (size_t s = 0; s < sizeof sequences / sizeof *sequences; s++) {
        struct optimiser *a, *b;
        struct archive_item from[OPTIMISER_ITEMS_MAX], to[OPTIMISER_ITEMS_MAX];
        real left[2] = {1, 2}, right[2];
        const real gradient[2] = {(real)0.3, (real)-0.7};
        const struct optimiser_options *options = &sequences[s].options;
        cr_assert(optimiser_create(&a, options, sequence_slices, 2, 2) == 0);
        cr_assert(optimiser_create(&b, options, sequence_slices, 2, 2) == 0);
        optimiser_step(a, left, gradient, 0.1);
        size_t count = optimiser_items(a, from);
        cr_assert(count == optimiser_items(b, to));
        cr_assert(count == (options->kind == OPTIMISER_ADAM ? 3 : 2));
        for (size_t i = 0; i < count; i++) {
            cr_assert_str_eq(from[i].name, to[i].name);
            memcpy(to[i].data, from[i].data, from[i].bytes);
        }
        memcpy(right, left, sizeof left);
        optimiser_step(a, left, gradient, 0.1);
        optimiser_step(b, right, gradient, 0.1);
        cr_assert(memcmp(left, right, sizeof left) == 0);
        optimiser_reset(b);
        cr_assert(b->step == 0 && b->moment[0][0] == 0);
        optimiser_free(a);
        optimiser_free(b);
    }
}
