#include <math.h>
#include <stdlib.h>

#include "supernet_state.h"

#define EPSILON 1e-5 /* of batch normalisation */

static double share(const struct supernet *s, int l, int j)
{
    return s->p[(size_t)l * s->model->space->choice_count + (size_t)j];
}

static struct layer_shape shape_of(const struct supernet *s, int l)
{
    const struct network *network = s->model->network;
    const struct network_node *node = &network->node[network->layer[l]];
    struct layer_shape shape = network_layer_shape(network, l, (int)s->batch->count);
    if (node->op == NETWORK_FULL) { /* a window as large as the input */
        struct network_shape in = network_input_shape(network, node, 0);
        shape.size[DIM_C] = in.channels;
        shape.input[ROWS] = shape.size[DIM_R] = in.rows;
        shape.input[COLUMNS] = shape.size[DIM_S] = in.columns;
    }
    return shape;
}

static size_t outputs(const struct layer_shape *shape)
{
    return (size_t)shape->size[DIM_N] * (size_t)shape->size[DIM_M] * (size_t)shape->size[DIM_P] *
           (size_t)shape->size[DIM_Q];
}

static double sign(double x)
{
    return (x > 0) - (x < 0);
}

/* ---- paths ---- */

static void compute_path(struct supernet *s, int l, int j, size_t inputs)
{
    struct supernet_layer *layer = &s->layer[l];
    struct supernet_path *path = &layer->path[j];
    const struct choice *choice = &s->model->space->choice[j];
    size_t weights = layer_weights(&layer->shape);
    path->x = supernet_zeros(inputs);
    path->sign = supernet_zeros(inputs);
    path->weight = supernet_zeros(weights);
    path->sign_weight = supernet_zeros(weights);
    path->y = supernet_zeros(outputs(&layer->shape));
    supernet_quantise(s, l, choice->bits, path->x);
    supernet_weights(s, l, j, path->weight, path->sign_weight);
    supernet_convolve(&layer->shape, path->x, path->weight, path->y);
    if (!supernet_has_sign(choice))
        return;
    for (size_t i = 0; i < inputs; i++) {
        path->sign[i] = sign(path->x[i]);
        if (s->options->smooth && path->x[i] != 0) /* in its steps */
            supernet_margin(s, path->x[i], 1);
    }
    supernet_convolve(&layer->shape, path->sign, path->sign_weight, path->y);
}

static void path_backward(struct supernet *s, int l, int j, size_t inputs, const double *dz,
                          const double *dz_size)
{
    struct supernet_layer *layer = &s->layer[l];
    struct supernet_path *path = &layer->path[j];
    const struct choice *choice = &s->model->space->choice[j];
    size_t weights = layer_weights(&layer->shape), count = outputs(&layer->shape);
    double kappa = s->model->layer[l].kappa[j];
    size_t at_p = (size_t)l * s->model->space->choice_count + (size_t)j;
    double *dy = supernet_zeros(count), *dx = supernet_zeros(inputs);
    double *dweight = supernet_zeros(weights), *dsign_weight = supernet_zeros(weights);
    for (size_t i = 0; i < count; i++) {
        s->out->dp[at_p] += kappa * dz[i] * path->y[i];
        s->out->dp_size[at_p] += fabs(kappa * dz_size[i] * path->y[i]);
        dy[i] = share(s, l, j) * kappa * dz[i];
    }
    supernet_convolve_data(&layer->shape, dx, path->weight, dy);
    supernet_convolve_weights(&layer->shape, path->x, dweight, dy);
    supernet_convolve_weights(&layer->shape, path->sign, dsign_weight, dy);
    supernet_quantise_backward(s, l, choice->bits, dx);
    supernet_weights_backward(s, l, j, dweight, dsign_weight);
    free(dy);
    free(dx);
    free(dweight);
    free(dsign_weight);
}

/* ---- batch normalisation ---- */

/* One channel's values in z and the node's output, (images, M, P, Q). */
struct channel {
    size_t first, images, plane, stride;
};

static struct channel channel_of(const struct layer_shape *shape, int m)
{
    size_t plane = (size_t)shape->size[DIM_P] * (size_t)shape->size[DIM_Q];
    return (struct channel){(size_t)m * plane, (size_t)shape->size[DIM_N], plane,
                            (size_t)shape->size[DIM_M] * plane};
}

static size_t at(const struct channel *c, size_t i)
{
    return i / c->plane * c->stride + c->first + i % c->plane;
}

static size_t count_of(const struct channel *c)
{
    return c->images * c->plane;
}

static void measure(const double *z, const struct channel *c, double *mean, double *variance)
{
    double n = (double)count_of(c), sum = 0, square = 0;
    for (size_t i = 0; i < count_of(c); i++)
        sum += z[at(c, i)];
    for (size_t i = 0; i < count_of(c); i++)
        square += (z[at(c, i)] - sum / n) * (z[at(c, i)] - sum / n);
    *mean = sum / n;
    *variance = square / n;
}

/* Mean and 1 / standard deviation that the channel is normalised by. */
static void moments(const struct supernet *s, int l, int m, double *mean, double *inverse)
{
    int is_training = s->options->phase == ENGINE_TRAIN;
    const struct model_layer *layer = &s->model->layer[l];
    double variance = is_training ? s->out->variance[l][m] : layer->variance[m];
    *mean = is_training ? s->out->mean[l][m] : layer->mean[m];
    *inverse = 1 / sqrt(variance + EPSILON);
}

static void note_condition(struct supernet *s, double mean, double variance)
{
    double condition = (mean * mean + variance) / (variance + EPSILON);
    s->out->condition = fmax(s->out->condition, condition);
}

static void normalise(struct supernet *s, int l, int m, const struct network_node *node, double *x)
{
    const struct model_layer *layer = &s->model->layer[l];
    struct channel c = channel_of(&s->layer[l].shape, m);
    double mean, inverse;
    measure(s->layer[l].z, &c, &s->out->mean[l][m], &s->out->variance[l][m]);
    moments(s, l, m, &mean, &inverse);
    if (s->options->phase == ENGINE_TRAIN)
        note_condition(s, s->out->mean[l][m], s->out->variance[l][m]);
    double gamma = (double)s->model->parameter[layer->gamma + (size_t)m];
    double beta = (double)s->model->parameter[layer->beta + (size_t)m];
    for (size_t i = 0; i < count_of(&c); i++) {
        double value = gamma * (s->layer[l].z[at(&c, i)] - mean) * inverse + beta;
        if (node->relu)
            supernet_margin(s, value, 1);
        x[at(&c, i)] = node->relu ? fmax(0, value) : value;
    }
}

/* dz of a channel and the size of what it is a difference of; gradients of gamma and beta. */
static void normalise_backward(struct supernet *s, int l, int m, const double *dv, double *dz,
                               double *dz_size)
{
    const struct model_layer *layer = &s->model->layer[l];
    const double *z = s->layer[l].z;
    struct channel c = channel_of(&s->layer[l].shape, m);
    double n = (double)count_of(&c), mean, inverse, sum = 0, product = 0;
    moments(s, l, m, &mean, &inverse);
    double gamma = (double)s->model->parameter[layer->gamma + (size_t)m];
    for (size_t i = 0; i < count_of(&c); i++) {
        sum += dv[at(&c, i)];
        product += dv[at(&c, i)] * (z[at(&c, i)] - mean) * inverse;
    }
    for (size_t i = 0; i < count_of(&c); i++) {
        double normal = (z[at(&c, i)] - mean) * inverse;
        dz[at(&c, i)] = gamma * inverse * (dv[at(&c, i)] - sum / n - normal * product / n);
        dz_size[at(&c, i)] = fabs(gamma) * inverse *
                             (fabs(dv[at(&c, i)]) + fabs(sum / n) + fabs(normal * product / n));
    }
    s->out->gradient[layer->gamma + (size_t)m] = product;
    s->out->gradient[layer->beta + (size_t)m] = sum;
}

/* ---- the layer ---- */

void supernet_layer_forward(struct supernet *s, int node)
{
    const struct network_node *n = &s->model->network->node[node];
    int l = n->layer;
    struct supernet_layer *layer = &s->layer[l];
    layer->shape = shape_of(s, l);
    layer->z = supernet_zeros(outputs(&layer->shape));
    for (int j = 0; j < (int)s->model->space->choice_count; j++) {
        if (share(s, l, j) == 0)
            continue;
        compute_path(s, l, j, supernet_input(s, n, 0)->count);
        double factor = share(s, l, j) * s->model->layer[l].kappa[j];
        for (size_t i = 0; i < outputs(&layer->shape); i++)
            layer->z[i] += factor * layer->path[j].y[i];
    }
    for (int m = 0; m < layer->shape.size[DIM_M]; m++)
        normalise(s, l, m, n, s->tensor[node + 1].x);
}

void supernet_layer_backward(struct supernet *s, int node)
{
    const struct network_node *n = &s->model->network->node[node];
    struct supernet_tensor *tensor = &s->tensor[node + 1];
    struct supernet_layer *layer = &s->layer[n->layer];
    double *dz = supernet_zeros(tensor->count), *dz_size = supernet_zeros(tensor->count);
    for (size_t i = 0; i < tensor->count; i++)
        tensor->dx[i] = n->relu && !(tensor->x[i] > 0) ? 0 : tensor->dx[i];
    for (int m = 0; m < layer->shape.size[DIM_M]; m++)
        normalise_backward(s, n->layer, m, tensor->dx, dz, dz_size);
    for (int j = 0; j < (int)s->model->space->choice_count; j++)
        if (share(s, n->layer, j) != 0)
            path_backward(s, n->layer, j, supernet_input(s, n, 0)->count, dz, dz_size);
    free(dz);
    free(dz_size);
}
