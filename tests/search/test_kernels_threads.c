/* The same bits for any number of threads: values here are of no grid, so that order would show. */
#include <omp.h>

#include "convolution_case.h"

static void randomise(real *value, size_t count, struct oracle_random *random)
{
    for (size_t i = 0; i < count; i++)
        value[i] = (real)(2 * oracle_random_unit(random) - 1);
}

static void randomise_view(struct kernel_view *v, struct oracle_random *random)
{
    randomise(v->buffer, kernel_view_positions(&v->view) * (size_t)v->view.stride, random);
}

static size_t size_of(const struct kernel_view *v)
{
    return kernel_view_positions(&v->view) * (size_t)v->view.stride * sizeof *v->buffer;
}

/* FNV-1a. */
static void digest(uint64_t *sum, const void *value, size_t bytes)
{
    const unsigned char *at = value;
    for (size_t i = 0; i < bytes; i++)
        *sum = (*sum ^ at[i]) * 0x100000001b3;
}

/* All of a layer, forward and backward. */
static void run_layer(struct convolution_case *c, struct kernel_context *k, uint64_t *sum)
{
    size_t m = (size_t)c->z.view.channels;
    double *sums = calloc(4 * m, sizeof *sums), dstep[KERNEL_PARTS_MAX] = {0};
    real *dw = calloc(c->weights, sizeof *dw);
    cr_assert(sums && dw);
    struct kernel_view dz = kernel_view_like(&c->z), dx = kernel_view_like(&c->x);
    kernels_cpu.convolve(k, &c->convolution, &c->x.view, c->w, &c->z.view, sums, sums + m);
    kernels_cpu.normalise_sums(k, &c->z.view, &dz.view, c->z.scale, sums + 2 * m, sums + 3 * m);
    kernels_cpu.normalise_apply(k, &c->z.view, &dz.view, c->z.scale, c->z.scale, c->z.shift,
                                c->z.scale);
    kernels_cpu.convolve_weights(k, &c->convolution, &c->x.view, &dz.view, dw);
    kernels_cpu.convolve_data(k, &c->convolution, &c->x.view, c->w, &dz.view, &dx.view, 1, dstep);
    digest(sum, sums, 4 * m * sizeof *sums);
    digest(sum, dstep, sizeof dstep);
    digest(sum, dw, c->weights * sizeof *dw);
    digest(sum, c->z.buffer, size_of(&c->z));
    digest(sum, dz.buffer, size_of(&dz));
    digest(sum, dx.buffer, size_of(&dx));
    kernel_view_free(&dz);
    kernel_view_free(&dx);
    free(dw);
    free(sums);
}

/* Pool, copy and gate of the layer's output. */
static void run_rest(struct convolution_case *c, struct kernel_context *k, uint64_t *sum)
{
    const struct view *z = &c->z.view;
    struct pool p = {POOL_MAX, {2, 2}, {1, 1}, {1, 1}};
    struct oracle_random random = {5};
    struct kernel_view y =
        kernel_view_create(&random, z->images, z->rows + 1, z->columns + 1, z->channels);
    struct kernel_view dz = kernel_view_like(&c->z);
    double dstep = 0;
    uint8_t *chosen = calloc(kernel_view_positions(&y.view), (size_t)z->channels);
    cr_assert_not_null(chosen);
    kernels_cpu.pool(k, &p, z, NULL, &y.view, chosen);
    kernels_cpu.pool_backward(k, &p, &y.view, chosen, z, NULL, &dz.view, 1, &dstep);
    kernels_cpu.gate(k, z, &dz.view);
    kernels_cpu.copy(k, z, NULL, &dz.view, NULL, 1);
    digest(sum, y.buffer, size_of(&y));
    digest(sum, dz.buffer, size_of(&dz));
    free(chosen);
    kernel_view_free(&y);
    kernel_view_free(&dz);
}

static uint64_t run(unsigned number, int threads)
{
    static const struct convolution_limits limits[] = {
        {.images = 70, .rows = 9, .channels = 9},
        {.images = 70, .rows = 9, .channels = 40, .is_pointwise = 1},
        {.images = 20, .rows = 40, .channels = 6, .is_large = 1}};
    struct oracle_random random = {number};
    struct convolution_case c = convolution_case_draw(&random, &limits[number % 3]);
    uint64_t sum = 0xcbf29ce484222325;
    omp_set_num_threads(threads);
    randomise_view(&c.x, &random);
    randomise_view(&c.z, &random);
    randomise(c.w, c.weights, &random);
    randomise(c.z.scale, (size_t)c.z.view.channels, &random);
    randomise(c.z.shift, (size_t)c.z.view.channels, &random);
    struct kernel_context *k = kernel_context_create();
    cr_assert(kernels_cpu.reserve(k, &c.convolution, (size_t)c.x.view.images) == 0);
    run_layer(&c, k, &sum);
    run_rest(&c, k, &sum);
    kernels_cpu.free(k);
    convolution_case_free(&c);
    return sum;
}

Test(kernels_threads, one_to_four_give_the_same_bits)
{
    for (unsigned number = 1; number <= 30; number++) {
        uint64_t one = run(number, 1);
        for (int threads = 2; threads <= 4; threads++)
            cr_assert_eq(run(number, threads), one, "case %u, %d threads", number, threads);
    }
}
