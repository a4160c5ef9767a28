/* Pooling of one image: windows that slide over every channel, as node_output.h says. */
#ifndef WORKLOADS_NODE_POOL_H
#define WORKLOADS_NODE_POOL_H

#include "workloads/activation.h"

/* Fill `out` (of the node's shape, in the range of in[0]) from in[0]. */
void node_max_pool(struct activation *out, const struct network_node *node,
                   const struct activation *const *in);
void node_average_pool(struct activation *out, const struct network_node *node,
                       const struct activation *const *in);

#endif
