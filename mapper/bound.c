/* The bound of a nest: its nodes, the loops that may come first above it, and
 * the places of the array that the tensors share. */
#include "bound.h"

#include <math.h>

#include "least.h"
#include "share.h"
#include "window_places.h"

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
                          struct known_bounds *known, double enough)
{
    static const struct places_split all = {{1, 1, 1}, 1};
    const struct places_splits *splits = known_splits(s, l, known);
    return splits ? share_by_splits(p, &all, splits, enough) : 0;
}

static const struct window_splits *window_splits(struct solver *s, const struct laying *l,
                                                 struct known_bounds *known)
{
    if (!known->is_window_split)
        known->window_splits = window_splits_of(s, l);
    known->is_window_split = 1;
    return known->window_splits;
}

/* What I and its share of the places cost with or without the GLB, where its windows overlap and
 * are still to be laid; with the others' shares. */
static double share_windows(const struct window_splits *splits, struct sharing p,
                            const struct node_bound *input, double enough)
{
    if (input->fetched == 0)
        return 0;
    p.k[TENSOR_I] = input->shared.v[COST_ENERGY_PJ] / input->fetched;
    p.most[TENSOR_I] = INFINITY;
    double fixed = input->fixed.v[COST_ENERGY_PJ];
    return fixed + window_share(&p, splits, enough - fixed);
}

/* The cheaper of both ways, if I may go either: which one that is depends on how much is fetched.
 */
static double share_windows_of(struct solver *s, const struct laying *l, const struct sharing *p,
                               const struct tally *f, double enough)
{
    const struct map_problem *problem = s->problem;
    const struct window_splits *splits = window_splits(s, l, f->known);
    double least = INFINITY;
    for (unsigned kept = 0; kept <= 1u << TENSOR_I && splits; kept += 1u << TENSOR_I) {
        int may_be = kept ? problem->has_glb && problem->glb_may_keep[TENSOR_I]
                          : !problem->has_glb || problem->glb_may_bypass[TENSOR_I];
        const struct tally one = {f->counting, kept, f->known, f->enough};
        if (f->kept == KEPT_ANY ? !may_be : kept != (f->kept & 1u << TENSOR_I))
            continue;
        const struct node_bound *input = bound_of_fate(s, l, &one, TENSOR_I, FATE_CLOSED);
        least = lower(least, share_windows(splits, *p, input, enough));
    }
    return splits ? least : 0;
}

static double score(struct solver *s, const struct laying *l,
                    const struct node_bound *const node[TENSOR_COUNT], double cycles,
                    double traffic_pj, const struct tally *f)
{
    struct sharing p = {.left = laying_places_left(l)};
    double fixed = s->fixed_pj + traffic_pj;
    if (s->options.objective != OBJECTIVE_ENERGY) {
        double apart = score_apart(s, l, node, cycles);
        return l->is_whole && apart < cut_off(s)
                   ? higher(apart, bound_by_splits(s, l, node, traffic_pj, f))
                   : apart;
    }
    if (s->options.most_cycles > 0 && f->counting == APART &&
        score_apart(s, l, node, cycles) == INFINITY)
        return INFINITY;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        fixed += node[t]->fixed.v[COST_ENERGY_PJ];
        p.k[t] = node[t]->shared.v[COST_ENERGY_PJ];
        p.most[t] = node[t]->most;
    }
    p.chained = node[TENSOR_O]->chained_pj;
    double enough = lower(s->best, s->limit) - fixed, shared = share_places(&p, enough);
    double precise = f->enough - fixed, input = node[TENSOR_I]->fixed.v[COST_ENERGY_PJ];
    if (l->is_whole && shared < enough)
        shared = higher(shared, share_whole(s, l, &p, f->known, precise));
    if (l->laid == 0 && node[TENSOR_I]->fetched > 0 && shared < enough)
        shared = higher(shared, share_windows_of(s, l, &p, f, precise + input) - input);
    if (s->options.most_cycles > 0 && l->is_whole && shared < enough)
        return higher(fixed + shared, bound_by_splits(s, l, node, traffic_pj, f));
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
        node[t] = bound_of_fate(s, l, f, (enum tensor)t, open >> t & 1 ? FATE_OPEN : FATE_CLOSED);
    return score(s, l, node, cycles, traffic_pj, f);
}

/* One group of loops comes first above the nest, and the open nodes whose
 * tensor it moves close with it: the least over the groups. */
static double bound_counting(struct solver *s, const struct laying *l, unsigned kept,
                             enum counting counting, struct known_bounds *known, double enough)
{
    const struct tally f = {counting, kept, known, enough};
    const struct node_bound *node[TENSOR_COUNT];
    unsigned open = l->leaf.nest->open & l->placed, turns = dims_with_turns(l);
    double bound = INFINITY, cycles = s->cost_terms > 1 ? known_cycles(s, l, known) : 0;
    const double traffic_pj[] = {
        [TOGETHER] = s->traffic_pj[kept & 7], [ABOVE] = l->leaf.traffic_pj};
    const size_t groups = sizeof first_loops / sizeof *first_loops;
    if (is_too_slow(s, cycles))
        return INFINITY;
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

/* The better of two countings, where they differ; first that which is better as a rule. */
static double bound_kept(struct solver *s, const struct laying *l, unsigned kept,
                         struct known_bounds *known, double enough)
{
    double together =
        s->crowded >> kept & 1 ? bound_counting(s, l, kept, TOGETHER, known, enough) : -INFINITY;
    if (together >= cut_off(s))
        return together;
    return higher(together, bound_counting(s, l, kept, APART, known, enough));
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
