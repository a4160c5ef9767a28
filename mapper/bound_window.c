/* What I's scratchpad nodes fetch along rows or columns, or fetch at least. */
#include <math.h>

#include "bound.h"
#include "least.h"

static struct window_cut cut(const struct laying *l, enum dim d, int is_laid)
{
    const struct lower_nest *n = l->leaf.nest;
    int inner = n->tile[d] / n->input_tile[d];
    const struct spread_option *o = &l->leaf.spread[d];
    if (!is_laid)
        return (struct window_cut){n->input_tile[d], inner * l->leaf.units[d], 1, 1};
    if (o->places == 1)
        return (struct window_cut){n->input_tile[d], inner * o->turns, 1, 1};
    return (struct window_cut){n->input_tile[d], inner, o->places, o->turns};
}

static struct window_words ask(struct solver *s, int axis, const struct window_query *q)
{
    const struct window_counts *c = window_memo_count(s->memo, axis, q);
    if (c == NULL) {
        s->failed = 1;
        return (struct window_words){.above = 0};
    }
    int multicast = s->problem->multicast, is_identical = multicast == MAP_MULTICAST_IDENTICAL;
    uint64_t first = is_identical ? c->first_distinct : c->first_together;
    return (struct window_words){
        .above = (double)(is_identical ? c->distinct : c->together),
        .each = (double)c->all,
        .first = (double)(multicast == MAP_MULTICAST_NONE ? c->first_all : first),
        .is_exact = 1};
}

/* The node may yet slide along either dimension of the pair, as far as it goes. */
static struct window_words least_windows(struct solver *s, int axis, struct window_query *q)
{
    struct window_words least = {INFINITY, INFINITY, 0, 1};
    for (int i = 0; i < 2; i++) {
        int is_spread = q->cut[i].spread > 1;
        q->slide = i == 0 ? SLIDE_POSITION : SLIDE_TAP;
        q->run = is_spread ? q->cut[i].outer : q->cut[i].inner;
        q->run_is_outer = is_spread;
        struct window_words w = ask(s, axis, q);
        least.above = lower(least.above, w.above);
        least.each = lower(least.each, w.each);
    }
    return least;
}

/* A node that has closed slides as far as it did then. */
static struct window_words closed_windows(struct solver *s, const struct lower_nest *n, int axis,
                                          struct window_query *q)
{
    int is_tap = n->slide_dim == (axis == ROWS ? DIM_R : DIM_S);
    if (is_tap || n->slide_dim == (axis == ROWS ? DIM_P : DIM_Q)) {
        q->slide = is_tap ? SLIDE_TAP : SLIDE_POSITION;
        /* a neighbour at another level slides on: as far as it may go */
        q->run = s->parted_dims >> n->slide_dim & 1 ? q->cut[is_tap].inner : n->slide_run;
    }
    return ask(s, axis, q);
}

double bound_windows_above(struct solver *s, const struct lower_nest *n, int axis,
                           const struct window_cut cut[2])
{
    struct window_query q = {.cut = {cut[0], cut[1]}};
    return closed_windows(s, n, axis, &q).above;
}

static struct window_words find_windows(struct solver *s, const struct laying *l, int axis,
                                        enum fate fate)
{
    enum dim dims[2] = {axis == ROWS ? DIM_P : DIM_Q, axis == ROWS ? DIM_R : DIM_S};
    int is_laid = (l->laid >> dims[0] & 1) && (l->laid >> dims[1] & 1);
    struct window_words w = {s->touched[axis], s->touched[axis], 0, 0};
    if (!(l->placed >> TENSOR_I & 1) || (!is_laid && fate != FATE_CLOSED))
        return w;
    /* what all PEs fetch is the same wherever they are: it slides along loops inside */
    struct window_query q = {.cut = {cut(l, dims[0], is_laid), cut(l, dims[1], is_laid)}};
    if (fate != FATE_CLOSED && s->has_halo[axis])
        w = least_windows(s, axis, &q);
    else
        w = closed_windows(s, l->leaf.nest, axis, &q);
    if (!is_laid) {
        w.above = s->touched[axis];
        w.is_exact = 0;
    }
    return w;
}

struct window_words bound_windows(struct solver *s, const struct laying *l, int axis,
                                  enum fate fate)
{
    while (l->below && l->below->known &&
           !(is_window_dim((int)l->last) && window_axis((int)l->last) == axis))
        l = l->below; /* they were the same before the last dimension was laid */
    if (l->known == NULL)
        return find_windows(s, l, axis, fate);
    unsigned bit = 1u << (axis * FATES + (int)fate);
    if (!(l->known->has_windows & bit))
        l->known->windows[axis][fate] = find_windows(s, l, axis, fate);
    l->known->has_windows |= bit;
    return l->known->windows[axis][fate];
}
