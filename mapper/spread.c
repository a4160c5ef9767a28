/* Spreading a lower nest over the array: dimension by dimension, the widest
 * choice first, with a bound on what the dimensions still open can do. */
#include <math.h>
#include <string.h>

#include "bound.h"
#include "traffic.h"
#include "traffic_memo.h"

/* Windows first: they settle what I costs. */
static const enum dim order[DIM_COUNT] = {DIM_P, DIM_R, DIM_Q, DIM_S, DIM_M, DIM_C, DIM_N, DIM_G};

/* The bound of a laying with what its tensors in the GLB cost together above it. */
static double bound_with_traffic(struct solver *s, struct laying *l, double enough)
{
    unsigned kept = l->leaf.kept;
    double bound = bound_laying(s, l, kept, enough);
    if (!(s->crowded >> kept & 1) || bound >= cut_off(s))
        return bound;
    unsigned counted = together_above(l);
    l->leaf.traffic_pj = traffic_recall_pj(s, l, counted);
    if (!(l->leaf.traffic_pj > traffic_once_pj(s, kept, counted)))
        return bound;
    return fmax(bound, bound_above(s, l, enough));
}

/* What tensors in the GLB cost together above a laying. */
static double glb_traffic_pj(struct solver *s, const struct laying *l)
{
    unsigned kept = l->leaf.kept;
    if (kept == together_above(l) || !(s->crowded >> kept & 1))
        return l->leaf.traffic_pj;
    return traffic_recall_pj(s, l, kept);
}

/* All dimensions laid: settle the closed nodes, hand the rest to the upper search. */
static void finish(struct solver *s, const struct laying *l)
{
    struct cost settled = {{s->fixed_pj}}, pending[2 * TENSOR_COUNT];
    unsigned open = l->leaf.nest->open;
    memset(pending, 0, sizeof pending);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_kept = l->leaf.kept >> t & 1;
        struct cost *to = open >> t & 1 ? &pending[t] : &settled;
        struct node_bound node;
        bound_node(s, l, (enum tensor)t, open >> t & 1 ? FATE_OPEN : FATE_CLOSED,
                   is_kept ? FROM_GLB : FROM_DRAM, &node);
        cost_add(s, to, &node.fixed, 1);
        cost_add(s, to, &node.shared, 1);
        if (is_kept)
            pending[TENSOR_COUNT + t] = s->glb_once[t];
    }
    int words = 0;
    if (!(open >> TENSOR_O & 1)) {
        double chains, visits;
        bound_output_visits(s, l, &visits, &chains);
        words = chains == 1 ? 1 : chains == visits ? 2 : 3;
    }
    s->out->leaves++;
    uint64_t pause_at = s->pause_at;
    if (s->ticks < pause_at && s->leaf_ticks < pause_at - s->ticks)
        s->pause_at = s->ticks + s->leaf_ticks;
    struct leaf leaf = l->leaf;
    leaf.traffic_pj = glb_traffic_pj(s, l);
    double cycles =
        s->cost_terms > 1 ? bound_compute_cycles(s, l, NULL) + least_fill_and_drain(s, l) : 0;
    upper_search(s, &leaf, &settled, pending, cycles, words);
    s->pause_at = pause_at;
}

/* Loops added last inside the PE along d, spread without a ragged end, would do
 * as well above the array: that is another nest. Not so where windows overlap and
 * it matters which positions and taps the PEs hold at the same time: neighbours share
 * most, but for windows that are not plain, or slide, or partners that lie apart. */
static int is_movable(const struct solver *s, const struct lower_nest *n, enum dim d)
{
    int has_halo = is_window_dim((int)d) && s->has_halo[window_axis((int)d)];
    int is_settled = !(n->open >> TENSOR_I & 1) && !(n->late_slid >> d & 1);
    return n->late >> d & 1 &&
           (!has_halo || (is_settled && spread_is_plain(s, d) && !is_partner_apart(s, n, d)));
}

/* Above the array the loops would take as many turns: the last tile is as long as the others, on
 * every place, or bounds need not divide (then turns are fewer, if anything). */
static int is_even(const struct solver *s, const struct lower_nest *n, enum dim d, int places)
{
    return (s->options.factors == FACTORS_IMPERFECT && !s->is_constrained) ||
           s->problem->size[d] % (n->tile[d] * places) == 0;
}

int spread_is_repeated(const struct solver *s, const struct lower_nest *n, enum dim d, int places)
{
    return n->late >> d & 1 && (places == 1 || (is_even(s, n, d, places) && is_movable(s, n, d)));
}

enum late_loops spread_late_loops(const struct solver *s, const struct lower_nest *n, enum dim d)
{
    if (!(n->late >> d & 1))
        return LATE_NONE;
    return is_movable(s, n, d) ? LATE_MOVABLE : LATE_HELD;
}

static int is_repeated(const struct solver *s, const struct laying *l)
{
    return spread_is_repeated(s, l->leaf.nest, l->last, l->leaf.spread[l->last].places);
}

int spread_is_always_repeated(struct solver *s, const struct lower_nest *n)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!(n->late >> d & 1))
            continue;
        int units = ceil_div(s->problem->size[d], n->tile[d]), is_needed = 0;
        const struct spread_options *options = spread_options_of(s, (enum dim)d, units);
        for (int i = 0; i < options->count && !is_needed; i++)
            is_needed = !spread_is_repeated(s, n, (enum dim)d, options->option[i].places);
        if (!is_needed)
            return 1;
    }
    return 0;
}

/* Dimensions laid from which on the bound is worth its price. */
#define TRAFFIC_DEPTH 4

static double bound_at(struct solver *s, struct laying *l, int depth, double enough)
{
    return depth < TRAFFIC_DEPTH ? bound_laying(s, l, l->leaf.kept, enough)
                                 : bound_with_traffic(s, l, enough);
}

/* The ways to lay a dimension that may win, least bound first. */
#define WAYS_MAX 256

struct way {
    double bound, traffic_pj;
    const struct spread_option *option;
};

struct way_list {
    int count;
    struct way way[WAYS_MAX];
};

static void lay_next(struct solver *s, const struct laying *l, int depth);

/* Notes a way unless it leads nowhere. Without room for it, it is taken at once. */
static void note_way(struct solver *s, const struct laying *l, int depth,
                     const struct spread_option *o, struct way_list *list)
{
    struct laying next;
    if (is_stopped(s))
        return;
    laying_add(l, order[depth], o, &next);
    if (is_repeated(s, &next))
        return;
    double bound = bound_at(s, &next, depth + 1, s->is_brief ? 0 : cut_off(s));
    if (is_hopeless(s, bound))
        return;
    if (list->count == WAYS_MAX) {
        lay_next(s, &next, depth + 1);
        return;
    }
    int at = list->count++;
    for (; at > 0 && list->way[at - 1].bound > bound; at--)
        list->way[at] = list->way[at - 1];
    list->way[at] = (struct way){bound, next.leaf.traffic_pj, o};
}

/* Lays the dimensions from `depth` on. */
static void lay_next(struct solver *s, const struct laying *from, int depth)
{
    struct way_list list = {.count = 0};
    struct known_bounds known;
    struct laying here = *from, *l = &here;
    double cut = cut_off(s);
    if (depth == DIM_COUNT) {
        finish(s, l);
        return;
    }
    known_clear(&known);
    here.known = &known;
    const struct spread_options *options =
        spread_options_of(s, order[depth], l->leaf.units[order[depth]]);
    for (int i = 0; i < options->count; i++) {
        const struct spread_option *o = &options->option[i];
        if (o->axis[0] <= l->left[0] && o->axis[1] <= l->left[1])
            note_way(s, l, depth, o, &list);
    }
    for (int i = 0; i < list.count && !is_stopped(s); i++) {
        struct laying next;
        laying_add(l, order[depth], list.way[i].option, &next);
        next.leaf.traffic_pj = list.way[i].traffic_pj;
        if (cut_off(s) < cut && is_hopeless(s, bound_at(s, &next, depth + 1, cut_off(s))))
            continue; /* a better mapping was found since the way was noted */
        lay_next(s, &next, depth + 1);
    }
}

static void start_laying(struct solver *s, const struct lower_nest *nest, unsigned kept,
                         struct laying *out)
{
    laying_start(s, nest, (1u << TENSOR_COUNT) - 1, out);
    out->is_whole = 1;
    out->leaf.prices = &s->prices[kept];
    out->leaf.kept = kept;
}

void spread_search(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l;
    start_laying(s, nest, kept, &l);
    if (!is_hopeless(s, bound_at(s, &l, 0, cut_off(s))))
        lay_next(s, &l, 0);
}
