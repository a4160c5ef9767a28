/* What a node gives, as integers: everything of a network but the psums.
 *
 * The reference and the simulator both call these, each with its own psums. Every function
 * creates `out`, at `bits`, and returns 0, or -1 when memory is short (then there is nothing
 * to free).
 */
#ifndef WORKLOADS_NODE_OUTPUT_H
#define WORKLOADS_NODE_OUTPUT_H

#include "workloads/activation.h"
#include "workloads/weights.h"

/* The network's input at `bits`, from image bytes (channels, rows, columns): byte - 128 if
 * signed, else byte, then scaled by 2^(bits - 8), halves away from zero, clamped. */
int node_output_input(struct activation *out, const struct network *network, const uint8_t *image,
                      int bits);

/* A MAC layer: bias, requantisation, clamp. Signed without ReLU; with it the clamp at 0 is the
 * ReLU. psum (M, P, Q). */
int node_output_layer(struct activation *out, const struct network_node *node, const int32_t *psum,
                      const struct layer_weights *weights, int bits);

/* Any other node; in[i] (input_count of them) is its input i, stored at `bits`.
 * - max_pool: padding does not count.
 * - average_pool, global_average: the sum over the positions inside the padded input, padding
 *   as 0, by their number, halves away from zero.
 * - concat, add: add sums in 32 bits; a ReLU comes last; values saturate in the range.
 * Signed if an input is and there is no ReLU. */
int node_output_other(struct activation *out, const struct network_node *node,
                      const struct activation *const *in, int bits);

#endif
