#include <string.h>

#include "engine_state.h"

/* The gradient of a node's input, and whether something is there already; the network's input has
 * none. Marks it as written. */
static int input_gradient(struct engine *engine, int input, struct view *dx, int *add)
{
    if (input == NETWORK_INPUT)
        return 0;
    struct buffer *b = &engine->buffer[engine->place[input + 1].buffer];
    *dx = engine_gradient(engine, input);
    *add = b->has_gradient;
    b->has_gradient = 1;
    return 1;
}

/* Gradients of gamma and beta, and the factors of normalise_apply. Source: Ioffe and Szegedy,
 * arXiv:1502.03167, Sec. 3. */
static void normalise_factors(struct engine *engine, int l, const struct view *z, real *gradient)
{
    const struct model_layer *layer = &engine->model->layer[l];
    struct layer_state *s = &engine->layer[l];
    const int *size = layer->shape.size;
    double n = engine_images(engine) * size[DIM_P] * size[DIM_Q];
    for (size_t m = 0; m < (size_t)size[DIM_M]; m++) {
        double inverse = s->inverse[m], scale = (double)z->scale[m];
        gradient[layer->beta + m] = (real)s->sum[m];
        gradient[layer->gamma + m] = (real)(s->square[m] * inverse);
        s->a[m] = (real)scale;
        s->b[m] = (real)(-scale * s->sum[m] / n);
        s->c[m] = (real)(-scale * inverse * inverse * s->square[m] / n);
    }
}

/* From d loss/d x of a layer's output to that of its raw sums, in place. */
static void backward_normalise(struct engine *engine, int l, real *gradient)
{
    struct layer_state *s = &engine->layer[l];
    int node = engine->model->layer[l].node;
    struct view z = engine_view(engine, node), dx = engine_gradient(engine, node);
    engine->kernels->normalise_sums(engine->context, &z, &dx, s->mean, s->sum, s->square);
    engine_sum(engine, s->sum, 2 * (size_t)z.channels);
    normalise_factors(engine, l, &z, gradient);
    engine->kernels->normalise_apply(engine->context, &z, &dx, s->mean, s->a, s->b, s->c);
}

/* Gradients of the steps of a layer's inputs, as logarithms. */
static void add_input_steps(struct engine *engine, int l, double *dstep, real *gradient)
{
    const struct convolution *c = &engine->layer[l].convolution;
    engine_sum(engine, dstep, (size_t)c->part_count);
    for (int i = 0; i < c->part_count; i++) {
        size_t at = model_input_step(engine->model, l, c->part[i].bits);
        if (!c->part[i].is_sign && at != SIZE_MAX)
            gradient[at] += (real)(dstep[i] * (double)c->part[i].quantiser.step);
    }
}

static void backward_layer(struct engine *engine, int node, real *gradient)
{
    const struct network_node *n = &engine->model->network->node[node];
    struct layer_state *s = &engine->layer[n->layer];
    struct view x = engine_view(engine, n->input[0]), dz = engine_gradient(engine, node), dx;
    double dstep[KERNEL_PARTS_MAX] = {0};
    int add;
    backward_normalise(engine, n->layer, gradient);
    engine->kernels->convolve_weights(engine->context, &s->convolution, &x, &dz, s->dmixed);
    engine_sum_real(engine, s->dmixed,
                    model_weight_count(&engine->model->layer[n->layer]) *
                        (size_t)s->convolution.part_count);
    if (!input_gradient(engine, n->input[0], &dx, &add))
        return;
    engine->kernels->convolve_data(engine->context, &s->convolution, &x, s->mixed, &dz, &dx, add,
                                   dstep);
    add_input_steps(engine, n->layer, dstep, gradient);
}

/* Adds d loss/d step of what a node reads its inputs through. */
static void add_stored_step(struct engine *engine, int node, double dstep, real *gradient)
{
    const struct model *model = engine->model;
    int group = model->group_of[node], bits = engine->stored_bits[node];
    if (engine->stored[node].step <= 0)
        return;
    engine_sum(engine, &dstep, 1);
    gradient[model->group_step[group][model_precision(bits)]] +=
        (real)(dstep * (double)engine->stored[node].step);
}

static void backward_copies(struct engine *engine, int node, real *gradient)
{
    const struct network_node *n = &engine->model->network->node[node];
    struct view dy = engine_gradient(engine, node), part = dy, dx;
    struct quantiser q;
    double dstep = 0;
    int add;
    for (int i = 0; i < n->input_count; i++) {
        struct view x = engine_view(engine, n->input[i]);
        if (input_gradient(engine, n->input[i], &dx, &add))
            engine->kernels->copy_backward(engine->context, &part, engine->shuffle[node], &x,
                                           engine_stored(engine, node, i, &q), &dx, add, &dstep);
        if (n->op == NETWORK_CONCAT)
            part.value += x.channels;
    }
    add_stored_step(engine, node, dstep, gradient);
}

static void backward_pool(struct engine *engine, int node, real *gradient)
{
    const struct network_node *n = &engine->model->network->node[node];
    struct pool pool = engine_pool(engine, node);
    struct view dy = engine_gradient(engine, node), x = engine_view(engine, n->input[0]), dx;
    struct quantiser q;
    double dstep = 0;
    int add;
    if (input_gradient(engine, n->input[0], &dx, &add))
        engine->kernels->pool_backward(engine->context, &pool, &dy,
                                       engine->buffer[engine->place[node + 1].buffer].chosen, &x,
                                       engine_stored(engine, node, 0, &q), &dx, add, &dstep);
    add_stored_step(engine, node, dstep, gradient);
}

static void backward_node(struct engine *engine, int node, real *gradient)
{
    const struct network_node *n = &engine->model->network->node[node];
    struct view y = engine_view(engine, node), dy = engine_gradient(engine, node);
    if (network_op_is_layer(n->op)) {
        backward_layer(engine, node, gradient);
        return;
    }
    if (n->op == NETWORK_CONCAT && engine_is_joined(engine, node))
        return; /* its inputs share its gradient */
    if (y.relu)
        engine->kernels->gate(engine->context, &y, &dy);
    if (n->op == NETWORK_CONCAT || n->op == NETWORK_ADD || n->op == NETWORK_SHUFFLE)
        backward_copies(engine, node, gradient);
    else
        backward_pool(engine, node, gradient);
}

/* The loss's gradient, spread over the positions of the last node. */
static void begin_gradient(struct engine *engine)
{
    struct view dy = engine_gradient(engine, engine->model->network->output);
    size_t plane = (size_t)dy.rows * (size_t)dy.columns, classes = (size_t)dy.channels;
    for (int i = 0; i < engine->buffer_count; i++)
        engine->buffer[i].has_gradient = 0;
    engine->buffer[engine->place[engine->model->network->output + 1].buffer].has_gradient = 1;
    for (size_t i = 0; i < (size_t)dy.images; i++)
        for (size_t at = 0; at < plane; at++)
            for (size_t c = 0; c < classes; c++)
                dy.value[(i * plane + at) * (size_t)dy.stride + c] =
                    engine->doutput[i * classes + c] / (real)plane;
}

void engine_backward(struct engine *engine, const double *p, real *gradient, double *dp)
{
    memset(gradient, 0, engine->model->parameter_count * sizeof *gradient);
    begin_gradient(engine);
    for (int n = engine->model->network->node_count - 1; n >= 0; n--)
        backward_node(engine, n, gradient);
    engine_unmix(engine, p, gradient, dp);
}
