/* First values of a model's parameters. */
#include <math.h>

#include "model_layout.h"
#include "workloads/random_stream.h"

/* Largest activation at 8, 4, 2 bits; measured on CIFAR-10: wider at 2 bits leaves too few
 * levels where the values are. */
static const double reach[MODEL_PRECISIONS] = {6, 4, 2};

/* He et al., arXiv:1502.01852: variance 2 / terms of an output. */
static void begin_weights(struct model *model, const struct model_layer *layer, int l,
                          uint64_t seed)
{
    enum { WEIGHTS = 1 }; /* what the stream is for */
    struct random_stream stream = random_stream_at(seed, WEIGHTS, (uint64_t)l, 0);
    double sigma = sqrt(2 / (double)layer->rows);
    for (size_t i = 0; i < model_weight_count(layer); i++)
        model->parameter[layer->weight + i] = (real)(sigma * random_gaussian(&stream));
}

static void begin_layer(struct model *model, int l, uint64_t seed)
{
    struct model_layer *layer = &model->layer[l];
    begin_weights(model, layer, l, seed);
    for (int m = 0; m < layer->shape.size[DIM_M]; m++) {
        model->parameter[layer->gamma + (size_t)m] = 1;
        layer->mean[m] = 0;
        layer->variance[m] = 1;
    }
    for (size_t j = 0; j < model->space->choice_count; j++)
        layer->kappa[j] = 1;
}

void model_begin(struct model *model, uint64_t seed)
{
    for (int l = 0; l < model->layer_count; l++)
        begin_layer(model, l, seed);
    for (int g = 0; g < model->group_count; g++)
        for (int k = 0; k < MODEL_PRECISIONS; k++) {
            int bits = model->group_unsigned[g] ? model_bits[k] : model_bits[k] - 1;
            if (model->group_step[g][k] != SIZE_MAX)
                model->parameter[model->group_step[g][k]] = (real)log(reach[k] / ((1 << bits) - 1));
        }
    model_begin_weight_steps(model);
}

static double mean_magnitude(const struct model *model, const struct model_layer *layer, size_t m)
{
    size_t g = m / layer->columns, column = m % layer->columns;
    const real *w = model->parameter + layer->weight + g * layer->rows * layer->columns + column;
    double sum = 0;
    for (size_t r = 0; r < layer->rows; r++)
        sum += fabs((double)w[r * layer->columns]);
    return sum / (double)layer->rows;
}

void model_begin_weight_steps(struct model *model)
{
    for (size_t s = 0; s < model->slice_count; s++) {
        const struct slice *slice = &model->slice[s];
        if (slice->kind != SLICE_WEIGHT_STEP)
            continue;
        double limit = (1 << (slice->bits - 1)) - 1;
        for (size_t m = 0; m < slice->count; m++) {
            double mean = mean_magnitude(model, &model->layer[slice->layer], m);
            model->parameter[slice->first + m] = (real)log(2 * (mean > 0 ? mean : 1) / sqrt(limit));
        }
    }
}
