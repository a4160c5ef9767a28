/* The integer reference of a network: image in, every tensor and the label out.
 *
 * Bit for bit what a machine has to compute: exact psums (convolution.h), then what happens
 * between the layers (node_output.h), at the precisions that are wanted (precision.h).
 *
 *     struct reference *run;
 *     reference_run(&run, network, choice, weights, image, NULL, diag);
 *     const struct activation *out = reference_output(run, network->output, 8);
 *     int label = reference_label(run);
 *     reference_free(run);
 */
#ifndef WORKLOADS_REFERENCE_H
#define WORKLOADS_REFERENCE_H

#include "workloads/activation.h"
#include "workloads/weights.h"

enum reference_accumulate {
    REFERENCE_EXACT, /* psums are as wide as the layer's worst case */
    REFERENCE_PAPER  /* psums wrap at psum_bits */
};

/* A layer about to be computed. */
struct reference_layer {
    int layer;                /* its number among the MAC layers */
    struct layer_shape shape; /* N = 1 */
    const struct choice *choice;
    const struct activation *input; /* (C, H, W) of `shape`, at the layer's bits */
    const struct layer_weights *weights;
    int psum_bits; /* of the accumulator */
};

/* Fills psum (M, P, Q). Returns 0, or -1 after it reported why, which ends the run. */
typedef int reference_psums_fn(void *context, const struct reference_layer *layer, int32_t *psum);

/* {0} is a valid choice of all. */
struct reference_options {
    enum reference_accumulate accumulate;
    const int *psum_bits;      /* (layer_count) 2 to 32; NULL: the operators' own */
    reference_psums_fn *psums; /* NULL: convolution_psums */
    void *context;             /* of `psums` */
};

struct reference;

/* Runs one image (channels, rows, columns) through the network. `choice` (layer_count) and
 * `weights`, which were made for them, must outlive the call, not the result; the network
 * must outlive the result. `options` may be NULL. Returns 0, or -1 with the reason in `diag`.
 * Free with reference_free. */
int reference_run(struct reference **out, const struct network *network,
                  const struct choice *choice, const struct weights *weights, const uint8_t *image,
                  const struct reference_options *options, struct diag_list *diag);
void reference_free(struct reference *reference);

/* Output of a node (or NETWORK_INPUT) at `bits`; NULL if it is not stored so. */
const struct activation *reference_output(const struct reference *reference, int node, int bits);

/* Psums of a layer (M, P, Q): wrapped under REFERENCE_PAPER, without the bias. */
const int32_t *reference_psums(const struct reference *reference, int layer);

/* Psums of a layer that do not fit its psum_bits. */
uint64_t reference_overflows(const struct reference *reference, int layer);

/* Channel of the network's output with the largest value (sum over rows and columns), the first
 * of equals. */
int reference_label(const struct reference *reference);

#endif
