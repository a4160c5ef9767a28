/* Precisions at which the tensors between the layers of a network are stored.
 *
 * A layer takes its input at its own precision. A node's output is stored once for every
 * precision among its consumers; nodes that are no layers act on each of these copies.
 * The network's output has 8 bits.
 */
#ifndef WORKLOADS_PRECISION_H
#define WORKLOADS_PRECISION_H

#include "workloads/network.h"

/* Widest precision of files and runs with integer values. Wider choices have costs only. */
#define PRECISION_INTEGER_MAX 8
#define PRECISION_OUTPUT_BITS 8

/* Sets of precisions are words; this is the word of one. */
#define PRECISION_BIT(bits) (1u << (bits))

/* Fills wanted[node] (node_count of them) with the set of precisions in which a node's
 * output is stored. `choice` (layer_count) is the choice of each MAC layer. */
void precision_wanted(const struct network *network, const struct choice *choice, unsigned *wanted);

/* The same of the network's input, from the sets of the nodes. */
unsigned precision_wanted_of_input(const struct network *network, const struct choice *choice,
                                   const unsigned *wanted);

/* Sum of the precisions in a set, bits. */
int precision_width(unsigned wanted);

/* Reports layers that cannot be computed with integers of this library: precisions above
 * PRECISION_INTEGER_MAX, an input that is not of 8 bits, so many terms in one output that
 * a psum may leave 32 bits. Returns 0, or -1. */
int precision_check(const struct network *network, const struct choice *choice,
                    struct diag_list *diag);

#endif
