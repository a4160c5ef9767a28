#include "workloads/reference.h"

#include <assert.h>
#include <stdlib.h>

#include "workloads/convolution.h"
#include "workloads/node_output.h"

/* A tensor, one copy for each precision that is wanted of it. */
struct copies {
    struct activation at[PRECISION_INTEGER_MAX + 1]; /* [bits]; value NULL: not stored */
};

struct layer_run {
    int32_t *psum; /* (M, P, Q) */
    uint64_t overflows;
};

struct reference {
    const struct network *network;
    unsigned *wanted;        /* (node_count) */
    struct copies *output;   /* (node_count + 1): [node + 1], the network's input first */
    struct layer_run *layer; /* (layer_count) */
};

/* What all steps of a run look at. */
struct run {
    struct reference *reference;
    const struct choice *choice;
    const struct weights *weights;
    const struct reference_options *options;
};

static int default_psums(void *context, const struct reference_layer *layer, int32_t *psum)
{
    (void)context;
    struct convolution convolution = {layer->shape, layer->choice->op, layer->input->value,
                                      layer->weights->weight};
    return convolution_psums(&convolution, psum);
}

/* Counts the psums that do not fit, and wraps them if the accumulator is that wide only. */
static void accumulate(struct layer_run *layer, size_t count, int psum_bits, int is_wrapped)
{
    for (size_t i = 0; i < count; i++) {
        int32_t wrapped = convolution_wrap(layer->psum[i], psum_bits);
        layer->overflows += wrapped != layer->psum[i];
        if (is_wrapped)
            layer->psum[i] = wrapped;
    }
}

static int run_psums(const struct run *run, const struct network_node *node)
{
    const struct reference_options *options = run->options;
    const struct choice *choice = &run->choice[node->layer];
    struct layer_run *out = &run->reference->layer[node->layer];
    struct activation input = *reference_output(run->reference, node->input[0], choice->bits);
    struct reference_layer layer = {
        .layer = node->layer,
        .shape = network_layer_shape(run->reference->network, node->layer, 1),
        .choice = choice,
        .input = &input,
        .weights = &run->weights->layer[node->layer],
        .psum_bits =
            options->psum_bits ? options->psum_bits[node->layer] : choice->op->default_psum_bits};
    size_t count = (size_t)network_elements_out(node);
    reference_psums_fn *psums = options->psums ? options->psums : default_psums;
    input.shape = (struct network_shape){layer.shape.size[DIM_C], layer.shape.input[ROWS],
                                         layer.shape.input[COLUMNS]};
    out->psum = calloc(count, sizeof *out->psum);
    if (!out->psum || psums(options->context, &layer, out->psum) != 0)
        return -1;
    accumulate(out, count, layer.psum_bits, options->accumulate == REFERENCE_PAPER);
    return 0;
}

static int run_layer_output(const struct run *run, const struct network_node *node, int bits,
                            struct activation *out)
{
    return node_output_layer(out, node, run->reference->layer[node->layer].psum,
                             &run->weights->layer[node->layer], bits);
}

static int run_other_output(const struct run *run, const struct network_node *node, int bits,
                            struct activation *out)
{
    const struct activation *in[NETWORK_INPUTS_MAX];
    for (int k = 0; k < node->input_count; k++)
        in[k] = reference_output(run->reference, node->input[k], bits);
    return node_output_other(out, node, in, bits);
}

static int run_node(const struct run *run, int i)
{
    const struct network_node *node = &run->reference->network->node[i];
    struct copies *output = &run->reference->output[i + 1];
    int status = node->layer >= 0 ? run_psums(run, node) : 0;
    for (int bits = 1; !status && bits <= PRECISION_INTEGER_MAX; bits++)
        if (run->reference->wanted[i] & PRECISION_BIT(bits))
            status = (node->layer >= 0 ? run_layer_output : run_other_output)(run, node, bits,
                                                                              &output->at[bits]);
    return status;
}

static int run_input(const struct run *run, const uint8_t *image)
{
    const struct reference *reference = run->reference;
    unsigned wanted = precision_wanted_of_input(reference->network, run->choice, reference->wanted);
    for (int bits = 1; bits <= PRECISION_INTEGER_MAX; bits++)
        if (wanted & PRECISION_BIT(bits) &&
            node_output_input(&reference->output[0].at[bits], reference->network, image, bits))
            return -1;
    return 0;
}

static int run_all(const struct run *run, const uint8_t *image)
{
    int status = run_input(run, image);
    for (int i = 0; !status && i < run->reference->network->node_count; i++)
        status = run_node(run, i);
    return status;
}

static struct reference *create(const struct network *network)
{
    struct reference *reference = calloc(1, sizeof *reference);
    size_t nodes = (size_t)network->node_count, layers = (size_t)network->layer_count;
    if (!reference)
        return NULL;
    reference->network = network;
    reference->wanted = calloc(nodes, sizeof *reference->wanted);
    reference->output = calloc(nodes + 1, sizeof *reference->output);
    reference->layer = calloc(layers + 1, sizeof *reference->layer);
    if (reference->wanted && reference->output && reference->layer)
        return reference;
    reference_free(reference);
    return NULL;
}

int reference_run(struct reference **out, const struct network *network,
                  const struct choice *choice, const struct weights *weights, const uint8_t *image,
                  const struct reference_options *options, struct diag_list *diag)
{
    static const struct reference_options usual = {0};
    size_t errors = diag_count(diag);
    *out = NULL;
    assert(weights->layer_count == network->layer_count);
    if (precision_check(network, choice, diag) != 0)
        return -1;
    struct run run = {create(network), choice, weights, options ? options : &usual};
    if (run.reference)
        precision_wanted(network, choice, run.reference->wanted);
    if (run.reference && run_all(&run, image) == 0) {
        *out = run.reference;
        return 0;
    }
    reference_free(run.reference);
    if (diag_count(diag) == errors)
        diag_error(diag, &(struct diag_place){.file = network->file}, NULL,
                   "not enough memory to compute the network");
    return -1;
}

static void free_copies(struct copies *copies)
{
    for (int bits = 0; bits <= PRECISION_INTEGER_MAX; bits++)
        activation_free(&copies->at[bits]);
}

void reference_free(struct reference *reference)
{
    if (!reference)
        return;
    for (int i = 0; reference->output && i <= reference->network->node_count; i++)
        free_copies(&reference->output[i]);
    for (int l = 0; reference->layer && l < reference->network->layer_count; l++)
        free(reference->layer[l].psum);
    free(reference->wanted);
    free(reference->output);
    free(reference->layer);
    free(reference);
}

const struct activation *reference_output(const struct reference *reference, int node, int bits)
{
    if (bits < 1 || bits > PRECISION_INTEGER_MAX)
        return NULL;
    const struct activation *output = &reference->output[node + 1].at[bits];
    return output->value ? output : NULL;
}

const int32_t *reference_psums(const struct reference *reference, int layer)
{
    return reference->layer[layer].psum;
}

uint64_t reference_overflows(const struct reference *reference, int layer)
{
    return reference->layer[layer].overflows;
}

int reference_label(const struct reference *reference)
{
    const struct activation *output =
        reference_output(reference, reference->network->output, PRECISION_OUTPUT_BITS);
    size_t plane = (size_t)output->shape.rows * (size_t)output->shape.columns;
    int64_t largest = INT64_MIN;
    int label = 0;
    for (int c = 0; c < output->shape.channels; c++) {
        int64_t sum = 0;
        for (size_t i = 0; i < plane; i++)
            sum += output->value[(size_t)c * plane + i];
        if (sum > largest) {
            largest = sum;
            label = c;
        }
    }
    return label;
}
