/* A training step against one that PyTorch computed: record/record_step.py, which says how.
 *
 * What is laid out otherwise there: weights are (M, C/G, R, S), here (G, R, S, C/G, M/G); a step of
 * a tensor is called by its name there, here it belongs to the tensor's group. Images, outputs, p
 * and vectors over channels are the same. */
#include <math.h>

#include "record/recorded.h"
#include "search/engine.h"
#include "search/optimiser.h"

#define FOLDER ENOS_SOURCE_DIR "/tests/search/record/"
#define TOLERANCE 1e-5

enum { IMAGES = 8 };

struct subject {
    struct recorded *recorded;
    struct network *network;
    struct search_space space;
    struct model *model;
    struct engine *engine;
    struct batch batch;
    uint8_t *pixel;
    int label[IMAGES];
    const double *p;
    real *gradient;
    double *dp;
};

static const char *layer_name(const struct subject *s, int layer)
{
    return s->network->node[s->network->layer[layer]].name;
}

/* Name of a tensor of the group at whose boundary a step belongs: the one that layers read. */
static const char *group_name(const struct subject *s, int group)
{
    for (int l = 0; l < s->model->layer_count; l++)
        if (s->model->layer[l].input_group == group)
            return s->network->node[s->network->node[s->network->layer[l]].input[0]].name;
    return NULL; /* the network's output: no layer reads it, nothing is recorded */
}

static int group_of_step(const struct model *model, const struct slice *slice)
{
    for (int g = 0; g < model->group_count; g++)
        if (model->group_step[g][model_precision(slice->bits)] == slice->first)
            return g;
    return -1;
}

/* Name of a slice's parameter in the recording; 0 if it has none. */
static int slice_name(const struct subject *s, const struct slice *slice, char out[64])
{
    const char *owner = slice->layer >= 0 ? layer_name(s, slice->layer)
                                          : group_name(s, group_of_step(s->model, slice));
    if (!owner)
        return 0;
    switch (slice->kind) {
    case SLICE_WEIGHT:
        return snprintf(out, 64, "%s.weight", owner);
    case SLICE_GAMMA:
        return snprintf(out, 64, "%s.gamma", owner);
    case SLICE_BETA:
        return snprintf(out, 64, "%s.beta", owner);
    case SLICE_WEIGHT_STEP:
        return snprintf(out, 64, "%s.step%d", owner, slice->bits);
    default:
        return snprintf(out, 64, "%s.output.step%d", owner, slice->bits);
    }
}

/* Where element i of a slice, as PyTorch lays it out, lies here. */
static size_t place(const struct subject *s, const struct slice *slice, size_t i)
{
    if (slice->kind != SLICE_WEIGHT)
        return i;
    const struct model_layer *layer = &s->model->layer[slice->layer];
    const int *size = layer->shape.size;
    size_t window = (size_t)size[DIM_R] * (size_t)size[DIM_S];
    size_t channels = (size_t)(size[DIM_C] / size[DIM_G]);
    size_t m = i / (window * channels), c = i / window % channels, rs = i % window;
    size_t group = m / layer->columns, column = m % layer->columns;
    return (group * layer->rows + rs * channels + c) * layer->columns + column;
}

/* A parameter's vector, in this layout. */
static double *take(const struct subject *s, const struct slice *slice, const char *name,
                    const char *suffix)
{
    const double *from = recorded_find(s->recorded, name, suffix, slice->count);
    double *out = calloc(slice->count, sizeof *out);
    cr_assert_not_null(out);
    for (size_t i = 0; i < slice->count; i++)
        out[place(s, slice, i)] = from[i];
    return out;
}

static void set_parameters(struct subject *s)
{
    for (size_t i = 0; i < s->model->slice_count; i++) {
        const struct slice *slice = &s->model->slice[i];
        char name[64];
        if (!slice_name(s, slice, name))
            continue;
        double *value = take(s, slice, name, "");
        for (size_t k = 0; k < slice->count; k++)
            s->model->parameter[slice->first + k] = (real)value[k];
        free(value);
    }
}

static void set_batch(struct subject *s)
{
    size_t pixels = IMAGES * 3 * 8 * 8;
    const double *pixel = recorded_find(s->recorded, "pixel", "", pixels);
    const double *label = recorded_find(s->recorded, "label", "", IMAGES);
    s->pixel = malloc(pixels);
    cr_assert_not_null(s->pixel);
    for (size_t i = 0; i < pixels; i++)
        s->pixel[i] = (uint8_t)pixel[i];
    for (size_t i = 0; i < IMAGES; i++)
        s->label[i] = (int)label[i];
    s->batch = (struct batch){IMAGES, s->pixel, s->label};
}

static void set_choices(struct subject *s)
{
    size_t cells = s->space.layer_count * s->space.choice_count;
    const double *kappa = recorded_find(s->recorded, "kappa", "", cells);
    s->p = recorded_find(s->recorded, "p", "", cells);
    for (size_t i = 0; i < cells; i++)
        s->model->layer[i / s->space.choice_count].kappa[i % s->space.choice_count] = kappa[i];
}

static void create(struct subject *s)
{
    static const char *const names[] = {"T8", "T4", "T2", "MF8", "BC8"};
    struct choice choice[5];
    struct diag_list *diag;
    for (int j = 0; j < 5; j++)
        cr_assert_eq(choice_parse(&choice[j], names[j]), 0);
    s->recorded = recorded_read(FOLDER "recorded_step.txt");
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(network_read(&s->network, FOLDER "recorded_network.yaml", NULL, 0, diag), 0);
    cr_assert_eq(space_create(&s->space, s->network, choice, 5), 0);
    cr_assert_eq(model_create(&s->model, s->network, &s->space, 1, 0.25, diag), 0);
    cr_assert_eq(engine_create(&s->engine, s->model, IMAGES, &kernels_cpu, NULL, diag), 0);
    diag_free(diag);
    set_parameters(s);
    set_batch(s);
    set_choices(s);
    s->gradient = calloc(s->model->parameter_count, sizeof *s->gradient);
    s->dp = calloc(s->space.layer_count * s->space.choice_count, sizeof *s->dp);
    cr_assert(s->gradient && s->dp);
}

static void destroy(struct subject *s)
{
    free(s->gradient);
    free(s->dp);
    free(s->pixel);
    engine_free(s->engine);
    model_free(s->model);
    space_free(&s->space);
    network_free(s->network);
    recorded_free(s->recorded);
}

static double run(struct subject *s)
{
    struct engine_loss loss;
    create(s);
    engine_forward(s->engine, &s->batch, s->p, ENGINE_TRAIN, 0.1);
    engine_loss(s->engine, &s->batch, 0.1, &loss);
    engine_backward(s->engine, s->p, s->gradient, s->dp);
    return loss.sum / (double)loss.count;
}

/* Norm of the difference over the norm of what was recorded; `floor` if that is smaller. */
static double error(const double *a, const double *want, size_t count, double floor)
{
    double difference = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        difference += (a[i] - want[i]) * (a[i] - want[i]);
        size += want[i] * want[i];
    }
    return sqrt(difference) / fmax(sqrt(size), floor);
}

static double error_of_reals(const real *a, const double *want, size_t count, double floor)
{
    double *value = calloc(count, sizeof *value);
    cr_assert_not_null(value);
    for (size_t i = 0; i < count; i++)
        value[i] = (double)a[i];
    double e = error(value, want, count, floor);
    free(value);
    return e;
}

/* A vector over the parameters against what was recorded of each. */
static void check_parameters(const struct subject *s, const real *value, const char *suffix,
                             double floor)
{
    int compared = 0;
    for (size_t i = 0; i < s->model->slice_count; i++) {
        const struct slice *slice = &s->model->slice[i];
        char name[64];
        if (!slice_name(s, slice, name))
            continue;
        double *want = take(s, slice, name, suffix);
        double e = error_of_reals(value + slice->first, want, slice->count, floor);
        cr_expect_leq(e, TOLERANCE, "%s%s: %g", name, suffix, e);
        free(want);
        compared++;
    }
    cr_assert_eq(compared, 5 * 5 + 3 * 3); /* of 5 layers and 3 tensors */
}

Test(recorded_step, loss_and_outputs)
{
    struct subject s = {0};
    double loss = run(&s);
    const double *output = recorded_find(s.recorded, "output", "", IMAGES * 5);
    cr_assert_float_eq(loss, *recorded_find(s.recorded, "loss", "", 1), TOLERANCE);
    for (size_t i = 0; i < (size_t)IMAGES * 5; i++)
        cr_assert_float_eq((double)engine_output(s.engine)[i], output[i], TOLERANCE, "%zu", i);
    destroy(&s);
}

Test(recorded_step, running_statistics)
{
    struct subject s = {0};
    run(&s);
    for (int l = 0; l < s.model->layer_count; l++) {
        const struct model_layer *layer = &s.model->layer[l];
        size_t m = (size_t)layer->shape.size[DIM_M];
        const char *name = layer_name(&s, l);
        const double *mean = recorded_find(s.recorded, name, ".mean", m);
        const double *variance = recorded_find(s.recorded, name, ".variance", m);
        cr_expect_leq(error(layer->mean, mean, m, 1e-3), TOLERANCE, "%s", name);
        cr_expect_leq(error(layer->variance, variance, m, 1e-3), TOLERANCE, "%s", name);
    }
    destroy(&s);
}

/* A slice's gradient that is small against the whole, which has a norm of 0.57, is a difference of
 * larger ones: to a hundredth of the whole. */
Test(recorded_step, gradients)
{
    struct subject s = {0};
    run(&s);
    check_parameters(&s, s.gradient, ".gradient", 5e-3);
    size_t cells = s.space.layer_count * s.space.choice_count;
    const double *dp = recorded_find(s.recorded, "p", ".gradient", cells);
    cr_expect_leq(error(s.dp, dp, cells, 1e-3), TOLERANCE);
    cr_expect_eq(s.p[7], 0);
    cr_expect_eq(s.dp[7], 0);
    destroy(&s);
}

static void check_optimiser(const struct optimiser_options *options, double rate,
                            const char *suffix)
{
    struct subject s = {0};
    struct optimiser *optimiser;
    run(&s);
    cr_assert_eq(optimiser_create(&optimiser, options, s.model->slice, s.model->slice_count,
                                  s.model->parameter_count),
                 0);
    optimiser_step(optimiser, s.model->parameter, s.gradient, rate);
    optimiser_step(optimiser, s.model->parameter, s.gradient, rate);
    check_parameters(&s, s.model->parameter, suffix, 1e-3);
    optimiser_free(optimiser);
    destroy(&s);
}

Test(recorded_step, adam)
{
    const struct optimiser_options options = {
        .kind = OPTIMISER_ADAM, .weight_decay = 0.01, .beta = {0.9, 0.99}, .epsilon = 1e-4};
    check_optimiser(&options, 0.01, ".adam");
}

Test(recorded_step, sgd)
{
    const struct optimiser_options options = {.kind = OPTIMISER_SGD,
                                              .weight_decay = 0.01,
                                              .momentum = 0.9,
                                              .nesterov = 1,
                                              .log_step_rate = 0.1};
    check_optimiser(&options, 0.05, ".sgd");
}
