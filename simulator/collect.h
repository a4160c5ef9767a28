/* The outputs of the array's tile, one by one, each with all PEs that sum it. */
#ifndef SIMULATOR_COLLECT_H
#define SIMULATOR_COLLECT_H

#include "simulation.h"

struct collect_output {
    int value[TILE_AXES];
    long address, place; /* in the whole tensor, in a scratchpad */
    int pe_count;
    struct pe **pe;   /* [pe_count] */
    const int *chain; /* [pe_count] PEs of one chain are joined by links */
    int chain_count;
};

typedef void collect_fn(struct simulation *s, const struct collect_output *output, void *context);

/* Calls `visit` for every output (tags_set of O). */
void collect_each(struct simulation *s, collect_fn *visit, void *context);

#endif
