#include <math.h>
#include <string.h>

#include "engine_state.h"

/* Scale and shift of a layer's outputs from the mean and variance of its raw sums. */
static void set_normalisation(struct engine *engine, int l, const double *mean,
                              const double *variance)
{
    const struct model *model = engine->model;
    const struct model_layer *layer = &model->layer[l];
    struct layer_state *s = &engine->layer[l];
    const struct place *place = &engine->place[layer->node + 1];
    struct buffer *b = &engine->buffer[place->buffer];
    for (int m = 0; m < layer->shape.size[DIM_M]; m++) {
        double gamma = model->parameter[layer->gamma + (size_t)m];
        double beta = model->parameter[layer->beta + (size_t)m];
        s->inverse[m] = 1 / sqrt(variance[m] + ENGINE_EPSILON);
        s->mean[m] = (real)mean[m];
        b->scale[place->first + m] = (real)(gamma * s->inverse[m]);
        b->shift[place->first + m] = (real)(beta - gamma * s->inverse[m] * mean[m]);
    }
}

/* Mean and variance of the batch from the sums; they take the sums' place. */
static void batch_statistics(struct engine *engine, int l, double momentum)
{
    struct model_layer *layer = &engine->model->layer[l];
    struct layer_state *s = &engine->layer[l];
    const int *size = layer->shape.size;
    double n = engine_images(engine) * size[DIM_P] * size[DIM_Q];
    engine_sum(engine, s->sum, 2 * (size_t)size[DIM_M]);
    for (int m = 0; m < size[DIM_M]; m++) {
        double mean = s->sum[m] / n, variance = s->square[m] / n - mean * mean;
        variance = variance > 0 ? variance : 0;
        layer->mean[m] += momentum * (mean - layer->mean[m]);
        layer->variance[m] +=
            momentum * (variance * (n > 1 ? n / (n - 1) : 1) - layer->variance[m]);
        s->sum[m] = mean;
        s->square[m] = variance;
    }
}

static void forward_layer(struct engine *engine, int l, enum engine_phase phase, double momentum)
{
    const struct model_layer *layer = &engine->model->layer[l];
    struct layer_state *s = &engine->layer[l];
    struct view x = engine_view(engine, engine->model->network->node[layer->node].input[0]);
    struct view z = engine_view(engine, layer->node);
    engine->kernels->convolve(engine->context, &s->convolution, &x, s->mixed, &z, s->sum,
                              s->square);
    if (phase == ENGINE_TRAIN) {
        batch_statistics(engine, l, momentum);
        set_normalisation(engine, l, s->sum, s->square);
    } else
        set_normalisation(engine, l, layer->mean, layer->variance);
}

/* Channels [first, first + count) of a view. */
static struct view channels_of(struct view view, int first, int count)
{
    view.value += first;
    view.channels = count;
    view.scale += first;
    view.shift += first;
    return view;
}

static void forward_concat(struct engine *engine, int node)
{
    const struct network_node *n = &engine->model->network->node[node];
    struct view y = engine_view(engine, node);
    struct quantiser q;
    int first = 0;
    for (int i = 0; i < n->input_count; i++) {
        struct view x = engine_view(engine, n->input[i]);
        struct view part = channels_of(y, first, x.channels);
        engine->kernels->copy(engine->context, &x, engine_stored(engine, node, i, &q), &part, NULL,
                              0);
        first += x.channels;
    }
}

static void forward_add(struct engine *engine, int node)
{
    const struct network_node *n = &engine->model->network->node[node];
    struct view y = engine_view(engine, node);
    struct quantiser q;
    for (int i = 0; i < n->input_count; i++) {
        struct view x = engine_view(engine, n->input[i]);
        engine->kernels->copy(engine->context, &x, engine_stored(engine, node, i, &q), &y, NULL,
                              i > 0);
    }
}

static void forward_pool(struct engine *engine, int node)
{
    struct pool pool = engine_pool(engine, node);
    struct quantiser q;
    struct view x = engine_view(engine, engine->model->network->node[node].input[0]);
    struct view y = engine_view(engine, node);
    engine->kernels->pool(engine->context, &pool, &x, engine_stored(engine, node, 0, &q), &y,
                          engine->buffer[engine->place[node + 1].buffer].chosen);
}

static void forward_shuffle(struct engine *engine, int node)
{
    struct view x = engine_view(engine, engine->model->network->node[node].input[0]);
    struct view y = engine_view(engine, node);
    engine->kernels->copy(engine->context, &x, NULL, &y, engine->shuffle[node], 0);
}

static void forward_node(struct engine *engine, int node, enum engine_phase phase, double momentum)
{
    const struct network_node *n = &engine->model->network->node[node];
    if (network_op_is_layer(n->op))
        forward_layer(engine, n->layer, phase, momentum);
    else if (n->op == NETWORK_CONCAT && !engine_is_joined(engine, node))
        forward_concat(engine, node);
    else if (n->op == NETWORK_ADD)
        forward_add(engine, node);
    else if (n->op == NETWORK_SHUFFLE)
        forward_shuffle(engine, node);
    else if (n->op != NETWORK_CONCAT)
        forward_pool(engine, node);
}

/* Outputs: the mean over the positions of the last node's values. */
static void take_output(struct engine *engine)
{
    struct view y = engine_view(engine, engine->model->network->output);
    size_t plane = (size_t)y.rows * (size_t)y.columns, classes = (size_t)y.channels;
    memset(engine->output, 0, (size_t)y.images * classes * sizeof *engine->output);
    for (size_t i = 0; i < (size_t)y.images; i++)
        for (size_t at = 0; at < plane; at++)
            for (size_t c = 0; c < classes; c++) {
                real v = y.value[(i * plane + at) * (size_t)y.stride + c];
                real x = y.scale[c] * v + y.shift[c];
                engine->output[i * classes + c] += (y.relu && x < 0 ? 0 : x) / (real)plane;
            }
}

void engine_forward(struct engine *engine, const struct batch *batch, const double *p,
                    enum engine_phase phase, double momentum)
{
    const struct network *network = engine->model->network;
    engine->images = (int)batch->count;
    struct view input = engine_view(engine, NETWORK_INPUT);
    /* powers of two: see model_input_quantiser */
    engine->kernels->input(engine->context, batch->pixel, network->input_signed ? 128 : 0,
                           network->input_signed ? (real)1 / 128 : (real)1 / 256, &input);
    engine_mix(engine, p);
    engine_store(engine, p);
    for (int n = 0; n < network->node_count; n++)
        forward_node(engine, n, phase, momentum);
    take_output(engine);
}
