/* Bounds of nodes with the GLB's share of them, each found out once. */

#include "bound.h"
#include "least.h"

/* The cheaper of two, each with all the places that are left for itself. */
static void take_least(const struct solver *s, double left, struct node_bound *a,
                       const struct node_bound *b)
{
    for (int k = 0; k < s->cost_terms; k++) {
        a->fixed.v[k] = lower(a->fixed.v[k] + a->shared.v[k] / lower(a->most, left),
                              b->fixed.v[k] + b->shared.v[k] / lower(b->most, left));
        a->shared.v[k] = 0;
    }
    a->chained_pj = 0;
    a->most = 1;
}

/* True if a, at its dearest, is cheaper than b at its cheapest. */
static int is_cheaper(const struct solver *s, const struct node_bound *a,
                      const struct node_bound *b)
{
    for (int k = 0; k < s->cost_terms; k++) {
        if (a->fixed.v[k] + a->shared.v[k] > b->fixed.v[k] + b->shared.v[k] / b->most)
            return 0;
    }
    return 1;
}

/* Under a nest with tiles widened for t's sake, the loops first above the array
 * reuse another open node and close t's GLB node. Every turn of the loops idle
 * to t, which can only come later, fetches t from DRAM again. */
static void charge_refetches(struct solver *s, const struct laying *l, enum tensor t,
                             struct node_bound *out)
{
    static const unsigned all = (1u << TENSOR_COUNT) - 1;
    const struct cost *again = t == TENSOR_O ? &s->prices[7].glb_swap : &s->glb_once[t];
    double words = t == TENSOR_O ? s->elements[t] : 1, turns = 1, open_units = 1;
    if (!(l->leaf.nest->left_alone >> t & 1) || (l->placed | 1u << t) != all)
        return;
    for (int d = 0; d < DIM_G; d++) {
        if (is_relevant(t, (enum dim)d))
            continue;
        if (l->laid >> d & 1)
            turns *= l->leaf.spread[d].turns;
        else
            open_units *= l->leaf.units[d];
    }
    cost_add(s, &out->shared, again, words * turns * open_units);
    cost_add(s, &out->fixed, again, -words);
    out->most = higher(out->most, open_units);
    out->fetched = 0;
}

/* The node of t with the GLB, or past it, or either way: whichever costs less. */
static void node_with_glb(struct solver *s, const struct laying *l, enum tensor t, enum fate fate,
                          enum keeping keeping, struct node_bound *out)
{
    const struct map_problem *p = s->problem;
    int is_free = keeping == EITHER_WAY;
    int may_in = is_free ? p->has_glb && p->glb_may_keep[t] : keeping == IN_GLB;
    int may_past = is_free ? !p->has_glb || p->glb_may_bypass[t] : keeping == PAST_GLB;
    struct node_bound past;
    if (may_past)
        bound_node(s, l, t, fate, FROM_DRAM, may_in ? &past : out);
    if (!may_in)
        return;
    bound_node(s, l, t, fate, FROM_GLB, out);
    cost_add(s, &out->fixed, &s->glb_once[t], 1);
    charge_refetches(s, l, t, out);
    if (!may_past || is_cheaper(s, out, &past))
        return;
    if (is_cheaper(s, &past, out))
        *out = past;
    else
        take_least(s, laying_places_left(l), out, &past);
}

static const unsigned windows_dims = 1u << DIM_P | 1u << DIM_Q | 1u << DIM_R | 1u << DIM_S;

/* The node of t costs what it did before the last dimension was laid. */
static int is_as_below(const struct solver *s, const struct laying *l, enum tensor t,
                       enum keeping keeping)
{
    if (l->below == NULL || l->below->known == NULL || keeping == EITHER_WAY ||
        !is_relevant(t, l->last))
        return 0;
    if (t == TENSOR_I) /* what it costs depends on the places left while windows are open */
        return (l->below->laid & windows_dims) == windows_dims;
    return t != TENSOR_O || s->is_output_plain;
}

const struct node_bound *bound_of_fate(struct solver *s, const struct laying *l,
                                       const struct tally *f, enum tensor t, enum fate fate)
{
    enum keeping keeping = f->kept == KEPT_ANY ? EITHER_WAY : f->kept >> t & 1 ? IN_GLB : PAST_GLB;
    if (is_as_below(s, l, t, keeping)) {
        struct tally below = {f->counting, f->kept, l->below->known, f->enough};
        return bound_of_fate(s, l->below, &below, t, fate);
    }
    struct node_bound *bound = &f->known->bound[f->counting][keeping][t][fate];
    unsigned bit = 1u << ((int)t * FATES + (int)fate);
    if (f->known->known[f->counting][keeping] & bit)
        return bound;
    f->known->known[f->counting][keeping] |= bit;
    if (f->counting == APART)
        node_with_glb(s, l, t, fate, keeping, bound);
    else if (keeping == IN_GLB)
        bound_node(s, l, t, fate, FROM_GLB, bound);
    else
        bound_node(s, l, t, fate,
                   f->counting == TOGETHER || together_above(l) >> t & 1 ? FROM_ANYWHERE
                                                                         : FROM_DRAM,
                   bound);
    return bound;
}

const struct places_splits *known_splits(struct solver *s, const struct laying *l,
                                         struct known_bounds *known)
{
    if (!known->is_split)
        known->splits = places_splits_of(s, l);
    known->is_split = 1;
    return known->splits;
}

double known_cycles(struct solver *s, const struct laying *l, struct known_bounds *known)
{
    if (known->cycles < 0) {
        known->fill = least_fill_and_drain(s, l);
        known->cycles = bound_compute_cycles(s, l, known_splits(s, l, known)) + known->fill;
    }
    return known->cycles;
}
