#include "supernet_compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Sums of squares, of the difference and of what is expected. */
struct norms {
    double difference, expected;
};

static void add(struct norms *norms, double actual, double expected)
{
    norms->difference += (actual - expected) * (actual - expected);
    norms->expected += expected * expected;
}

static double relative(const struct norms *norms)
{
    return norms->difference == 0 ? 0 : sqrt(norms->difference / norms->expected);
}

static double compare_output(const struct supernet_case *c, const struct engine *engine,
                             const struct supernet_result *plain)
{
    struct norms norms = {0};
    const real *output = engine_output(engine);
    for (size_t i = 0; i < c->batch.count * (size_t)c->network->classes; i++)
        add(&norms, (double)output[i], plain->output[i]);
    return relative(&norms);
}

/* Root of the mean square of a layer's weights; 1 of what is no weight. */
static double unit(const struct model *model, const struct slice *slice)
{
    double square = 0;
    if (slice->kind != SLICE_WEIGHT)
        return 1;
    for (size_t k = slice->first; k < slice->first + slice->count; k++)
        square += (double)model->parameter[k] * (double)model->parameter[k];
    return sqrt(square / (double)slice->count);
}

static void compare_gradient(struct supernet_difference *out, const struct model *model,
                             const real *gradient, const struct supernet_result *plain)
{
    struct norms norms[SLICE_KINDS] = {0};
    double whole = 0;
    for (size_t i = 0; i < model->slice_count; i++) {
        const struct slice *slice = &model->slice[i];
        double scale = unit(model, slice);
        for (size_t k = slice->first; k < slice->first + slice->count; k++)
            add(&norms[slice->kind], scale * (double)gradient[k], scale * plain->gradient[k]);
    }
    for (int kind = 0; kind < SLICE_KINDS; kind++)
        whole += norms[kind].expected;
    for (int kind = 0; kind < SLICE_KINDS; kind++) {
        norms[kind].expected = fmax(norms[kind].expected, 1e-2 * whole);
        out->gradient[kind] = relative(&norms[kind]);
    }
}

static double compare_dp(const struct supernet_case *c, const double *dp,
                         const struct supernet_result *plain)
{
    size_t count = c->space.layer_count * c->space.choice_count;
    double worst = 0, largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, plain->dp_size[i]);
    for (size_t i = 0; i < count; i++) {
        double difference = fabs(dp[i] - plain->dp[i]);
        if (difference > 0) /* where p is 0 both are */
            worst = fmax(worst, difference / fmax(plain->dp_size[i], 0.1 * largest));
    }
    return worst;
}

/* Running variances are of a sample, as PyTorch's. */
static double unbiased(const struct layer_shape *shape, size_t images, double variance)
{
    double n = (double)images * shape->size[DIM_P] * shape->size[DIM_Q];
    return variance * n / (n - 1);
}

static double compare_statistics(const struct model *model, size_t images,
                                 const struct supernet_result *plain)
{
    double worst = 0;
    for (size_t l = 0; l < plain->layer_count; l++) {
        struct norms mean = {0}, variance = {0};
        for (int m = 0; m < model->layer[l].shape.size[DIM_M]; m++) {
            add(&mean, model->layer[l].mean[m], plain->mean[l][m]);
            add(&variance, model->layer[l].variance[m],
                unbiased(&model->layer[l].shape, images, plain->variance[l][m]));
            mean.expected += plain->variance[l][m]; /* a mean may be near 0 */
        }
        worst = fmax(worst, fmax(relative(&mean), relative(&variance)));
    }
    return worst;
}

static void compare_backward(struct supernet_difference *out, struct supernet_case *c,
                             struct engine *engine, const struct supernet_result *plain)
{
    real *gradient = calloc(c->model->parameter_count, sizeof *gradient);
    double *dp = calloc(c->space.layer_count * c->space.choice_count, sizeof *dp);
    if (!gradient || !dp)
        abort();
    engine_backward(engine, c->p, gradient, dp);
    compare_gradient(out, c->model, gradient, plain);
    out->dp = compare_dp(c, dp, plain);
    free(gradient);
    free(dp);
}

void supernet_compare(struct supernet_difference *out, struct supernet_case *c,
                      struct engine *engine, const struct supernet_options *options,
                      const struct supernet_result *plain)
{
    struct engine_loss loss;
    *out = (struct supernet_difference){0};
    c->model->smooth = options->smooth;
    engine_forward(engine, &c->batch, c->p, options->phase, 1);
    engine_loss(engine, &c->batch, options->smoothing, &loss);
    out->output = compare_output(c, engine, plain);
    out->loss = fabs(loss.sum / (double)loss.count / plain->loss - 1);
    out->correct = loss.correct > plain->correct ? loss.correct - plain->correct
                                                 : plain->correct - loss.correct;
    if (options->phase == ENGINE_TRAIN)
        out->statistics = compare_statistics(c->model, c->batch.count, plain);
    if (plain->gradient)
        compare_backward(out, c, engine, plain);
}

double supernet_worst(const struct supernet_difference *difference)
{
    double worst = fmax(fmax(difference->output, difference->loss),
                        fmax(difference->dp, difference->statistics));
    for (int kind = 0; kind < SLICE_KINDS; kind++)
        worst = fmax(worst, difference->gradient[kind]);
    return worst;
}

void supernet_difference_text(const struct supernet_difference *difference,
                              char out[SUPERNET_TEXT_MAX])
{
    const double *gradient = difference->gradient;
    snprintf(out, SUPERNET_TEXT_MAX,
             "output %.2g loss %.2g correct %zu p %.2g statistics %.2g weight %.2g gamma %.2g "
             "beta %.2g weight step %.2g input step %.2g",
             difference->output, difference->loss, difference->correct, difference->dp,
             difference->statistics, gradient[SLICE_WEIGHT], gradient[SLICE_GAMMA],
             gradient[SLICE_BETA], gradient[SLICE_WEIGHT_STEP], gradient[SLICE_INPUT_STEP]);
}
