/* The paths' weights as one, before a forward; their gradients apart again, after a backward. */
#include <math.h>
#include <string.h>

#include "engine_state.h"
#include "search/operator_training.h"

static const struct training_operator *operator_of(const struct engine *engine, size_t j)
{
    const struct choice *choice = &engine->model->space->choice[j];
    for (size_t i = 0; engine->kernels->operators[i]; i++)
        if (strcmp(engine->kernels->operators[i]->name, choice->op->name) == 0)
            return engine->kernels->operators[i];
    return NULL; /* training_list.h is complete: see test_training */
}

/* Number of the part that a precision uses in this forward, or -1. */
static int part_of(const struct engine *engine, int l, int bits, int is_sign)
{
    const struct convolution *c = &engine->layer[l].convolution;
    for (int i = 0; i < c->part_count; i++)
        if (c->part[i].bits == bits && c->part[i].is_sign == is_sign)
            return i;
    return -1;
}

static int uses(const struct engine *engine, const double *p, int bits, int is_sign)
{
    const struct search_space *space = engine->model->space;
    for (size_t j = 0; j < space->choice_count; j++)
        if (p[j] > 0 && space->choice[j].bits == bits &&
            (!is_sign || operator_of(engine, j)->has_sign))
            return 1;
    return 0;
}

void engine_choose_parts(const struct engine *engine, int l, const double *p, struct convolution *c)
{
    c->part_count = 0;
    for (int is_sign = 0; is_sign < 2; is_sign++)
        for (int k = 0; k < MODEL_PRECISIONS; k++)
            if (uses(engine, p, model_bits[k], is_sign))
                c->part[c->part_count++] = (struct part){
                    model_input_quantiser(engine->model, l, model_bits[k]), model_bits[k], is_sign};
}

/* What the operators need of a layer's weights, once a forward. */
static void derive(struct engine *engine, int l)
{
    const struct model *model = engine->model;
    const struct model_layer *layer = &model->layer[l];
    struct layer_state *s = &engine->layer[l];
    if (!model->hold_scales)
        model_measure_weights(model, l, s->largest, s->magnitude);
    for (int k = 0; k < MODEL_PRECISIONS; k++)
        for (int m = 0; s->weight_step[k] && m < layer->shape.size[DIM_M]; m++)
            s->weight_step[k][m] = (real)exp((double)model->parameter[layer->step[k] + (size_t)m]);
}

static struct master master_of(const struct engine *engine, int l, size_t g, size_t j)
{
    const struct model *model = engine->model;
    const struct model_layer *layer = &model->layer[l];
    const struct layer_state *s = &engine->layer[l];
    const struct choice *choice = &model->space->choice[j];
    const real *step = s->weight_step[model_precision(choice->bits)];
    size_t column = g * layer->columns;
    return (struct master){.rows = layer->rows,
                           .columns = layer->columns,
                           .weight =
                               model->parameter + layer->weight + g * layer->rows * layer->columns,
                           .largest = s->largest + column,
                           .mean = s->magnitude + column,
                           .step = step ? step + column : NULL,
                           .input_step = model_input_quantiser(model, l, choice->bits).step,
                           .rho = model->rho,
                           .bits = choice->bits,
                           .smooth = model->smooth};
}

/* Matrix of a part and group in the mixed weights or their gradients; NULL: no such part. */
static real *part_matrix(const struct engine *engine, int l, real *mixed, size_t g, int part)
{
    const struct model_layer *layer = &engine->model->layer[l];
    size_t parts = (size_t)engine->layer[l].convolution.part_count;
    return part < 0 ? NULL : mixed + (g * parts + (size_t)part) * layer->rows * layer->columns;
}

static void mix_layer(struct engine *engine, int l, const double *p)
{
    const struct model_layer *layer = &engine->model->layer[l];
    struct layer_state *s = &engine->layer[l];
    engine_choose_parts(engine, l, p, &s->convolution);
    derive(engine, l);
    memset(s->mixed, 0,
           model_weight_count(layer) * (size_t)s->convolution.part_count * sizeof *s->mixed);
    for (size_t j = 0; j < engine->model->space->choice_count; j++) {
        int bits = engine->model->space->choice[j].bits;
        if (p[j] <= 0)
            continue;
        for (size_t g = 0; g < layer->groups; g++) {
            struct master master = master_of(engine, l, g, j);
            operator_of(engine, j)->mix(
                &master, (real)(p[j] * layer->kappa[j]),
                part_matrix(engine, l, s->mixed, g, part_of(engine, l, bits, 0)),
                part_matrix(engine, l, s->mixed, g, part_of(engine, l, bits, 1)));
        }
    }
}

void engine_mix(struct engine *engine, const double *p)
{
    size_t choices = engine->model->space->choice_count;
#pragma omp parallel for schedule(dynamic)
    for (int l = 0; l < engine->model->layer_count; l++)
        mix_layer(engine, l, p + (size_t)l * choices);
}

/* One path: adds to the layer's gradients; returns d loss/d p. */
static double unmix_path(struct engine *engine, int l, size_t j, double p, real *dweight)
{
    const struct model_layer *layer = &engine->model->layer[l];
    struct layer_state *s = &engine->layer[l];
    int bits = engine->model->space->choice[j].bits;
    real *dstep = s->dweight_step[model_precision(bits)];
    double dp = 0;
    for (size_t g = 0; g < layer->groups; g++) {
        struct master master = master_of(engine, l, g, j);
        dp += operator_of(engine, j)->gradient(
            &master, (real)(p * layer->kappa[j]),
            part_matrix(engine, l, s->dmixed, g, part_of(engine, l, bits, 0)),
            part_matrix(engine, l, s->dmixed, g, part_of(engine, l, bits, 1)),
            dweight + g * layer->rows * layer->columns, dstep ? dstep + g * layer->columns : NULL);
    }
    return dp * layer->kappa[j];
}

static void unmix_layer(struct engine *engine, int l, const double *p, real *gradient, double *dp)
{
    const struct model_layer *layer = &engine->model->layer[l];
    struct layer_state *s = &engine->layer[l];
    size_t outputs = (size_t)layer->shape.size[DIM_M];
    for (int k = 0; k < MODEL_PRECISIONS; k++)
        if (s->dweight_step[k])
            memset(s->dweight_step[k], 0, outputs * sizeof(real));
    for (size_t j = 0; j < engine->model->space->choice_count; j++)
        dp[j] = p[j] > 0 ? unmix_path(engine, l, j, p[j], gradient + layer->weight) : 0;
    for (int k = 0; k < MODEL_PRECISIONS; k++)
        for (size_t m = 0; s->dweight_step[k] && m < outputs; m++) /* of the logarithm */
            gradient[layer->step[k] + m] = s->dweight_step[k][m] * s->weight_step[k][m];
}

void engine_unmix(struct engine *engine, const double *p, real *gradient, double *dp)
{
    size_t choices = engine->model->space->choice_count;
#pragma omp parallel for schedule(dynamic)
    for (int l = 0; l < engine->model->layer_count; l++)
        unmix_layer(engine, l, p + (size_t)l * choices, gradient, dp + (size_t)l * choices);
}
