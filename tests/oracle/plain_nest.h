/* A mapping as loops over terms, and what the terms below a keep node need, term by term. */
#ifndef ORACLE_PLAIN_NEST_H
#define ORACLE_PLAIN_NEST_H

#include "simulator/simulate.h"

struct plain_nest {
    const struct map_mapping *mapping;
    struct layer_shape shape;
    int extent[DIM_COUNT]; /* C and M per group */
    int lanes, lane_dim;
    int step[MAP_NODES_MAX]; /* of a loop, in units of its dimension */
};

enum plain_change { PLAIN_STAYS, PLAIN_SLIDES, PLAIN_WHOLE };

void plain_nest_of(const struct sim_layer *layer, struct plain_nest *out);

/* Elements of a whole tensor. */
size_t plain_elements(const struct plain_nest *nest, enum tensor t);

/* Where a term is, its loops being at turn[node]. Returns 0 if it lies beyond the layer. */
int plain_term(const struct plain_nest *nest, const int turn[MAP_NODES_MAX], int lane,
               int at[DIM_COUNT]);

/* The element that a term needs, as the layer's arrays have it; -1: padding. */
long plain_element(const struct plain_nest *nest, enum tensor t, const int at[DIM_COUNT]);

/* Makes set[element] 1 for all that the terms below a node need, the loops above being at
 * `turn`; the others 0. */
void plain_tile(const struct plain_nest *nest, int node, const int turn[MAP_NODES_MAX],
                uint8_t *set);

/* What a keep node does when loop `moved` turns and those inside start again; -1: at first. */
enum plain_change plain_change_of(const struct plain_nest *nest, int node, int moved);

/* The next turn of the temporal loops, the spatial ones being at 0; turns that would begin beyond
 * the layer do not take place. Returns the outermost that turned, or -1 after the last. */
int plain_next_turn(const struct plain_nest *nest, int turn[MAP_NODES_MAX]);

#endif
