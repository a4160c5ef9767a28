#include "plain_nest.h"

#include <string.h>

#include "elements.h"

void plain_nest_of(const struct sim_layer *layer, struct plain_nest *out)
{
    const struct arch_choice *choice = &layer->machine->choice[layer->choice];
    int units[DIM_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1};
    *out = (struct plain_nest){.mapping = layer->mapping,
                               .shape = layer->shape,
                               .lanes = choice->lanes,
                               .lane_dim = choice->lane_dim};
    memcpy(out->extent, layer->shape.size, sizeof out->extent);
    out->extent[DIM_C] /= out->extent[DIM_G];
    out->extent[DIM_M] /= out->extent[DIM_G];
    for (int i = layer->mapping->count - 1; i >= 0; i--) {
        const struct map_node *node = &layer->mapping->node[i];
        if (node->kind == NODE_KEEP)
            continue;
        out->step[i] = units[node->dim];
        units[node->dim] *= node->bound;
    }
}

size_t plain_elements(const struct plain_nest *nest, enum tensor t)
{
    const int *size = nest->shape.size;
    if (t == TENSOR_W)
        return (size_t)size[DIM_M] * (size_t)nest->extent[DIM_C] * (size_t)size[DIM_R] *
               (size_t)size[DIM_S];
    if (t == TENSOR_I)
        return (size_t)size[DIM_N] * (size_t)size[DIM_C] * (size_t)nest->shape.input[ROWS] *
               (size_t)nest->shape.input[COLUMNS];
    return (size_t)size[DIM_N] * (size_t)size[DIM_M] * (size_t)size[DIM_P] * (size_t)size[DIM_Q];
}

int plain_term(const struct plain_nest *nest, const int turn[MAP_NODES_MAX], int lane,
               int at[DIM_COUNT])
{
    int is_real = 1;
    memset(at, 0, DIM_COUNT * sizeof *at);
    for (int i = 0; i < nest->mapping->count; i++) {
        if (nest->mapping->node[i].kind != NODE_KEEP)
            at[nest->mapping->node[i].dim] += turn[i] * nest->step[i];
    }
    at[nest->lane_dim] = at[nest->lane_dim] * nest->lanes + lane;
    for (int d = 0; d < DIM_COUNT; d++)
        is_real &= at[d] < nest->extent[d];
    return is_real;
}

static long input_element(const struct plain_nest *nest, const int at[DIM_COUNT])
{
    const struct layer_shape *s = &nest->shape;
    int channel = at[DIM_G] * nest->extent[DIM_C] + at[DIM_C];
    int h = s->stride[ROWS] * at[DIM_P] + s->dilation[ROWS] * at[DIM_R] - s->pad[ROWS];
    int v = s->stride[COLUMNS] * at[DIM_Q] + s->dilation[COLUMNS] * at[DIM_S] - s->pad[COLUMNS];
    if (h < 0 || h >= s->input[ROWS] || v < 0 || v >= s->input[COLUMNS])
        return -1;
    return (((long)at[DIM_N] * s->size[DIM_C] + channel) * s->input[ROWS] + h) * s->input[COLUMNS] +
           v;
}

long plain_element(const struct plain_nest *nest, enum tensor t, const int at[DIM_COUNT])
{
    const int *size = nest->shape.size;
    int channel = at[DIM_G] * nest->extent[DIM_M] + at[DIM_M];
    if (t == TENSOR_I)
        return input_element(nest, at);
    if (t == TENSOR_W)
        return (((long)channel * nest->extent[DIM_C] + at[DIM_C]) * size[DIM_R] + at[DIM_R]) *
                   size[DIM_S] +
               at[DIM_S];
    return (((long)at[DIM_N] * size[DIM_M] + channel) * size[DIM_P] + at[DIM_P]) * size[DIM_Q] +
           at[DIM_Q];
}

static void add_term(const struct plain_nest *nest, enum tensor t, const int *turn, uint8_t *set)
{
    int at[DIM_COUNT];
    for (int lane = 0; lane < nest->lanes; lane++) {
        if (!plain_term(nest, turn, lane, at))
            continue;
        long element = plain_element(nest, t, at);
        if (element >= 0)
            set[element] = 1;
    }
}

static void add_terms(const struct plain_nest *nest, enum tensor t, int node, int *turn,
                      uint8_t *set)
{
    if (node == nest->mapping->count) {
        add_term(nest, t, turn, set);
        return;
    }
    int turns = nest->mapping->node[node].kind == NODE_KEEP ? 1 : nest->mapping->node[node].bound;
    for (turn[node] = 0; turn[node] < turns; turn[node]++)
        add_terms(nest, t, node + 1, turn, set);
}

void plain_tile(const struct plain_nest *nest, int node, const int turn[MAP_NODES_MAX],
                uint8_t *set)
{
    enum tensor t = nest->mapping->node[node].tensor;
    int own[MAP_NODES_MAX];
    memcpy(own, turn, sizeof own);
    memset(set, 0, plain_elements(nest, t));
    add_terms(nest, t, node + 1, own, set);
}

/* Loops of one dimension that are neighbours are one loop. Returns the outermost of them. */
static int outermost_neighbour(const struct map_mapping *mapping, int loop)
{
    int outermost = loop;
    for (int i = loop - 1; i >= 0; i--) {
        const struct map_node *node = &mapping->node[i];
        if (node->kind == NODE_KEEP || node->bound == 1)
            continue;
        int is_same = node->dim == mapping->node[loop].dim;
        if (node->kind == NODE_PAR ? is_same : !is_same)
            break;
        outermost = node->kind == NODE_FOR ? i : outermost;
    }
    return outermost;
}

enum plain_change plain_change_of(const struct plain_nest *nest, int node, int moved)
{
    const struct map_mapping *m = nest->mapping;
    int sliding = node - 1;
    while (sliding >= 0 && (m->node[sliding].kind != NODE_FOR || m->node[sliding].bound == 1 ||
                            !oracle_relevant(m->node[node].tensor, m->node[sliding].dim)))
        sliding--;
    if (moved < 0)
        return PLAIN_WHOLE;
    if (moved > sliding)
        return PLAIN_STAYS;
    return moved >= outermost_neighbour(m, sliding) ? PLAIN_SLIDES : PLAIN_WHOLE;
}

int plain_next_turn(const struct plain_nest *nest, int turn[MAP_NODES_MAX])
{
    int at[DIM_COUNT];
    for (int i = nest->mapping->count - 1; i >= 0; i--) {
        if (nest->mapping->node[i].kind != NODE_FOR)
            continue;
        /* without a first term the iteration begins beyond the layer */
        if (++turn[i] < nest->mapping->node[i].bound && plain_term(nest, turn, 0, at))
            return i;
        turn[i] = 0;
    }
    return -1;
}
