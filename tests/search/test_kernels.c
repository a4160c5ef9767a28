/* The kernels beside the products, against direct loops. */
#include "kernel_view.h"

enum { CASES = 60 };

static struct kernel_view draw_view(struct oracle_random *random)
{
    int images = 1 + oracle_random_below(random, 37),
        channels = 1 + oracle_random_below(random, 140);
    int rows = 1 + oracle_random_below(random, 9), columns = 1 + oracle_random_below(random, 9);
    struct kernel_view k = kernel_view_create(random, images, rows, columns, channels);
    kernel_view_fill(&k, random, 2, 16);
    kernel_view_normalise(&k, random);
    k.view.relu = oracle_random_below(random, 2);
    return k;
}

/* Calls body for every element: i the position of all, c the channel. */
#define EACH(view_, i, c)                                                                          \
    for (size_t i = 0; i < kernel_view_positions(view_); i++)                                      \
        for (int c = 0; c < (view_)->channels; c++)

static real *element(const struct kernel_view *v, size_t i, int c)
{
    return v->view.value + i * (size_t)v->view.stride + c;
}

static double x_of(const struct kernel_view *v, size_t i, int c)
{
    double x = (double)v->scale[c] * (double)*element(v, i, c) + (double)v->shift[c];
    return v->view.relu && x < 0 ? 0 : x;
}

Test(kernels, input_is_bytes_in_another_order)
{
    for (unsigned n = 1; n <= CASES; n++) {
        struct oracle_random random = {n};
        struct kernel_view out = draw_view(&random), want = kernel_view_like(&out);
        struct kernel_context *k = kernel_context_create();
        size_t plane = (size_t)out.view.rows * (size_t)out.view.columns;
        size_t channels = (size_t)out.view.channels;
        int zero = oracle_random_below(&random, 2) ? 128 : 0;
        uint8_t *pixel = malloc(kernel_view_positions(&out.view) * channels);
        cr_assert_not_null(pixel);
        for (size_t i = 0; i < kernel_view_positions(&out.view) * channels; i++)
            pixel[i] = (uint8_t)oracle_random_below(&random, 256);
        EACH(&want.view, i, c)
        {
            size_t at = (i / plane * channels + (size_t)c) * plane + i % plane;
            *element(&want, i, c) = (real)(pixel[at] - zero) / 128;
        }
        kernels_cpu.input(k, pixel, zero, (real)1 / 128, &out.view);
        cr_assert_eq(kernel_view_differences(&out, &want), 0, "case %u", n);
        kernels_cpu.free(k);
        free(pixel);
        kernel_view_free(&out);
        kernel_view_free(&want);
    }
}

/* Sums of some hundred positions in float. */
Test(kernels, sums_of_a_normalisation)
{
    for (unsigned n = 1; n <= CASES; n++) {
        struct oracle_random random = {n};
        struct kernel_view z = draw_view(&random), dx = kernel_view_like(&z);
        struct kernel_context *k = kernel_context_for(&z.view);
        size_t channels = (size_t)z.view.channels;
        real *mean = malloc(channels * sizeof *mean);
        double *sum = malloc(4 * channels * sizeof *sum), *want = sum + 2 * channels;
        cr_assert(mean && sum);
        memset(want, 0, 2 * channels * sizeof *want);
        kernel_view_fill(&dx, &random, 2, 4);
        for (size_t c = 0; c < channels; c++)
            mean[c] = grid(&random, 1, 4);
        EACH(&z.view, i, c)
        {
            double dy = !z.view.relu || x_of(&z, i, c) > 0 ? (double)*element(&dx, i, c) : 0;
            want[c] += dy;
            want[channels + (size_t)c] += dy * (double)(*element(&z, i, c) - mean[c]);
        }
        kernels_cpu.normalise_sums(k, &z.view, &dx.view, mean, sum, sum + channels);
        for (size_t c = 0; c < 2 * channels; c++)
            cr_assert_eq(sum[c], want[c], "case %u: %g, not %g", n, sum[c], want[c]);
        kernels_cpu.free(k);
        free(mean);
        free(sum);
        kernel_view_free(&z);
        kernel_view_free(&dx);
    }
}

Test(kernels, gradient_through_a_normalisation)
{
    for (unsigned n = 1; n <= CASES; n++) {
        struct oracle_random random = {n};
        struct kernel_view z = draw_view(&random), dx = kernel_view_like(&z);
        kernel_view_fill(&dx, &random, 2, 4);
        struct kernel_view want = kernel_view_like(&dx);
        struct kernel_context *k = kernel_context_for(&z.view);
        size_t channels = (size_t)z.view.channels;
        real *f = malloc(4 * channels * sizeof *f); /* a, b, c, mean */
        cr_assert_not_null(f);
        for (size_t c = 0; c < 4 * channels; c++)
            f[c] = grid(&random, 2, 4);
        EACH(&z.view, i, c)
        {
            real *d = element(&want, i, c), dy = !z.view.relu || x_of(&z, i, c) > 0 ? *d : 0;
            size_t m = (size_t)c;
            *d = f[m] * dy + f[channels + m] +
                 f[2 * channels + m] * (*element(&z, i, c) - f[3 * channels + m]);
        }
        kernels_cpu.normalise_apply(k, &z.view, &dx.view, f + 3 * channels, f, f + channels,
                                    f + 2 * channels);
        cr_assert_eq(kernel_view_differences(&dx, &want), 0, "case %u", n);
        kernels_cpu.free(k);
        free(f);
        kernel_view_free(&z);
        kernel_view_free(&dx);
        kernel_view_free(&want);
    }
}

/* A permutation, as a shuffle has, or NULL. */
static int *draw_order(struct oracle_random *random, int channels)
{
    if (oracle_random_below(random, 2))
        return NULL;
    int *to = malloc((size_t)channels * sizeof *to);
    cr_assert_not_null(to);
    for (int c = 0; c < channels; c++)
        to[c] = c;
    for (int c = channels - 1; c > 0; c--) {
        int other = oracle_random_below(random, c + 1), kept = to[c];
        to[c] = to[other];
        to[other] = kept;
    }
    return to;
}

/* x as q stores it, written out. */
static double stored(const struct quantiser *q, double x)
{
    double level = round(x / (double)q->step);
    return (double)q->step * fmin(fmax(level, q->min), q->max);
}

/* What of a gradient comes through q, and what q's step gets of it. */
static double passed(const struct quantiser *q, double x, double dy, double *dstep)
{
    double level = x / (double)q->step;
    double limit = level > q->max ? q->max : level < q->min ? q->min : 0;
    *dstep += limit * dy;
    return limit == 0 ? dy : 0;
}

static void check_copy(unsigned n, int backward)
{
    struct oracle_random random = {n};
    struct kernel_view x = draw_view(&random);
    struct kernel_view y =
        kernel_view_create(&random, x.view.images, x.view.rows, x.view.columns, x.view.channels);
    int *to = draw_order(&random, x.view.channels), add = oracle_random_below(&random, 2);
    const struct quantiser through = {.step = (real)0.25, .min = -3, .max = 4};
    const struct quantiser *q = oracle_random_below(&random, 2) ? &through : NULL;
    double dstep = 0, want_dstep = 0;
    kernel_view_fill(&y, &random, 2, 4);
    struct kernel_view want = kernel_view_like(backward ? &x : &y), dx = kernel_view_like(&x);
    struct kernel_context *k = kernel_context_for(&x.view);
    EACH(&x.view, i, c)
    {
        int at = to ? to[c] : c;
        real *out = element(&want, i, backward ? c : at);
        double value = (double)x_of(&x, i, c), dy = (double)*element(&y, i, at);
        real in = (real)(backward ? (q ? passed(q, value, dy, &want_dstep) : dy)
                                  : (q ? stored(q, value) : value));
        *out = add ? *out + in : in;
    }
    if (backward)
        kernels_cpu.copy_backward(k, &y.view, to, &x.view, q, &dx.view, add, &dstep);
    else
        kernels_cpu.copy(k, &x.view, q, &y.view, to, add);
    cr_assert_eq(kernel_view_differences(backward ? &dx : &y, &want), 0, "case %u", n);
    cr_assert_float_eq(dstep, want_dstep, 1e-3 * (1 + fabs(want_dstep)), "case %u", n);
    kernel_view_free(&dx);
    kernels_cpu.free(k);
    free(to);
    kernel_view_free(&x);
    kernel_view_free(&y);
    kernel_view_free(&want);
}

Test(kernels, copies)
{
    for (unsigned n = 1; n <= CASES; n++)
        check_copy(n, 0);
}

Test(kernels, copies_backward)
{
    for (unsigned n = 1; n <= CASES; n++)
        check_copy(n, 1);
}

/* The grid has x = 0, where the gradient stops. */
Test(kernels, gate)
{
    for (unsigned n = 1; n <= CASES; n++) {
        struct oracle_random random = {n};
        struct kernel_view x = draw_view(&random);
        x.view.relu = 1;
        struct kernel_view dx = kernel_view_like(&x);
        kernel_view_fill(&dx, &random, 2, 4);
        struct kernel_view want = kernel_view_like(&dx);
        struct kernel_context *k = kernel_context_create();
        EACH(&x.view, i, c)
        {
            *element(&want, i, c) = x_of(&x, i, c) > 0 ? *element(&dx, i, c) : 0;
        }
        kernels_cpu.gate(k, &x.view, &dx.view);
        cr_assert_eq(kernel_view_differences(&dx, &want), 0, "case %u", n);
        kernels_cpu.free(k);
        kernel_view_free(&x);
        kernel_view_free(&dx);
        kernel_view_free(&want);
    }
}
