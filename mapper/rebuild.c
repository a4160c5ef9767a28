#include "solver.h"

static void add_keeps(struct map_mapping *out)
{
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(out, LEVEL_DRAM, (enum tensor)t);
}

/* Loops that no step of the path placed, G first. */
static void add_rest(const struct solver *s, const struct leaf *leaf, int depth,
                     struct map_mapping *out)
{
    static const enum dim dims[DIM_COUNT] = {DIM_G, DIM_N, DIM_C, DIM_M,
                                             DIM_P, DIM_Q, DIM_R, DIM_S};
    for (int i = 0; i < DIM_COUNT; i++) {
        int left = leaf->spread[dims[i]].turns;
        for (int k = 0; k < depth; k++) {
            if (s->path[k].bound > 0 && s->path[k].what == (int)dims[i])
                left = ceil_div(left, s->path[k].bound);
        }
        if (left > 1)
            map_add_for(out, dims[i], left);
    }
}

/* Spatial loops of some dimensions: the linked axis innermost, so that chains fill up first. */
static void add_array(const struct solver *s, const struct leaf *leaf, unsigned dims,
                      struct map_mapping *out)
{
    int inner = s->problem->reduce_link[0] && !s->problem->reduce_link[1] ? 0 : 1;
    for (int pass = 0; pass < 2; pass++) {
        int axis = pass == 0 ? !inner : inner;
        for (int d = 0; d < DIM_COUNT; d++) {
            if (dims >> d & 1 && leaf->spread[d].axis[axis] > 1)
                map_add_par(out, (enum dim)d, leaf->spread[d].axis[axis], axis);
        }
    }
}

static void add_upper(struct map_mapping *out, const struct upper_op *op)
{
    if (op->bound > 0)
        map_add_for(out, (enum dim)op->what, op->bound);
    else
        map_add_keep(out, LEVEL_GLB, (enum tensor)op->what);
}

/* A deferred loop stands within the places of its own dimension, whatever comes between the array's
 * loops then. */
static void add_deferred(const struct solver *s, const struct leaf *leaf, const struct upper_op *op,
                         struct map_mapping *out)
{
    add_array(s, leaf, 1u << op->what, out);
    map_add_for(out, (enum dim)op->what, -op->bound);
}

void rebuild_mapping(const struct solver *s, const struct leaf *leaf, int depth,
                     struct map_mapping *out)
{
    int deferred = leaf->nest->deferred, below = leaf->nest->path;
    out->count = 0;
    add_keeps(out);
    add_rest(s, leaf, depth, out);
    for (int k = depth - 1; k >= 0; k--) {
        if (s->path[k].bound < 0)
            add_deferred(s, leaf, &s->path[k], out);
        else
            add_upper(out, &s->path[k]);
    }
    add_array(s, leaf, deferred >= 0 ? ~(1u << deferred) : ~0u, out);
    if (deferred >= 0)
        below = s->lower.op[below].parent;
    for (int i = below; i >= 0; i = s->lower.op[i].parent) {
        const struct lower_op *op = &s->lower.op[i];
        if (op->bound > 0)
            map_add_for(out, (enum dim)op->what, op->bound);
        else
            map_add_keep(out, LEVEL_SPAD, (enum tensor)op->what);
    }
}
