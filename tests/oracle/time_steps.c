#include "time_steps.h"

/* The loops of one dimension and what one iteration of each adds to its index. */
struct chain {
    int size; /* of the dimension */
    int temporals, spatials;
    int temporal[MAP_NODES_MAX], spatial[MAP_NODES_MAX]; /* bounds */
    int temporal_stride[MAP_NODES_MAX], spatial_stride[MAP_NODES_MAX];
};

static void find_chain(const struct oracle_loop *loop, int count, enum dim dim, struct chain *chain)
{
    int stride = 1;
    for (int i = count - 1; i >= 0; i--) {
        if (loop[i].dim != dim)
            continue;
        if (loop[i].axis == ORACLE_TEMPORAL) {
            chain->temporal_stride[chain->temporals] = stride;
            chain->temporal[chain->temporals++] = loop[i].bound;
        } else {
            chain->spatial_stride[chain->spatials] = stride;
            chain->spatial[chain->spatials++] = loop[i].bound;
        }
        stride *= loop[i].bound;
    }
}

static int some_pe_has_terms(const struct chain *chain, int i, int index)
{
    if (i == chain->spatials)
        return index < chain->size;
    for (int at = 0; at < chain->spatial[i]; at++) {
        if (some_pe_has_terms(chain, i + 1, index + at * chain->spatial_stride[i]))
            return 1;
    }
    return 0;
}

static uint64_t count_steps(const struct chain *chain, int i, int index)
{
    uint64_t steps = 0;
    if (i == chain->temporals)
        return (uint64_t)some_pe_has_terms(chain, 0, index);
    for (int at = 0; at < chain->temporal[i]; at++)
        steps += count_steps(chain, i + 1, index + at * chain->temporal_stride[i]);
    return steps;
}

uint64_t oracle_time_steps(const struct map_problem *problem, const struct oracle_loop *loop,
                           int count)
{
    uint64_t steps = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        struct chain chain = {.size = problem->size[d]};
        find_chain(loop, count, (enum dim)d, &chain);
        steps *= count_steps(&chain, 0, 0);
    }
    return steps;
}
