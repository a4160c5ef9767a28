#include "search/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model_layout.h"

const int model_bits[MODEL_PRECISIONS] = {8, 4, 2};

int model_precision(int bits)
{
    for (int k = 0; k < MODEL_PRECISIONS; k++)
        if (model_bits[k] == bits)
            return k;
    return -1;
}

size_t model_weight_count(const struct model_layer *layer)
{
    return layer->groups * layer->rows * layer->columns;
}

static void out_of_memory(struct diag_list *diag, const struct network *network)
{
    diag_error(diag, &(struct diag_place){.file = network->file}, NULL,
               "not enough memory to train '%s'", network->name);
}

static int check_precisions(const struct search_space *space, const struct network *network,
                            struct diag_list *diag)
{
    for (size_t j = 0; j < space->choice_count; j++)
        if (model_precision(space->choice[j].bits) < 0) {
            char name[CHOICE_NAME_MAX];
            choice_name(&space->choice[j], name);
            diag_error(diag, &(struct diag_place){.file = network->file}, "8, 4 or 2 bits",
                       "%s cannot be trained", name);
            return -1;
        }
    return 0;
}

int model_create(struct model **out, const struct network *network,
                 const struct search_space *space, uint64_t seed, double rho,
                 struct diag_list *diag)
{
    if (check_precisions(space, network, diag) != 0)
        return -1;
    struct model *model = calloc(1, sizeof *model);
    if (!model || model_layout(model, network, space) != 0) {
        model_free(model);
        out_of_memory(diag, network);
        return -1;
    }
    model->rho = rho;
    model_begin(model, seed);
    *out = model;
    return 0;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    free(model->layer);
    free(model->group_of);
    free(model->group_unsigned);
    free(model->node_signed);
    free(model->group_step);
    free(model->slice);
    free(model->parameter);
    free(model->statistics);
    free(model);
}

void model_copy(struct model *to, const struct model *from)
{
    memcpy(to->parameter, from->parameter, from->parameter_count * sizeof *to->parameter);
    memcpy(to->statistics, from->statistics, from->statistics_count * sizeof *to->statistics);
}

static void measure_group(const struct model_layer *layer, const real *w, real *largest, real *mean)
{
    for (size_t m = 0; m < layer->columns; m++)
        largest[m] = mean[m] = 0;
    for (size_t r = 0; r < layer->rows; r++)
        for (size_t m = 0; m < layer->columns; m++) {
            real a = w[r * layer->columns + m];
            a = a < 0 ? -a : a;
            largest[m] = a > largest[m] ? a : largest[m];
            mean[m] += a;
        }
    for (size_t m = 0; m < layer->columns; m++)
        mean[m] /= (real)layer->rows;
}

void model_measure_weights(const struct model *model, int layer, real *largest, real *mean)
{
    const struct model_layer *l = &model->layer[layer];
    for (size_t g = 0; g < l->groups; g++)
        measure_group(l, model->parameter + l->weight + g * l->rows * l->columns,
                      largest + g * l->columns, mean + g * l->columns);
}

size_t model_input_step(const struct model *model, int layer, int bits)
{
    int group = model->layer[layer].input_group;
    return group < 0 ? SIZE_MAX : model->group_step[group][model_precision(bits)];
}

/* The network's input: its bytes have 8 bits; a power of two, so that no rounding depends on it. */
static real byte_step(const struct network *network, int bits)
{
    real unit = network->input_signed ? (real)1 / 128 : (real)1 / 256;
    return unit * (real)(1 << (8 - bits));
}

static real step_of(const struct model *model, size_t at, int bits)
{
    return at == SIZE_MAX ? byte_step(model->network, bits)
                          : (real)exp((double)model->parameter[at]);
}

real model_output_step(const struct model *model, int node, int bits)
{
    int group = node == NETWORK_INPUT ? -1 : model->group_of[node];
    return step_of(model, group < 0 ? SIZE_MAX : model->group_step[group][model_precision(bits)],
                   bits);
}

struct quantiser model_input_quantiser(const struct model *model, int layer, int bits)
{
    const struct model_layer *l = &model->layer[layer];
    struct quantiser q = {.smooth = model->smooth};
    q.step = step_of(model, model_input_step(model, layer, bits), bits);
    q.min = l->input_signed ? -(1 << (bits - 1)) : 0;
    q.max = l->input_signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
    return q;
}
