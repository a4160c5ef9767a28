/* Which tensors of a network share a quantiser's step, and which have values of both signs. */
#ifndef SEARCH_MODEL_GROUPS_H
#define SEARCH_MODEL_GROUPS_H

#include "workloads/network.h"

struct model_groups {
    int count;
    int *of;             /* (node_count) group of a node's output; -1: the network's input's */
    unsigned char *sign; /* (node_count) 1: the output has values of both signs */
    unsigned char *any_unsigned; /* (count) 1: some tensor of the group has no negative values */
};

/* Returns 0, or -1 when memory is short. Free with model_groups_free. */
int model_groups_find(struct model_groups *out, const struct network *network);
void model_groups_free(struct model_groups *groups);

#endif
