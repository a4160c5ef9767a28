/* The three products of a convolution against direct loops. */
#include "convolution_case.h"

/* Small ones of all kinds; images of which several make a tile; of which a tile is some rows. */
static const struct {
    struct convolution_limits limits;
    int cases;
} sets[] = {
    {{.images = 5, .rows = 9, .channels = 5}, 150},
    {{.images = 37, .rows = 4, .channels = 4}, 40},
    {{.images = 2, .rows = 45, .channels = 24, .is_large = 1}, 12},
    {{.images = 1, .rows = 70, .channels = 24, .is_large = 1, .is_strided = 1}, 8},
    {{.images = 35, .rows = 8, .channels = 20, .is_pointwise = 1}, 30},
    {{.images = 2, .rows = 40, .channels = 70, .is_pointwise = 1, .is_large = 1}, 3},
};

typedef void check(struct convolution_case *c, struct kernel_context *k, unsigned number,
                   struct oracle_random *random);

static void check_all(check *one)
{
    unsigned number = 0;
    for (size_t s = 0; s < sizeof sets / sizeof *sets; s++)
        for (int i = 0; i < sets[s].cases; i++) {
            struct oracle_random random = {++number};
            struct convolution_case c = convolution_case_draw(&random, &sets[s].limits);
            struct kernel_context *k = kernel_context_create();
            cr_assert(kernels_cpu.reserve(k, &c.convolution, (size_t)c.x.view.images) == 0);
            one(&c, k, number, &random);
            kernels_cpu.free(k);
            convolution_case_free(&c);
        }
}

static void add_output(const struct convolution_case *c, const struct term *t, void *context)
{
    double x = part_value(c, &c->convolution.part[t->part], t->n, t->h, t->w, t->channel);
    *output_at(context, t) += (real)(x * (double)c->w[t->weight]);
}

static void clear(struct kernel_view *v)
{
    for (size_t i = 0; i < kernel_view_positions(&v->view); i++)
        for (int c = 0; c < v->view.channels; c++)
            v->view.value[i * (size_t)v->view.stride + (size_t)c] = 0;
}

/* Sums in float over some positions: to some roundings of the sum of magnitudes. */
static void check_moments(const struct kernel_view *z, const double *sum, const double *square,
                          unsigned number)
{
    for (int m = 0; m < z->view.channels; m++) {
        double s = 0, magnitude = 0, q = 0;
        for (size_t i = 0; i < kernel_view_positions(&z->view); i++) {
            double v = (double)z->view.value[i * (size_t)z->view.stride + (size_t)m];
            s += v, magnitude += fabs(v), q += v * v;
        }
        cr_assert_float_eq(sum[m], s, 2e-6 * magnitude + 1e-30, "case %u", number);
        cr_assert_float_eq(square[m], q, 2e-6 * q + 1e-30, "case %u", number);
    }
}

static void check_forward(struct convolution_case *c, struct kernel_context *k, unsigned number,
                          struct oracle_random *random)
{
    struct kernel_view want = kernel_view_like(&c->z);
    size_t outputs = (size_t)c->z.view.channels;
    double *sum = calloc(2 * outputs, sizeof *sum);
    (void)random;
    cr_assert_not_null(sum);
    clear(&want);
    each_term(c, add_output, &want);
    kernels_cpu.convolve(k, &c->convolution, &c->x.view, c->w, &c->z.view, sum, sum + outputs);
    cr_assert_eq(kernel_view_differences(&c->z, &want), 0, "case %u", number);
    check_moments(&want, sum, sum + outputs, number);
    free(sum);
    kernel_view_free(&want);
}

Test(kernels_convolution, forward)
{
    check_all(check_forward);
}

static void add_weight(const struct convolution_case *c, const struct term *t, void *context)
{
    double *dw = context;
    double x = part_value(c, &c->convolution.part[t->part], t->n, t->h, t->w, t->channel);
    dw[t->weight] += x * (double)*output_at(&c->z, t);
}

static void check_weights(struct convolution_case *c, struct kernel_context *k, unsigned number,
                          struct oracle_random *random)
{
    double *want = calloc(c->weights, sizeof *want);
    real *dw = malloc(c->weights * sizeof *dw);
    cr_assert(want && dw);
    kernel_view_fill(&c->z, random, 2, 1);
    each_term(c, add_weight, want);
    kernels_cpu.convolve_weights(k, &c->convolution, &c->x.view, &c->z.view, dw);
    for (size_t i = 0; i < c->weights; i++)
        cr_assert_eq((double)dw[i], want[i], "case %u weight %zu: %g, not %g", number, i,
                     (double)dw[i], want[i]);
    free(want);
    free(dw);
}

Test(kernels_convolution, weights)
{
    check_all(check_weights);
}

struct data {
    struct kernel_view dx;
    double dstep[KERNEL_PARTS_MAX];
};

/* Inside its range a quantiser passes the gradient on; outside it is its step's, times the end. */
static void add_data(const struct convolution_case *c, const struct term *t, void *context)
{
    struct data *data = context;
    const struct part *part = &c->convolution.part[t->part];
    const struct view *x = &c->x.view;
    if (part->is_sign || t->h < 0 || t->h >= x->rows || t->w < 0 || t->w >= x->columns)
        return;
    double d = (double)*output_at(&c->z, t) * (double)c->w[t->weight];
    double u = kernel_view_x(x, t->n, t->h, t->w, t->channel) / (double)part->quantiser.step;
    if (u > part->quantiser.max)
        data->dstep[t->part] += d * part->quantiser.max;
    else if (u < part->quantiser.min)
        data->dstep[t->part] += d * part->quantiser.min;
    else
        kernel_view_at(&data->dx.view, t->n, t->h, t->w)[t->channel] += (real)d;
}

static void check_data(struct convolution_case *c, struct kernel_context *k, unsigned number,
                       struct oracle_random *random)
{
    int add = oracle_random_below(random, 2);
    struct data want = {.dx = kernel_view_like(&c->x)};
    double dstep[KERNEL_PARTS_MAX];
    kernel_view_fill(&c->z, random, 2, 1);
    kernel_view_fill(&want.dx, random, 2, 4);
    struct kernel_view dx = kernel_view_like(&want.dx);
    if (!add)
        clear(&want.dx);
    each_term(c, add_data, &want);
    kernels_cpu.convolve_data(k, &c->convolution, &c->x.view, c->w, &c->z.view, &dx.view, add,
                              dstep);
    cr_assert_eq(kernel_view_differences(&dx, &want.dx), 0, "case %u", number);
    for (int i = 0; i < c->convolution.part_count; i++)
        cr_assert_eq(dstep[i], want.dstep[i], "case %u part %d: %g, not %g", number, i, dstep[i],
                     want.dstep[i]);
    kernel_view_free(&dx);
    kernel_view_free(&want.dx);
}

Test(kernels_convolution, data)
{
    check_all(check_data);
}
