/* Spreading a lower nest over the array: dimension by dimension, the widest
 * choice first, with a bound on what the dimensions still open can do. */
#include <math.h>
#include <string.h>

#include "bound.h"
#include "traffic.h"

/* Windows first: they settle what I costs. */
static const enum dim order[DIM_COUNT] = {DIM_P, DIM_R, DIM_Q, DIM_S, DIM_M, DIM_C, DIM_N, DIM_G};

static double glb_once_pj(const struct solver *s, unsigned kept)
{
    double sum = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        sum += kept >> t & 1 ? s->glb_once[t].v[COST_ENERGY_PJ] : 0;
    return sum;
}

/* Room for the rounding of a difference and a sum, so that less than enough stays so. */
#define ROUNDING 1e-12

/* The bound of a laying with what its tensors in the GLB cost together above it. Nests
 * with widened tiles have refetches in their bound already. What is added to a bound
 * lowers what is enough for it: below that it is no bound, only less than enough. */
static double bound_with_traffic(struct solver *s, struct laying *l, double enough)
{
    unsigned kept = l->leaf.kept;
    double bound = bound_laying(s, l, kept, enough);
    if (!(s->crowded >> kept & 1) || l->leaf.nest->left_alone || bound >= cut_off(s))
        return bound;
    l->leaf.traffic_pj = traffic_least_above_pj(s, l);
    double more = l->leaf.traffic_pj - glb_once_pj(s, kept);
    if (!(more > 0))
        return bound;
    return fmax(bound, bound_apart(s, l, kept, enough * (1 - ROUNDING) - more) + more);
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
    upper_search(s, &l->leaf, &settled, pending, bound_compute_cycles(s, l), words);
}

/* Loops added last inside the PE along d, spread without a ragged end, would do
 * as well above the array: that is another nest. Not so where windows overlap:
 * there it matters which positions and taps the PEs hold at the same time. */
static int is_movable(const struct solver *s, const struct lower_nest *n, enum dim d)
{
    return n->late >> d & 1 && !(is_window_dim((int)d) && s->has_halo[window_axis((int)d)]);
}

static int is_repeated(const struct solver *s, const struct laying *l)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        const struct spread_option *o = &l->leaf.spread[d];
        if (!(l->laid >> d & 1) || !(l->leaf.nest->late >> d & 1))
            continue;
        if (o->places == 1 ||
            (l->leaf.units[d] % o->places == 0 && is_movable(s, l->leaf.nest, (enum dim)d)))
            return 1;
    }
    return 0;
}

int spread_is_always_repeated(struct solver *s, const struct lower_nest *n)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!(n->late >> d & 1))
            continue;
        int units = s->problem->size[d] / n->tile[d], is_needed = 0;
        const struct spread_options *options = spread_options_of(s, (enum dim)d, units);
        for (int i = 0; i < options->count && !is_needed; i++) {
            int places = options->option[i].places;
            is_needed = places > 1 && (units % places != 0 || !is_movable(s, n, (enum dim)d));
        }
        if (!is_needed)
            return 1;
    }
    return 0;
}

static void lay_on(const struct laying *l, enum dim d, const struct spread_option *o,
                   struct laying *out)
{
    *out = *l;
    out->leaf.spread[d] = *o;
    out->laid |= 1u << d;
    out->left[0] /= o->axis[0];
    out->left[1] /= o->axis[1];
}

/* Dimensions laid from which on the bound is worth its price. */
#define TRAFFIC_DEPTH 5

static double bound_at(struct solver *s, struct laying *l, int depth, double enough)
{
    return depth < TRAFFIC_DEPTH ? bound_laying(s, l, l->leaf.kept, enough)
                                 : bound_with_traffic(s, l, enough);
}

static void lay(struct solver *s, struct laying *l, int depth)
{
    if (is_stopped(s) || is_repeated(s, l) || is_hopeless(s, bound_at(s, l, depth, cut_off(s))))
        return;
    if (depth == DIM_COUNT) {
        finish(s, l);
        return;
    }
    enum dim d = order[depth];
    const struct spread_options *options = spread_options_of(s, d, l->leaf.units[d]);
    for (int i = 0; i < options->count; i++) {
        const struct spread_option *o = &options->option[i];
        if (o->axis[0] > l->left[0] || o->axis[1] > l->left[1])
            continue;
        struct laying next;
        lay_on(l, d, o, &next);
        lay(s, &next, depth + 1);
    }
}

/* Lays d in the way of the least bound. */
static void lay_best(struct solver *s, struct laying *l, int depth)
{
    enum dim d = order[depth];
    const struct spread_options *options = spread_options_of(s, d, l->leaf.units[d]);
    const struct laying start = *l;
    double least = INFINITY;
    for (int i = 0; i < options->count; i++) {
        const struct spread_option *o = &options->option[i];
        struct laying next;
        if (o->axis[0] > start.left[0] || o->axis[1] > start.left[1])
            continue;
        lay_on(&start, d, o, &next);
        double bound = bound_at(s, &next, depth + 1, 0);
        if (bound < least) {
            least = bound;
            *l = next;
        }
    }
}

static void start_laying(struct solver *s, const struct lower_nest *nest, unsigned kept,
                         struct laying *out)
{
    laying_start(s, nest, (1u << TENSOR_COUNT) - 1, out);
    out->leaf.prices = &s->prices[kept];
    out->leaf.kept = kept;
}

void spread_dive(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l;
    start_laying(s, nest, kept, &l);
    for (int i = 0; i < DIM_COUNT; i++)
        lay_best(s, &l, i);
    finish(s, &l);
}

void spread_search(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l;
    start_laying(s, nest, kept, &l);
    lay(s, &l, 0);
}
