#include "search/export.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "engine_state.h"
#include "export_fold.h"
#include "search/operator_training.h"

/* A layer on its way out. */
struct layer_export {
    const struct model *model;
    const struct model_layer *layer;
    int l;
    size_t column; /* its choice */
    const struct choice *choice;
    struct layer_weights *out;
    real *largest, *mean, *step, *unit; /* (M) */
    int8_t *level;                      /* (groups, rows, columns) */
};

static int allocate(struct layer_export *e)
{
    size_t outputs = (size_t)e->layer->shape.size[DIM_M];
    e->largest = calloc(4 * outputs, sizeof *e->largest);
    e->level = calloc(model_weight_count(e->layer), 1);
    e->out->scale = calloc(outputs, sizeof *e->out->scale);
    if (!e->largest || !e->level || !e->out->scale)
        return -1;
    e->mean = e->largest + outputs;
    e->step = e->mean + outputs;
    e->unit = e->step + outputs;
    return 0;
}

/* What the operator needs to know of a group's weights. */
static struct master master_of(const struct layer_export *e, size_t g)
{
    const struct model_layer *layer = e->layer;
    size_t first = g * layer->columns;
    int is_learned = layer->step[model_precision(e->choice->bits)] != SIZE_MAX;
    return (struct master){.rows = layer->rows,
                           .columns = layer->columns,
                           .weight = e->model->parameter + layer->weight + first * layer->rows,
                           .largest = e->largest + first,
                           .mean = e->mean + first,
                           .step = is_learned ? e->step + first : NULL,
                           .input_step =
                               model_input_quantiser(e->model, e->l, e->choice->bits).step,
                           .rho = e->model->rho,
                           .bits = e->choice->bits};
}

static void take_integers(struct layer_export *e)
{
    const struct model_layer *layer = e->layer;
    const struct training_operator *op = training_find(e->choice->op);
    size_t step = layer->step[model_precision(e->choice->bits)];
    model_measure_weights(e->model, e->l, e->largest, e->mean);
    for (int m = 0; step != SIZE_MAX && m < layer->shape.size[DIM_M]; m++)
        e->step[m] = (real)exp((double)e->model->parameter[step + (size_t)m]);
    for (size_t g = 0; g < layer->groups; g++) {
        struct master master = master_of(e, g);
        op->integers(&master, e->level + g * layer->rows * layer->columns,
                     e->unit + g * layer->columns);
    }
}

/* From (groups, R S C/G, columns) to (M, C/G, R S). A full layer's window is its whole input, so
 * its C/G R S weights then lie as the flattened input does. */
static void lay_out_weights(const struct layer_export *e)
{
    const struct model_layer *layer = e->layer;
    size_t taps = (size_t)layer->shape.size[DIM_R] * (size_t)layer->shape.size[DIM_S];
    size_t channels = layer->rows / taps;
    int8_t *to = e->out->weight;
    for (size_t m = 0; m < layer->groups * layer->columns; m++) {
        const int8_t *from = e->level + m / layer->columns * layer->rows * layer->columns;
        for (size_t c = 0; c < channels; c++)
            for (size_t tap = 0; tap < taps; tap++)
                *to++ = from[(tap * channels + c) * layer->columns + m % layer->columns];
    }
}

/* Weights of 0, if then the psum is 0, too. */
static void silence(const struct layer_export *e, size_t m)
{
    if (e->choice->op->term(1, 0, 0) != 0)
        return;
    for (size_t i = 0; i < e->layer->rows; i++)
        e->out->weight[m * e->layer->rows + i] = 0;
}

static void fold_channel(const struct layer_export *e, size_t m)
{
    const struct model_layer *layer = e->layer;
    double gain =
        (double)e->model->parameter[layer->gamma + m] / sqrt(layer->variance[m] + ENGINE_EPSILON);
    double unit = (double)e->unit[m] * layer->kappa[e->column];
    double beta = (double)e->model->parameter[layer->beta + m];
    struct fold fold = fold_normalisation(gain * unit, beta - gain * layer->mean[m]);
    if (fold.is_constant)
        silence(e, m);
    e->out->bias[m] = fold.bias;
    e->out->scale[m] =
        (float)(unit / (double)model_input_quantiser(e->model, e->l, e->choice->bits).step);
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++) {
        const struct requantizer *r = &e->out->requantizer[bits];
        if (!r->multiplier)
            continue;
        fold_ratio(fold.scale / (double)model_output_step(e->model, layer->node, bits),
                   &r->multiplier[m], &r->shift[m]);
        r->offset[m] = (int32_t)lround(fold.fraction * r->multiplier[m]);
    }
}

static int export_layer(const struct model *model, const size_t *choice, int l,
                        struct layer_weights *out)
{
    const struct search_space *space = model->space;
    struct layer_export e = {.model = model,
                             .layer = &model->layer[l],
                             .l = l,
                             .column = choice[l],
                             .choice = &space->choice[choice[l]],
                             .out = out};
    assert(space->allowed[(size_t)l * space->choice_count + choice[l]]);
    int status = allocate(&e);
    if (status == 0) {
        take_integers(&e);
        lay_out_weights(&e);
        for (size_t m = 0; m < (size_t)e.layer->shape.size[DIM_M]; m++)
            fold_channel(&e, m);
    }
    free(e.largest);
    free(e.level);
    return status;
}

static void set_clip(const struct model *model, int node, int is_signed, unsigned wanted,
                     float *clip)
{
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++)
        if (wanted & PRECISION_BIT(bits))
            clip[bits] = (float)model_output_step(model, node, bits) *
                         (float)((1 << (is_signed ? bits - 1 : bits)) - 1);
}

static void set_clips(const struct model *model, const struct choice *choice, unsigned *wanted,
                      struct weights *weights)
{
    const struct network *network = model->network;
    precision_wanted(network, choice, wanted);
    set_clip(model, NETWORK_INPUT, network->input_signed,
             precision_wanted_of_input(network, choice, wanted), weights->clip[0]);
    for (int n = 0; n < network->node_count; n++)
        set_clip(model, n, model->node_signed[n], wanted[n], weights->clip[n + 1]);
}

static int fill(struct weights *weights, const struct model *model, const size_t *column,
                const struct choice *choice)
{
    unsigned *wanted = calloc((size_t)model->network->node_count, sizeof *wanted);
    int status = wanted ? 0 : -1;
    if (status == 0)
        set_clips(model, choice, wanted, weights);
    free(wanted);
    for (int l = 0; status == 0 && l < model->layer_count; l++)
        status = export_layer(model, column, l, &weights->layer[l]);
    return status;
}

static int no_memory(const struct model *model, struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = model->network->file}, NULL,
               "not enough memory for the integer network");
    return -1;
}

struct choice *export_choices(const struct model *model, const size_t *column)
{
    struct choice *choice = calloc((size_t)model->layer_count + 1, sizeof *choice);
    if (choice)
        space_choices(model->space, column, choice);
    return choice;
}

int export_weights(struct weights **out, const struct model *model, const size_t *choice,
                   struct diag_list *diag)
{
    struct choice *choices = export_choices(model, choice);
    *out = NULL;
    if (!choices)
        return no_memory(model, diag);
    int status = weights_create(out, model->network, choices, diag);
    if (status == 0 && fill(*out, model, choice, choices) != 0) {
        weights_free(*out);
        *out = NULL;
        status = no_memory(model, diag);
    }
    free(choices);
    return status;
}
