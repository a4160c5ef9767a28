#include "program.h"

#include <stdio.h>
#include <string.h>

int program_moves(enum tensor t, enum dim d)
{
    static const char *const dims[TENSOR_COUNT] = {
        [TENSOR_W] = "GMCRS", [TENSOR_I] = "NGCPQRS", [TENSOR_O] = "NGMPQ"};
    return strchr(dims[t], dim_letters[d]) != NULL;
}

static void set_layer(struct program *p, const struct sim_layer *layer)
{
    p->machine = layer->machine;
    p->choice = &layer->machine->choice[layer->choice];
    p->shape = layer->shape;
    memcpy(p->extent, layer->shape.size, sizeof p->extent);
    p->extent[DIM_C] /= p->extent[DIM_G];
    p->extent[DIM_M] /= p->extent[DIM_G];
    memcpy(p->size, p->extent, sizeof p->size);
    enum dim d = p->choice->lane_dim;
    p->size[d] = (p->extent[d] + p->choice->lanes - 1) / p->choice->lanes;
    p->bits[SIM_WEIGHT] = choice_weight_bits(&p->choice->choice);
    p->bits[SIM_INPUT] = p->bits[SIM_OUTPUT] = p->choice->choice.bits;
    p->bits[SIM_PSUM] = p->choice->psum_bits;
}

/* Product of the bounds of d below node i. */
static int units_below(const struct map_mapping *mapping, int i, enum dim d)
{
    long units = 1;
    for (int k = i + 1; k < mapping->count; k++) {
        const struct map_node *node = &mapping->node[k];
        if (node->kind != NODE_KEEP && node->dim == d)
            units *= node->bound;
    }
    return units > INT32_MAX ? INT32_MAX : (int)units;
}

static int has_par_between(const struct program *p, const struct program_loop *outer,
                           const struct program_loop *inner)
{
    for (int i = outer->pars_above; i < inner->pars_above; i++) {
        if (p->par[i].dim == inner->dim)
            return 1;
    }
    return 0;
}

static void set_slide(struct program *p, struct program_keep *keep, enum tensor t)
{
    int i = keep->depth - 1;
    while (i >= 0 && !program_moves(t, p->loop[i].dim))
        i--;
    keep->slide_first = keep->slide_last = i;
    while (i > 0 && p->loop[i - 1].dim == p->loop[i].dim &&
           !has_par_between(p, &p->loop[i - 1], &p->loop[i]))
        keep->slide_first = --i;
}

static void add_keep(struct program *p, const struct map_mapping *mapping, int i)
{
    const struct map_node *node = &mapping->node[i];
    struct program_keep *keep = &p->keep[node->level][node->tensor];
    *keep = (struct program_keep){.exists = 1, .depth = p->loop_count};
    for (int d = 0; d < DIM_COUNT; d++)
        keep->tile[d] = units_below(mapping, i, (enum dim)d);
    set_slide(p, keep, node->tensor);
    if (node->level == LEVEL_DRAM)
        return;
    p->order[p->order_count++] = (int)node->level * TENSOR_COUNT + (int)node->tensor;
    if (p->outer_count <= keep->slide_last)
        p->outer_count = keep->slide_last + 1;
}

static void add_node(struct program *p, const struct map_mapping *mapping, int i)
{
    const struct map_node *node = &mapping->node[i];
    int step = node->kind == NODE_KEEP ? 0 : units_below(mapping, i, node->dim);
    if (node->kind == NODE_KEEP) {
        if (!p->keep[node->level][node->tensor].exists)
            add_keep(p, mapping, i);
    } else if (node->bound > 1 && node->kind == NODE_FOR) {
        p->loop[p->loop_count++] =
            (struct program_loop){node->dim, node->bound, step, p->par_count};
    } else if (node->bound > 1) {
        p->par[p->par_count++] = (struct program_par){node->dim, node->bound, step, node->axis};
    }
}

/* Links join PEs along an axis; every other axis over which a sum is spread makes chains. */
static int is_one_chain(const struct program *p)
{
    for (int i = 0; i < p->par_count; i++) {
        if (!program_moves(TENSOR_O, p->par[i].dim) &&
            p->machine->reduce[p->par[i].axis] != REDUCE_LINK)
            return 0;
    }
    return 1;
}

static int fits_array(const struct program *p, char reason[SIM_REASON_MAX])
{
    int used[AXIS_COUNT] = {1, 1};
    const int places[AXIS_COUNT] = {p->machine->columns, p->machine->rows};
    for (int i = 0; i < p->par_count; i++)
        used[p->par[i].axis] *= p->par[i].bound;
    for (int a = 0; a < AXIS_COUNT; a++) {
        if (used[a] > places[a]) {
            snprintf(reason, SIM_REASON_MAX, "the mapping needs %d PEs along %c, the array has %d",
                     used[a], "XY"[a], places[a]);
            return 0;
        }
    }
    return 1;
}

static int is_complete(const struct program *p, char reason[SIM_REASON_MAX])
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!p->keep[LEVEL_SPAD][t].exists) {
            snprintf(reason, SIM_REASON_MAX, "the mapping keeps %c in no scratchpad",
                     tensor_letters[t]);
            return 0;
        }
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        long units = 1;
        for (int i = 0; i < p->loop_count; i++)
            units *= p->loop[i].dim == (enum dim)d ? p->loop[i].bound : 1;
        for (int i = 0; i < p->par_count; i++)
            units *= p->par[i].dim == (enum dim)d ? p->par[i].bound : 1;
        if (units < p->size[d]) {
            snprintf(reason, SIM_REASON_MAX, "the mapping does %ld of %d steps of %c", units,
                     p->size[d], dim_letters[d]);
            return 0;
        }
    }
    return 1;
}

int program_read(struct program *out, const struct sim_layer *layer, char reason[SIM_REASON_MAX])
{
    memset(out, 0, sizeof *out);
    set_layer(out, layer);
    for (int i = 0; i < layer->mapping->count; i++)
        add_node(out, layer->mapping, i);
    out->sums_in_one = is_one_chain(out);
    return is_complete(out, reason) && fits_array(out, reason) ? 0 : -1;
}
