/* The part above the array: loops and GLB nodes, outwards to DRAM.
 *
 * The same building as in lower.c, with two kinds of nodes: scratchpad nodes
 * that are still open, and GLB nodes to be placed. `total` holds what is
 * settled plus the least that every other node can cost: the bound. */
#include <math.h>
#include <string.h>

#include "allowed.h"
#include "upper.h"

static void record(const struct leaf_search *f, const struct upper *u)
{
    struct map_mapping mapping;
    struct map_result result;
    rebuild_mapping(f->s, f->leaf, u->depth, &mapping);
    if (map_evaluate(f->s->problem, &mapping, &result, NULL) == MAP_OK)
        solver_offer(f->s, &mapping, &result);
}

/* The rest of the loops go outermost, in any order: a node stays open to the
 * end if none of them moves its tensor (G, above all others, ends every tile). */
static int stays_open(const struct upper *u, enum tensor t)
{
    for (int d = 0; d < DIM_G; d++) {
        if (is_relevant(t, (enum dim)d) && u->left[d] > 1)
            return 0;
    }
    return 1;
}

static void finish(const struct leaf_search *f, const struct upper *u)
{
    struct upper end = *u;
    for (int node = 0; node < NODES; node++) {
        if (end.open >> node & 1)
            upper_close_node(f, &end, node, stays_open(u, (enum tensor)(node % TENSOR_COUNT)), -1,
                             1);
    }
    if (!upper_fits(f, &end) || is_hopeless(f->s, upper_score(f, &end)))
        return;
    record(f, &end);
}

/* The steps that may come next, cheapest bound first: good mappings are met early. */
#define NEXT_MAX 256

struct next {
    double bound;
    struct upper_op op;
};

struct next_list {
    int count;
    struct next step[NEXT_MAX];
};

/* Loops of a level inside the PE, but outside of its scratchpads' nodes. */
static int late_factor(const struct leaf_search *f, int d)
{
    return f->leaf->nest->tile[d] / f->leaf->nest->spad_tile[d];
}

/* A loop keeps to the limits of its level; even nodes stand together. */
static int is_allowed(const struct leaf_search *f, const struct upper *u, enum dim d, int bound)
{
    const struct solver *s = f->s;
    if (u->is_closing && u->unplaced)
        return 0;
    int product = late_factor(f, d) * u->turns[d] * bound;
    if (u->unplaced)
        return allowed_loop(s, SITE_GLB, d, product, u->glb_dims);
    return allowed_loop(s, SITE_DRAM, d, product / u->glb_factor[d], u->dram_dims);
}

/* What is left goes to DRAM's level. */
static int is_whole_allowed(const struct leaf_search *f, const struct upper *u)
{
    int product[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++)
        product[d] = late_factor(f, d) * u->turns[d] / u->glb_factor[d] * u->left[d];
    return allowed_products(f->s, SITE_DRAM, product);
}

static void note_glb_factors(const struct leaf_search *f, struct upper *u)
{
    for (int d = 0; d < DIM_COUNT; d++)
        u->glb_factor[d] = late_factor(f, d) * u->turns[d];
}

static int may_place(const struct leaf_search *f, const struct upper *u, enum tensor t)
{
    unsigned bit = 1u << t;
    return u->unplaced & bit && (int)t >= u->last_placed &&
           (f->s->options.even || !(u->dirty & bit) || u->held & bit);
}

static void place(const struct leaf_search *f, const struct upper *u, enum tensor t,
                  struct upper *next)
{
    *next = *u;
    next->is_closing |= f->s->options.even || (u->dirty >> t & 1);
    next->unplaced &= ~(1u << t);
    next->open |= 1u << (GLB + t);
    if (t == TENSOR_O)
        next->output_elements = upper_tile_elements(f, u, t);
    else
        next->bits += upper_tile_bits(f, u, t);
    for (int d = 0; d < DIM_COUNT && t == TENSOR_I; d++) {
        next->glb_tile[d] = upper_clipped(f, u, d);
        next->glb_left[d] = u->left[d];
    }
    if (!next->unplaced)
        note_glb_factors(f, next);
    next->last_dim = -1;
    next->last_closed = 0;
    next->last_placed = (int)t;
    next->depth++;
}

static int is_useful(const struct leaf_search *f, const struct upper *u, enum dim d)
{
    if ((u->unplaced ? f->s->pinned_glb : f->s->pinned_dram) >> d & 1 ||
        (f->s->is_free && f->s->options.even && u->unplaced))
        return 1;
    if (closed_by(u->open, d) != u->open)
        return 1;
    unsigned input_open = u->open >> TENSOR_I | u->open >> (GLB + TENSOR_I);
    int is_wanted = (input_open & 1) || (u->unplaced >> TENSOR_I & 1);
    return is_window_dim(d) && f->s->has_halo[window_axis(d)] && is_wanted;
}

static int is_in_order(const struct upper *u, enum dim d, unsigned closed)
{
    if (u->last_dim < 0)
        return 1;
    if (u->last_dim == (int)d)
        return 0;
    return u->last_closed || closed || u->last_dim < (int)d;
}

static void add_loop(const struct leaf_search *f, const struct upper *u, enum dim d, int bound,
                     struct upper *next)
{
    unsigned closed = closed_by(u->open, d);
    /* a neighbour at another level slides on: as far as it may go */
    int run = f->s->parted_dims >> d & 1 ? u->left[d] : bound;
    *next = *u;
    for (int node = 0; node < NODES; node++) {
        if (closed >> node & 1)
            upper_close_node(f, next, node, 0, is_window_dim(d) ? (int)d : -1, run);
    }
    next->tile[d] *= bound;
    next->left[d] = ceil_div(u->left[d], bound);
    next->turns[d] *= bound;
    *(u->unplaced ? &next->glb_dims : &next->dram_dims) |= 1u << d;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (is_relevant((enum tensor)t, d))
            next->dirty &= ~(1u << t);
        else
            next->dirty |= 1u << t & next->unplaced;
    }
    next->held = f->s->pinned_glb >> d & 1 ? next->dirty : 0;
    next->last_dim = (int)d;
    next->last_closed = closed != 0;
    next->last_placed = -1;
    next->depth++;
}

/* The loop of the nest that stands outside of some here, but within the array: nothing of the GLB
 * comes before. A loop of another window dimension does, which closes I. */
static void add_deferred(const struct leaf_search *f, const struct upper *u, struct upper *next)
{
    unsigned closed = closed_by(u->open, (enum dim)f->leaf->nest->deferred);
    *next = *u;
    next->is_deferring = 0;
    for (int node = 0; node < NODES; node++) {
        if (closed >> node & 1)
            upper_close_node(f, next, node, 0, -1, 1);
    }
    next->dirty = next->held = 0;
    next->last_dim = next->last_placed = -1;
    next->last_closed = 0;
    next->depth++;
}

static void take(const struct leaf_search *f, const struct upper *u, struct upper_op op,
                 struct upper *next)
{
    if (op.bound > 0)
        add_loop(f, u, (enum dim)op.what, op.bound, next);
    else if (op.bound < 0)
        add_deferred(f, u, next);
    else
        place(f, u, (enum tensor)op.what, next);
}

static void build(const struct leaf_search *f, const struct upper *u);

/* Notes a step unless it leads nowhere. Without room for it, it is taken at once. Returns 1 if what
 * it closes costs too much. */
static int note(const struct leaf_search *f, const struct upper *u, struct upper_op op,
                struct next_list *list)
{
    struct upper next;
    if (is_stopped(f->s))
        return 0;
    if (op.bound > 0 && !is_allowed(f, u, (enum dim)op.what, op.bound))
        return 0;
    take(f, u, op, &next);
    if (op.bound == 0 && !next.unplaced && !allowed_products(f->s, SITE_GLB, next.glb_factor))
        return 0;
    double bound = upper_score(f, &next);
    if (is_hopeless(f->s, bound))
        return 1;
    if (!upper_fits(f, &next))
        return 0;
    if (list->count == NEXT_MAX) {
        f->s->path[u->depth] = op;
        build(f, &next);
        return 0;
    }
    int at = list->count++;
    for (; at > 0 && list->step[at - 1].bound > bound; at--)
        list->step[at] = list->step[at - 1];
    list->step[at] = (struct next){bound, op};
    return 0;
}

/* What a loop of d closes costs the same however long it is, but for windows that slide along it.
 */
static int is_cost_of_any_bound(const struct leaf_search *f, enum dim d)
{
    return !is_window_dim((int)d) || !f->s->has_halo[window_axis((int)d)];
}

static void note_loops(const struct leaf_search *f, const struct upper *u, enum dim d,
                       struct next_list *list)
{
    if (u->left[d] == 1 || u->last_dim == (int)d || !is_useful(f, u, d) ||
        !(f->s->has_order || is_in_order(u, d, closed_by(u->open, d))))
        return;
    for (int bound = u->left[d]; bound > 1; bound--) {
        if (is_bound_tried(f->s, bound, u->left[d]) &&
            note(f, u, (struct upper_op){bound, (signed char)d}, list) &&
            is_cost_of_any_bound(f, d))
            return;
    }
}

/* The loop of groups, outermost of all, with nodes still to come above it. */
static void note_groups(const struct leaf_search *f, const struct upper *u, struct next_list *list)
{
    for (int d = 0; d < DIM_G; d++) {
        if (u->left[d] > 1)
            return;
    }
    if (u->left[DIM_G] > 1 && u->unplaced && is_group_moved(f->s))
        note(f, u, (struct upper_op){u->left[DIM_G], DIM_G}, list);
}

static void note_all(const struct leaf_search *f, const struct upper *u, struct next_list *list)
{
    for (int d = 0; d < DIM_G; d++)
        note_loops(f, u, (enum dim)d, list);
    note_groups(f, u, list);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (may_place(f, u, (enum tensor)t))
            note(f, u, (struct upper_op){0, (signed char)t}, list);
    }
}

/* A loop of a window dimension has come. */
static int is_window_moved(const struct upper *u)
{
    return u->turns[DIM_P] > 1 || u->turns[DIM_Q] > 1 || u->turns[DIM_R] > 1 || u->turns[DIM_S] > 1;
}

/* While a deferred loop is still to come: others, or that one. */
static void note_deferred(const struct leaf_search *f, const struct upper *u,
                          struct next_list *list)
{
    int deferred = f->leaf->nest->deferred;
    for (int d = 0; d < DIM_G; d++) {
        if (d != deferred)
            note_loops(f, u, (enum dim)d, list);
    }
    if (is_window_moved(u))
        note(f, u, (struct upper_op){-f->leaf->nest->deferred_bound, (signed char)deferred}, list);
}

static void build(const struct leaf_search *f, const struct upper *u)
{
    struct next_list list = {.count = 0};
    if (u->unplaced == 0 && !u->is_deferring && is_whole_allowed(f, u))
        finish(f, u);
    if (u->depth == UPPER_DEPTH_MAX)
        return;
    if (u->is_deferring)
        note_deferred(f, u, &list);
    else
        note_all(f, u, &list);
    for (int i = 0; i < list.count; i++) {
        struct upper next;
        if (is_stopped(f->s) || is_hopeless(f->s, list.step[i].bound))
            return;
        take(f, u, list.step[i].op, &next);
        f->s->path[u->depth] = list.step[i].op;
        build(f, &next);
    }
}

void upper_search(struct solver *s, const struct leaf *leaf, const struct cost *cost,
                  const struct cost pending[NODES], double cycles, int words)
{
    struct leaf_search f = {s, leaf, pending, cycles};
    struct upper u = {.open = leaf->nest->open,
                      .unplaced = leaf->kept,
                      .is_deferring = leaf->nest->deferred >= 0,
                      .words = words,
                      .total = *cost,
                      .last_dim = -1,
                      .last_placed = -1};
    for (int node = 0; node < NODES; node++) {
        cost_add(s, &u.total, &pending[node], 1);
        u.glb_pj += node >= GLB ? pending[node].v[COST_ENERGY_PJ] : 0;
    }
    for (int d = 0; d < DIM_COUNT; d++) {
        u.tile[d] = leaf->nest->tile[d] * leaf->spread[d].places;
        u.left[d] = leaf->spread[d].turns;
        u.turns[d] = u.glb_factor[d] = 1;
    }
    *(leaf->kept ? &u.glb_dims : &u.dram_dims) = leaf->nest->late_dims;
    if (!is_stopped(s) && !is_hopeless(s, upper_score(&f, &u)) && upper_fits(&f, &u))
        build(&f, &u);
}
