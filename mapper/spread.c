/* Spreading a lower nest over the array: dimension by dimension, the widest
 * choice first, with a bound on what the dimensions still open can do. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "solver.h"

/* Windows first: they settle what I costs. */
static const enum dim order[DIM_COUNT] = {DIM_P, DIM_R, DIM_Q, DIM_S, DIM_M, DIM_C, DIM_N, DIM_G};

static int ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

int spread_is_plain(const struct solver *s, enum dim d)
{
    int axis = window_axis((int)d);
    const struct window_geometry *g = &s->geometry[axis];
    return !is_window_dim((int)d) || !s->has_halo[axis] ||
           (g->dilation == 1 && g->stride == 1 && g->pad <= 1);
}

/* Lean: lowering a bound costs a turn. */
static int is_lean(int units, int x, int y)
{
    int turns = ceil_div(units, x * y);
    return (x == 1 || ceil_div(units, (x - 1) * y) > turns) &&
           (y == 1 || ceil_div(units, x * (y - 1)) > turns);
}

static int may_spread(const struct solver *s, enum dim d, int units, int x, int y)
{
    if (x * y > units || (d == DIM_G && x * y > 1 && s->options.objective == OBJECTIVE_ENERGY))
        return 0;
    return is_lean(units, x, y) || !spread_is_plain(s, d);
}

static int compare_options(const void *a, const void *b)
{
    const struct spread_option *x = a, *y = b;
    if (x->turns != y->turns)
        return x->turns < y->turns ? -1 : 1;
    if (x->places != y->places)
        return x->places < y->places ? -1 : 1;
    return (x->axis[0] > y->axis[0]) - (x->axis[0] < y->axis[0]);
}

const struct spread_options *spread_options_of(struct solver *s, enum dim d, int units)
{
    struct spread_options *list = &s->options_of[d][units];
    if (list->count > 0)
        return list;
    const int *axis = s->problem->axis_size;
    list->option = malloc((size_t)axis[0] * (size_t)axis[1] * sizeof *list->option);
    if (list->option == NULL) {
        s->failed = 1;
        return list;
    }
    for (int x = 1; x <= axis[0] && x <= units; x++) {
        for (int y = 1; y <= axis[1] && x * y <= units; y++) {
            if (may_spread(s, d, units, x, y))
                list->option[list->count++] = (struct spread_option){
                    .axis = {x, y}, .places = x * y, .turns = ceil_div(units, x * y)};
        }
    }
    qsort(list->option, (size_t)list->count, sizeof *list->option, compare_options);
    return list;
}

/* Places in use at the first turn of every `reuse` turns, summed. */
double spread_sum(const struct spread_option *o, int units, int reuse)
{
    double total = 0;
    for (int first = 0; first < units; first += reuse * o->places) {
        int left = units - first;
        total += left < o->places ? left : o->places;
    }
    return total;
}

int spread_is_linked(const struct map_problem *p)
{
    return p->reduce_link[0] || p->reduce_link[1];
}

/* The same for chains. The linked axis is laid innermost: it fills first. */
double spread_chains(const struct map_problem *p, const struct spread_option *o, int units,
                     int reuse)
{
    int linked = (p->reduce_link[0] ? o->axis[0] : 1) * (p->reduce_link[1] ? o->axis[1] : 1);
    double total = 0;
    for (int first = 0; first < units; first += reuse * o->places) {
        int left = units - first;
        total += ceil_div(left < o->places ? left : o->places, linked);
    }
    return total;
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
        bound_node(s, l, (enum tensor)t, open >> t & 1 ? FATE_OPEN : FATE_CLOSED, is_kept, &node);
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

/* Bounds from here on need not be precise. */
static double cut_off(const struct solver *s)
{
    return fmin(s->best, s->limit);
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

static void lay(struct solver *s, const struct laying *l, int depth)
{
    if (is_stopped(s) || is_repeated(s, l) ||
        is_hopeless(s, bound_laying(s, l, l->leaf.kept, cut_off(s))))
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

void spread_search(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l;
    laying_start(s, nest, (1u << TENSOR_COUNT) - 1, &l);
    l.leaf.prices = &s->prices[kept];
    l.leaf.kept = kept;
    lay(s, &l, 0);
}
