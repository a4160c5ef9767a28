#include "workloads/precision.h"

#include <string.h>

/* Of one output, or of a pooling window: 65536 x 255 x 128 is less than 2^31. */
#define TERMS_MAX 65536

/* What node i wants of its inputs: a layer its own precision, any other node each that is
 * wanted of its output. */
static unsigned wanted_by(const struct network *network, const struct choice *choice,
                          const unsigned *wanted, int i)
{
    int layer = network->node[i].layer;
    return layer >= 0 ? PRECISION_BIT(choice[layer].bits) : wanted[i];
}

void precision_wanted(const struct network *network, const struct choice *choice, unsigned *wanted)
{
    memset(wanted, 0, (size_t)network->node_count * sizeof *wanted);
    wanted[network->output] = PRECISION_BIT(PRECISION_OUTPUT_BITS);
    for (int i = network->node_count; i-- > 0;) { /* from the output back to the input */
        const struct network_node *node = &network->node[i];
        for (int k = 0; k < node->input_count; k++)
            if (node->input[k] != NETWORK_INPUT)
                wanted[node->input[k]] |= wanted_by(network, choice, wanted, i);
    }
}

unsigned precision_wanted_of_input(const struct network *network, const struct choice *choice,
                                   const unsigned *wanted)
{
    unsigned set = 0;
    for (int i = 0; i < network->node_count; i++)
        for (int k = 0; k < network->node[i].input_count; k++)
            if (network->node[i].input[k] == NETWORK_INPUT)
                set |= wanted_by(network, choice, wanted, i);
    return set;
}

int precision_width(unsigned wanted)
{
    int width = 0;
    for (int bits = 1; bits < 32; bits++)
        if (wanted & PRECISION_BIT(bits))
            width += bits;
    return width;
}

static void report_terms(const struct network *network, const char *name, uint64_t terms,
                         struct diag_list *diag)
{
    diag_error(diag, &(struct diag_place){.file = network->file}, NULL,
               "%s: %llu terms in one output, but at most %d are summed here", name,
               (unsigned long long)terms, TERMS_MAX);
}

static void check_layer(const struct network *network, const struct choice *choice, int layer,
                        struct diag_list *diag)
{
    const struct diag_place place = {.file = network->file};
    const char *name = network->node[network->layer[layer]].name;
    struct layer_shape shape = network_layer_shape(network, layer, 1);
    uint64_t outputs =
        (uint64_t)shape.size[DIM_M] * (uint64_t)shape.size[DIM_P] * (uint64_t)shape.size[DIM_Q];
    uint64_t terms = layer_terms_per_image(&shape) / outputs;
    if (choice->bits > PRECISION_INTEGER_MAX)
        diag_error(diag, &place, "choose 8, 4 or 2 bit for this layer",
                   "%s: %d-bit values cannot be computed here, only priced", name, choice->bits);
    if (terms > TERMS_MAX)
        report_terms(network, name, terms, diag);
}

static void check_window(const struct network *network, const struct network_node *node,
                         struct diag_list *diag)
{
    uint64_t window = (uint64_t)node->kernel[ROWS] * (uint64_t)node->kernel[COLUMNS];
    if (node->layer < 0 && window > TERMS_MAX)
        report_terms(network, node->name, window, diag);
}

int precision_check(const struct network *network, const struct choice *choice,
                    struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    if (network->input_bits != 8)
        diag_error(diag, &(struct diag_place){.file = network->file}, "input: {bits: 8}",
                   "an input of %d bits cannot be computed here: images are bytes",
                   network->input_bits);
    for (int l = 0; l < network->layer_count; l++)
        check_layer(network, &choice[l], l, diag);
    for (int i = 0; i < network->node_count; i++)
        check_window(network, &network->node[i], diag);
    return diag_count(diag) == errors ? 0 : -1;
}
