#include "supernet.h"

#include <math.h>
#include <stdlib.h>

#include "supernet_state.h"

double *supernet_zeros(size_t count)
{
    double *values = calloc(count ? count : 1, sizeof *values);
    if (!values)
        abort(); /* in a test there is nothing to go on with */
    return values;
}

struct supernet_tensor *supernet_input(struct supernet *s, const struct network_node *node, int i)
{
    return &s->tensor[node->input[i] + 1];
}

/* ---- set up ---- */

static void create_tensor(struct supernet *s, struct supernet_tensor *tensor,
                          struct network_shape shape)
{
    tensor->shape = shape;
    tensor->count =
        s->batch->count * (size_t)shape.channels * (size_t)shape.rows * (size_t)shape.columns;
    tensor->x = supernet_zeros(tensor->count);
    tensor->dx = supernet_zeros(tensor->count);
}

static void read_pixels(struct supernet *s)
{
    struct supernet_tensor *input = &s->tensor[0];
    for (size_t i = 0; i < input->count; i++) {
        double byte = s->batch->pixel[i];
        input->x[i] = input->is_signed ? (byte - 128) / 128 : byte / 256;
    }
}

static int has_negatives(struct supernet *s, const struct network_node *node)
{
    int is_signed = network_op_is_layer(node->op);
    for (int i = 0; i < node->input_count; i++)
        is_signed |= supernet_input(s, node, i)->is_signed;
    return is_signed && !node->relu;
}

static int are_bytes(struct supernet *s, const struct network_node *node)
{
    int are =
        node->op == NETWORK_MAX_POOL || node->op == NETWORK_CONCAT || node->op == NETWORK_SHUFFLE;
    for (int i = 0; i < node->input_count; i++)
        are &= supernet_input(s, node, i)->is_bytes;
    return are;
}

static void create(struct supernet *s)
{
    const struct network *network = s->model->network;
    s->tensor = calloc((size_t)network->node_count + 1, sizeof *s->tensor);
    s->layer = calloc((size_t)network->layer_count, sizeof *s->layer);
    if (!s->tensor || !s->layer)
        abort();
    create_tensor(s, &s->tensor[0], network->input);
    s->tensor[0].is_signed = network->input_signed;
    s->tensor[0].is_bytes = 1;
    read_pixels(s);
    for (int i = 0; i < network->node_count; i++) {
        create_tensor(s, &s->tensor[i + 1], network->node[i].output);
        s->tensor[i + 1].is_signed = has_negatives(s, &network->node[i]);
        s->tensor[i + 1].is_bytes = are_bytes(s, &network->node[i]);
    }
    for (int l = 0; l < network->layer_count; l++) {
        s->layer[l].path = calloc(s->model->space->choice_count, sizeof *s->layer[l].path);
        if (!s->layer[l].path)
            abort();
    }
}

static void free_layer(struct supernet_layer *layer, size_t choices)
{
    for (size_t j = 0; j < choices; j++) {
        free(layer->path[j].x);
        free(layer->path[j].sign);
        free(layer->path[j].weight);
        free(layer->path[j].sign_weight);
        free(layer->path[j].y);
    }
    free(layer->path);
    free(layer->z);
}

static void destroy(struct supernet *s)
{
    const struct network *network = s->model->network;
    for (int i = 0; i <= network->node_count; i++) {
        free(s->tensor[i].x);
        free(s->tensor[i].dx);
    }
    for (int l = 0; l < network->layer_count; l++)
        free_layer(&s->layer[l], s->model->space->choice_count);
    free(s->tensor);
    free(s->layer);
}

static void create_result(struct supernet_result *out, const struct model *model,
                          const struct batch *batch, int with_gradient)
{
    const struct network *network = model->network;
    size_t layers = (size_t)network->layer_count;
    *out = (struct supernet_result){.margin = INFINITY, .layer_count = layers};
    out->output =
        supernet_zeros(batch->count * (size_t)network->node[network->output].output.channels);
    out->mean = calloc(layers, sizeof *out->mean);
    out->variance = calloc(layers, sizeof *out->variance);
    if (!out->mean || !out->variance)
        abort();
    for (size_t l = 0; l < layers; l++) {
        size_t channels = (size_t)network->node[network->layer[l]].output.channels;
        out->mean[l] = supernet_zeros(channels);
        out->variance[l] = supernet_zeros(channels);
    }
    if (!with_gradient)
        return;
    out->gradient = supernet_zeros(model->parameter_count);
    out->dp = supernet_zeros(layers * model->space->choice_count);
    out->dp_size = supernet_zeros(layers * model->space->choice_count);
}

void supernet_result_free(struct supernet_result *result)
{
    for (size_t l = 0; l < result->layer_count; l++) {
        free(result->mean[l]);
        free(result->variance[l]);
    }
    free(result->mean);
    free(result->variance);
    free(result->output);
    free(result->gradient);
    free(result->dp);
    free(result->dp_size);
    *result = (struct supernet_result){0};
}

/* ---- loss ---- */

static int is_largest(const double *output, int classes, int label)
{
    for (int k = 0; k < classes; k++)
        if (output[k] > output[label] || (output[k] == output[label] && k < label))
            return 0;
    return 1;
}

/* Loss of one image; its gradient, of the mean over `images`. */
static double image_loss(const double *output, int classes, int label, double smoothing,
                         size_t images, double *doutput)
{
    double largest = -INFINITY, sum = 0, loss = 0;
    for (int k = 0; k < classes; k++)
        largest = fmax(largest, output[k]);
    for (int k = 0; k < classes; k++)
        sum += exp(output[k] - largest);
    for (int k = 0; k < classes; k++) {
        double log_share = output[k] - largest - log(sum);
        double target = (k == label ? 1 - smoothing : 0) + smoothing / classes;
        loss -= target * log_share;
        doutput[k] = (exp(log_share) - target) / (double)images;
    }
    return loss;
}

static void take_loss(struct supernet *s)
{
    struct supernet_tensor *last = &s->tensor[s->model->network->output + 1];
    int classes = last->shape.channels;
    for (size_t i = 0; i < s->batch->count; i++) {
        size_t first = i * (size_t)classes;
        s->out->loss += image_loss(last->x + first, classes, s->batch->label[i],
                                   s->options->smoothing, s->batch->count, last->dx + first);
        s->out->correct += (size_t)is_largest(last->x + first, classes, s->batch->label[i]);
    }
    s->out->loss /= (double)s->batch->count;
    for (size_t i = 0; i < last->count; i++)
        s->out->output[i] = last->x[i];
}

void supernet_run(struct supernet_result *out, const struct model *model, const struct batch *batch,
                  const double *p, const struct supernet_options *options, int with_gradient)
{
    const struct network *network = model->network;
    struct supernet s = {.model = model, .batch = batch, .p = p, .options = options, .out = out};
    s.constants = options->constants ? options->constants : model->parameter;
    create_result(out, model, batch, with_gradient);
    create(&s);
    for (int i = 0; i < network->node_count; i++)
        (network_op_is_layer(network->node[i].op) ? supernet_layer_forward
                                                  : supernet_join_forward)(&s, i);
    take_loss(&s);
    for (int i = network->node_count - 1; with_gradient && i >= 0; i--)
        (network_op_is_layer(network->node[i].op) ? supernet_layer_backward
                                                  : supernet_join_backward)(&s, i);
    destroy(&s);
}
