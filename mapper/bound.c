/* The bound of a nest: its nodes, the loops that may come first above it, and
 * the places of the array that the tensors share. */
#include "bound.h"

#include <math.h>
#include <string.h>

#include "least.h"
#include "share.h"

/* The cheaper of two, each with all the places that are left for itself. */
static void take_least(const struct solver *s, double left, struct node_bound *a,
                       const struct node_bound *b)
{
    for (int k = 0; k < s->cost_terms; k++) {
        a->fixed.v[k] = lower(a->fixed.v[k] + a->shared.v[k] / lower(a->most, left),
                              b->fixed.v[k] + b->shared.v[k] / lower(b->most, left));
        a->shared.v[k] = 0;
    }
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

/* What the first loop above the nest could be, as far as open nodes care. */
static const unsigned first_loops[] = {
    1u << DIM_M, 1u << DIM_C, 1u << DIM_R | 1u << DIM_S, 1u << DIM_N, 1u << DIM_P | 1u << DIM_Q,
};

static unsigned dims_with_turns(const struct laying *l)
{
    unsigned dims = 0;
    for (int d = 0; d < DIM_G; d++) {
        int turns = l->laid >> d & 1 ? l->leaf.spread[d].turns : l->leaf.units[d];
        dims |= turns > 1 ? 1u << d : 0;
    }
    return dims;
}

static int may_have_no_loops(const struct laying *l)
{
    double units = 1;
    for (int d = 0; d < DIM_G; d++)
        units *= l->laid >> d & 1 ? (l->leaf.spread[d].turns > 1 ? (double)INFINITY : 1)
                                  : (double)l->leaf.units[d];
    return units <= laying_places_left(l);
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

/* What is counted, and what was found out so far. */
struct tally {
    enum counting counting;
    unsigned kept;
    struct known_bounds *known;
};

static const struct node_bound *bound_of_fate(struct solver *s, const struct laying *l,
                                              const struct tally *f, enum tensor t, enum fate fate)
{
    enum keeping keeping = f->kept == KEPT_ANY ? EITHER_WAY : f->kept >> t & 1 ? IN_GLB : PAST_GLB;
    if (is_as_below(s, l, t, keeping)) {
        struct tally below = {f->counting, f->kept, l->below->known};
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
        bound_node(s, l, t, fate, f->counting == TOGETHER ? FROM_ANYWHERE : FROM_DRAM, bound);
    return bound;
}

static enum fate fate_of(enum tensor t, unsigned dims)
{
    if ((relevant_dims[t] & dims) == 0)
        return FATE_OPEN;
    int is_window = (dims & (1u << DIM_P | 1u << DIM_Q | 1u << DIM_R | 1u << DIM_S)) != 0;
    return t == TENSOR_I && is_window ? FATE_SLIDES : FATE_CLOSED;
}

/* Each tensor with all the places for itself: weaker, for objectives of several terms. */
static double score_apart(struct solver *s, const struct laying *l,
                          const struct node_bound *const node[TENSOR_COUNT], double cycles)
{
    struct cost cost = {{s->fixed_pj}};
    for (int t = 0; t < TENSOR_COUNT; t++) {
        cost_add(s, &cost, &node[t]->fixed, 1);
        cost_add(s, &cost, &node[t]->shared, 1 / lower(node[t]->most, laying_places_left(l)));
    }
    return cost_score(s, &cost, cycles);
}

/* Places in whole columns and rows, where that is worth it: only if less is not enough. */
static double share_whole(struct solver *s, const struct laying *l, const struct sharing *p,
                          struct known_bounds *known)
{
    if (!known->is_split)
        known->splits = places_splits_of(s, l);
    known->is_split = 1;
    return known->splits ? share_by_splits(p, known->splits) : 0;
}

static double score(struct solver *s, const struct laying *l,
                    const struct node_bound *const node[TENSOR_COUNT], double cycles,
                    double traffic_pj, const struct tally *f)
{
    struct sharing p = {.left = laying_places_left(l)};
    double fixed = s->fixed_pj + traffic_pj;
    if (s->options.objective != OBJECTIVE_ENERGY)
        return score_apart(s, l, node, cycles);
    if (s->options.most_cycles > 0 && f->counting == APART &&
        score_apart(s, l, node, cycles) == INFINITY)
        return INFINITY;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        fixed += node[t]->fixed.v[COST_ENERGY_PJ];
        p.k[t] = node[t]->shared.v[COST_ENERGY_PJ];
        p.most[t] = node[t]->most;
    }
    double enough = lower(s->best, s->limit) - fixed, shared = share_places(&p, enough);
    if (l->is_whole && shared < enough)
        shared = higher(shared, share_whole(s, l, &p, f->known));
    return fixed + shared;
}

/* Loops of `dims` first above the array slide I's open window, and close the GLB nodes of all
 * tensors that widening loops leave alone: with those loops outside of I's node nothing would
 * slide, and with them further out the GLB would fetch again. */
static int is_window_slid(const struct solver *s, const struct laying *l, unsigned dims)
{
    int has_overlap = 0;
    for (int d = 0; d < DIM_G; d++)
        has_overlap |= dims >> d & 1 && is_window_dim(d) && s->has_halo[window_axis(d)];
    for (int t = 0; t < TENSOR_COUNT; t++)
        has_overlap &= !(l->leaf.nest->left_alone >> t & 1) || (relevant_dims[t] & dims);
    return has_overlap;
}

/* True if loops of `dims` first above the array would make loops that were added
 * to widen tiles pointless: one tensor of every set must stay open, or slide. */
static int is_pointless(const struct solver *s, const struct laying *l, unsigned dims)
{
    unsigned stays = 0;
    if (l->leaf.nest->widened == 0 || l->placed != (1u << TENSOR_COUNT) - 1)
        return 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        stays |= relevant_dims[t] & dims ? 0 : l->leaf.nest->open & 1u << t;
    if (is_window_slid(s, l, dims))
        stays |= l->leaf.nest->open & 1u << TENSOR_I;
    for (unsigned set = 1; set < 1u << TENSOR_COUNT; set++) {
        if (l->leaf.nest->widened >> set & 1 && !(set & stays))
            return 1;
    }
    return dims == 0;
}

/* No group closes anything: less than any of them costs, and often enough to be hopeless. */
static double bound_open(struct solver *s, const struct laying *l, const struct tally *f,
                         double cycles, double traffic_pj)
{
    const struct node_bound *node[TENSOR_COUNT];
    unsigned open = l->leaf.nest->open & l->placed;
    for (int t = 0; t < TENSOR_COUNT; t++)
        node[t] =
            bound_of_fate(s, l, f, (enum tensor)t, open >> t & 1 ? FATE_OPEN : FATE_CLOSED);
    return score(s, l, node, cycles, traffic_pj, f);
}

/* One group of loops comes first above the nest, and the open nodes whose
 * tensor it moves close with it: the least over the groups. */
static double bound_counting(struct solver *s, const struct laying *l, unsigned kept,
                             enum counting counting, struct known_bounds *known, double enough)
{
    const struct tally f = {counting, kept, known};
    const struct node_bound *node[TENSOR_COUNT];
    unsigned open = l->leaf.nest->open & l->placed, turns = dims_with_turns(l);
    double bound = INFINITY, cycles = s->cost_terms > 1 ? bound_compute_cycles(s, l) : 0;
    const double traffic_pj[] = {
        [TOGETHER] = s->traffic_pj[kept & 7], [ABOVE] = l->leaf.traffic_pj};
    const size_t groups = sizeof first_loops / sizeof *first_loops;
    if (open) {
        double least = bound_open(s, l, &f, cycles, traffic_pj[counting]);
        if (least >= cut_off(s))
            return least;
    }
    for (size_t i = open ? 0 : groups; i <= groups; i++) {
        unsigned dims = i == groups ? 0 : first_loops[i] & turns;
        if (open && (i == groups ? !may_have_no_loops(l) : dims == 0))
            continue;
        if (is_pointless(s, l, dims))
            continue;
        for (int t = 0; t < TENSOR_COUNT; t++)
            node[t] = bound_of_fate(s, l, &f, (enum tensor)t,
                                    open >> t & 1 ? fate_of((enum tensor)t, dims) : FATE_CLOSED);
        bound = lower(bound, score(s, l, node, cycles, traffic_pj[counting], &f));
        if (bound < enough)
            break;
    }
    return bound;
}

/* The better of two countings, where they differ. */
static double bound_kept(struct solver *s, const struct laying *l, unsigned kept,
                         struct known_bounds *known, double enough)
{
    double bound = bound_counting(s, l, kept, APART, known, enough);
    if (!(s->crowded >> kept & 1) || bound >= cut_off(s))
        return bound;
    return higher(bound, bound_counting(s, l, kept, TOGETHER, known, enough));
}

/* What is kept of a laying, or room for as long as a bound takes. */
static struct known_bounds *known_of(const struct laying *l, struct known_bounds *room)
{
    if (l->known)
        return l->known;
    known_clear(room);
    return room;
}

double bound_above(struct solver *s, const struct laying *l, double enough)
{
    struct known_bounds room;
    return bound_counting(s, l, l->leaf.kept, ABOVE, known_of(l, &room), enough);
}

double bound_laying(struct solver *s, const struct laying *l, unsigned kept, double enough)
{
    struct known_bounds room, *known = known_of(l, &room);
    double bound = INFINITY;
    if (kept != KEPT_ANY)
        return bound_kept(s, l, kept, known, enough);
    double apart = bound_counting(s, l, KEPT_ANY, APART, known, enough);
    if (s->crowded != s->may_keep || apart >= cut_off(s))
        return apart; /* some set pays no more together than apart */
    for (unsigned set = 0; set < KEPT_ANY && bound >= enough; set++) {
        if (s->may_keep >> set & 1)
            bound = lower(bound, bound_kept(s, l, set, known, enough));
    }
    return bound;
}
