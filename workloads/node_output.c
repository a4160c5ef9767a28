#include "workloads/node_output.h"

#include <string.h>

#include "node_pool.h"
#include "workloads/requantize.h"

int node_output_input(struct activation *out, const struct network *network, const uint8_t *image,
                      int bits)
{
    int is_signed = network->input_signed;
    int min = activation_min(bits, is_signed), max = activation_max(bits, is_signed);
    if (activation_create(out, network->input, bits, is_signed) != 0)
        return -1;
    for (size_t i = 0; i < activation_count(out); i++)
        out->value[i] =
            (int16_t)requantize(image[i] - (is_signed ? 128 : 0), 1, 8 - bits, min, max);
    return 0;
}

int node_output_layer(struct activation *out, const struct network_node *node, const int32_t *psum,
                      const struct layer_weights *weights, int bits)
{
    const struct requantizer *scale = &weights->requantizer[bits];
    int min = activation_min(bits, !node->relu), max = activation_max(bits, !node->relu);
    if (activation_create(out, node->output, bits, !node->relu) != 0)
        return -1;
    size_t plane = (size_t)node->output.rows * (size_t)node->output.columns;
    for (size_t i = 0; i < activation_count(out); i++) {
        size_t m = i / plane;
        int32_t sum = requantize_bias(psum[i], weights->bias[m]);
        out->value[i] = (int16_t)requantize_offset(sum, scale->multiplier[m], scale->offset[m],
                                                   scale->shift[m], min, max);
    }
    return 0;
}

static int16_t fit(const struct activation *out, int32_t value)
{
    int min = activation_min(out->bits, out->is_signed);
    int max = activation_max(out->bits, out->is_signed);
    return (int16_t)(value < min ? min : value > max ? max : value);
}

static void concat(struct activation *out, const struct network_node *node,
                   const struct activation *const *in)
{
    int16_t *to = out->value;
    for (int k = 0; k < node->input_count; k++)
        for (size_t i = 0; i < activation_count(in[k]); i++)
            *to++ = fit(out, in[k]->value[i]);
}

static void add(struct activation *out, const struct network_node *node,
                const struct activation *const *in)
{
    for (size_t i = 0; i < activation_count(out); i++) {
        int32_t sum = 0;
        for (int k = 0; k < node->input_count; k++)
            sum += in[k]->value[i];
        out->value[i] = fit(out, sum);
    }
}

/* Channel g n + i goes to i groups + g. */
static void shuffle(struct activation *out, const struct network_node *node,
                    const struct activation *const *in)
{
    size_t plane = (size_t)out->shape.rows * (size_t)out->shape.columns;
    int n = out->shape.channels / node->groups;
    for (int c = 0; c < out->shape.channels; c++) {
        int to = c % n * node->groups + c / n;
        memcpy(out->value + (size_t)to * plane, in[0]->value + (size_t)c * plane,
               plane * sizeof *out->value);
    }
}

static void (*const compute[NETWORK_OP_COUNT])(struct activation *, const struct network_node *,
                                               const struct activation *const *) = {
    [NETWORK_MAX_POOL] = node_max_pool,
    [NETWORK_AVERAGE_POOL] = node_average_pool,
    [NETWORK_GLOBAL_AVERAGE] = node_average_pool,
    [NETWORK_CONCAT] = concat,
    [NETWORK_ADD] = add,
    [NETWORK_SHUFFLE] = shuffle,
};

int node_output_other(struct activation *out, const struct network_node *node,
                      const struct activation *const *in, int bits)
{
    int is_signed = 0;
    for (int k = 0; k < node->input_count; k++)
        is_signed |= in[k]->is_signed && !node->relu;
    if (activation_create(out, node->output, bits, is_signed) != 0)
        return -1;
    compute[node->op](out, node, in);
    return 0;
}
