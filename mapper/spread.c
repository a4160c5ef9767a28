/* Spreading a lower nest over the array: dimension by dimension, the widest
 * choice first, with a bound on what the dimensions still open can do. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver.h"

/* Windows first: they settle what I costs. */
static const enum dim order[DIM_COUNT] = {DIM_P, DIM_R, DIM_Q, DIM_S, DIM_M, DIM_C, DIM_N, DIM_G};

/* A nest with some of its dimensions laid. */
struct laying {
    struct leaf leaf;
    unsigned laid;     /* bit d */
    int left[2];       /* places left on the axes */
    double units_left; /* product of units of the dimensions not laid */
};

static int ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

/* Lean: lowering a bound costs a turn. Where windows overlap every number of
 * places counts, since the place of the short last turn can matter. */
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
    int is_rows = d == DIM_P || d == DIM_R, is_columns = d == DIM_Q || d == DIM_S;
    if ((is_rows && s->has_halo[ROWS]) || (is_columns && s->has_halo[COLUMNS]))
        return 1;
    return is_lean(units, x, y);
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

static int inner_visits(const struct lower_nest *n, enum tensor t, int d)
{
    return n->tile[d] / n->closed_at[t][d];
}

/* Visits of an element of t, at least: dimensions not laid share what is left of the axes. */
static double visits(const struct laying *l, enum tensor t)
{
    const struct lower_nest *n = l->leaf.nest;
    double visits = 1, open_units = 1;
    if (n->open >> t & 1)
        return 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(t, (enum dim)d))
            continue;
        visits *= inner_visits(n, t, d);
        if (l->laid >> d & 1)
            visits *= l->leaf.spread[d].turns;
        else
            open_units *= l->leaf.units[d];
    }
    double turns = ceil(open_units / ((double)l->left[0] * l->left[1]));
    return visits * turns;
}

/* PE visits of an element of t: known for a closed node however it is spread. */
static double pe_visits(const struct laying *l, enum tensor t)
{
    const struct lower_nest *n = l->leaf.nest;
    double visits = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(t, (enum dim)d))
            continue;
        if (!(n->open >> t & 1))
            visits *= (double)inner_visits(n, t, d) * l->leaf.units[d];
        else if (l->laid >> d & 1)
            visits *= l->leaf.spread[d].places;
    }
    return visits;
}

static double chain_visits(const struct solver *s, const struct laying *l)
{
    static const enum dim dims[3] = {DIM_C, DIM_R, DIM_S};
    const struct lower_nest *n = l->leaf.nest;
    double chains = 1;
    for (int i = 0; i < 3; i++) {
        enum dim d = dims[i];
        const struct spread_option *o = &l->leaf.spread[d];
        int is_open = n->open >> TENSOR_O & 1;
        chains *= (is_open ? 1 : inner_visits(n, TENSOR_O, (int)d)) *
                  spread_chains(s->problem, o, l->leaf.units[d], is_open ? o->turns : 1);
    }
    return chains;
}

struct words {
    double above, each;
};

static struct window_cut cut(const struct laying *l, enum dim d)
{
    const struct lower_nest *n = l->leaf.nest;
    int inner = n->tile[d] / n->input_tile[d];
    const struct spread_option *o = &l->leaf.spread[d];
    if (!(l->laid >> d & 1))
        return (struct window_cut){n->input_tile[d], inner * l->leaf.units[d], 1, 1};
    if (o->places == 1)
        return (struct window_cut){n->input_tile[d], inner * o->turns, 1, 1};
    return (struct window_cut){n->input_tile[d], inner, o->places, o->turns};
}

static struct words ask(struct solver *s, int axis, const struct window_query *q)
{
    const struct window_counts *c = window_memo_count(s->memo, axis, q);
    if (c == NULL) {
        s->failed = 1;
        return (struct words){0, 0};
    }
    int is_identical = s->problem->multicast == MAP_MULTICAST_IDENTICAL;
    return (struct words){(double)(is_identical ? c->distinct : c->together), (double)c->all};
}

/* An open I node may yet slide along either dimension of the pair, as far as it goes. */
static struct words least_open_windows(struct solver *s, const struct laying *l, int axis,
                                       struct window_query *q, const enum dim dims[2])
{
    struct words least = {INFINITY, INFINITY};
    for (int i = 0; i < 2; i++) {
        int is_spread = q->cut[i].spread > 1;
        q->slide = i == 0 ? SLIDE_POSITION : SLIDE_TAP;
        q->run = is_spread ? q->cut[i].outer : q->cut[i].inner;
        q->run_is_outer = is_spread;
        struct words w = ask(s, axis, q);
        least.above = fmin(least.above, w.above);
        least.each = fmin(least.each, w.each);
    }
    if (!(l->laid >> dims[0] & 1) || !(l->laid >> dims[1] & 1))
        least.each = s->touched[axis];
    return least;
}

/* Rows (columns) that I's scratchpad nodes fetch, at least while a dimension is not laid. */
static struct words windows(struct solver *s, const struct laying *l, int axis)
{
    enum dim dims[2] = {axis == ROWS ? DIM_P : DIM_Q, axis == ROWS ? DIM_R : DIM_S};
    const struct lower_nest *n = l->leaf.nest;
    struct window_query q = {.cut = {cut(l, dims[0]), cut(l, dims[1])}};
    struct words w;
    if (n->open >> TENSOR_I & 1) {
        w = least_open_windows(s, l, axis, &q, dims);
    } else {
        if (n->slide_dim == (int)dims[0] || n->slide_dim == (int)dims[1]) {
            q.slide = n->slide_dim == (int)dims[0] ? SLIDE_POSITION : SLIDE_TAP;
            q.run = n->slide_run;
        }
        w = ask(s, axis, &q);
    }
    if (!(l->laid >> dims[0] & 1) || !(l->laid >> dims[1] & 1))
        w.above = s->touched[axis];
    return w;
}

static void cost_input(struct solver *s, const struct laying *l, struct cost *to)
{
    struct words rows = windows(s, l, ROWS), columns = windows(s, l, COLUMNS);
    cost_operand(s, to, l->leaf.prices, TENSOR_I, visits(l, TENSOR_I) * rows.above * columns.above,
                 pe_visits(l, TENSOR_I) * rows.each * columns.each);
}

/* Component by component the least of the extremes: the cost is linear in the
 * visits and in the chains between them. */
static void bound_output(struct solver *s, const struct laying *l, struct cost *to)
{
    double x = visits(l, TENSOR_O), pes = pe_visits(l, TENSOR_O);
    double corner[3][2] = {{x, x}, {x, pes}, {pes, pes}};
    struct cost least;
    if (pes < x)
        pes = corner[1][1] = corner[2][0] = corner[2][1] = x;
    for (int i = 0; i < 3; i++) {
        struct cost c = {{0}};
        cost_collect(s, &c, l->leaf.prices, corner[i][0], pes, corner[i][1]);
        for (int k = 0; k < s->cost_terms; k++) {
            double v = c.v[k] -
                       s->elements[TENSOR_O] *
                           (l->leaf.prices->up_last[corner[i][0] == corner[i][1]].v[k] -
                            fmin(l->leaf.prices->up_last[0].v[k], l->leaf.prices->up_last[1].v[k]));
            least.v[k] = i == 0 ? v : fmin(least.v[k], v);
        }
    }
    for (int k = 0; k < s->cost_terms; k++)
        to->v[k] += least.v[k];
}

static void cost_output(struct solver *s, const struct laying *l, struct cost *to)
{
    int is_laid = (l->laid >> DIM_C & 1) && (l->laid >> DIM_R & 1) && (l->laid >> DIM_S & 1);
    if (is_laid && !(l->leaf.nest->open >> TENSOR_O & 1))
        cost_collect(s, to, l->leaf.prices, visits(l, TENSOR_O), pe_visits(l, TENSOR_O),
                     chain_visits(s, l));
    else if (is_laid)
        cost_collect(s, to, l->leaf.prices, 1, pe_visits(l, TENSOR_O), chain_visits(s, l));
    else
        bound_output(s, l, to);
}

static void cost_spad(struct solver *s, const struct laying *l, enum tensor t, struct cost *to)
{
    if (t == TENSOR_O)
        cost_output(s, l, to);
    else if (t == TENSOR_I)
        cost_input(s, l, to);
    else
        cost_operand(s, to, l->leaf.prices, t, visits(l, t), pe_visits(l, t));
}

/* Every word crosses the GLB once, at least. */
static void cost_glb_once(struct solver *s, const struct price_list *prices, enum tensor t,
                          struct cost *to)
{
    if (t == TENSOR_O) {
        for (int k = 0; k < s->cost_terms; k++)
            to->v[k] += s->elements[t] * fmin(prices->glb_last[0].v[k], prices->glb_last[1].v[k]);
        return;
    }
    double words = s->elements[t] * (t == TENSOR_I ? s->touched[ROWS] * s->touched[COLUMNS] : 1);
    cost_add(s, to, &prices->glb_fetch[t], words);
}

static double compute_cycles(const struct solver *s, const struct laying *l)
{
    double cycles = s->problem->cycles_per_step, open_units = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        cycles *= l->leaf.nest->tile[d];
        if (l->laid >> d & 1)
            cycles *= l->leaf.spread[d].turns;
        else
            open_units *= l->leaf.units[d];
    }
    return cycles * ceil(open_units / ((double)l->left[0] * l->left[1]));
}

static double bound(struct solver *s, const struct laying *l)
{
    struct cost cost = {{s->fixed_pj}};
    for (int t = 0; t < TENSOR_COUNT; t++) {
        cost_spad(s, l, (enum tensor)t, &cost);
        if (l->leaf.kept >> t & 1)
            cost_glb_once(s, l->leaf.prices, (enum tensor)t, &cost);
    }
    return cost_score(s, &cost, compute_cycles(s, l));
}

/* All dimensions laid: settle the closed nodes, hand the rest to the upper search. */
static void finish(struct solver *s, const struct laying *l)
{
    struct cost settled = {{s->fixed_pj}}, pending[2 * TENSOR_COUNT];
    memset(pending, 0, sizeof pending);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        int is_open = l->leaf.nest->open >> t & 1;
        cost_spad(s, l, (enum tensor)t, is_open ? &pending[t] : &settled);
        if (l->leaf.kept >> t & 1)
            cost_glb_once(s, l->leaf.prices, (enum tensor)t, &pending[TENSOR_COUNT + t]);
    }
    int words = 0;
    if (!(l->leaf.nest->open >> TENSOR_O & 1)) {
        double chains = chain_visits(s, l);
        words = chains == 1 ? 1 : chains == visits(l, TENSOR_O) ? 2 : 3;
    }
    s->out->leaves++;
    upper_search(s, &l->leaf, &settled, pending, compute_cycles(s, l), words);
}

/* Loops added last inside the PE along a dimension that is not spread would be
 * the same above the array: that nest is another one. */
static int is_repeated(const struct laying *l)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (l->leaf.nest->late >> d & 1 && l->laid >> d & 1 && l->leaf.spread[d].places == 1)
            return 1;
    }
    return 0;
}

static void lay(struct solver *s, const struct laying *l, int depth)
{
    if (is_stopped(s) || is_repeated(l) || is_hopeless(s, bound(s, l)))
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
        struct laying next = *l;
        next.leaf.spread[d] = *o;
        next.laid |= 1u << d;
        next.left[0] /= o->axis[0];
        next.left[1] /= o->axis[1];
        lay(s, &next, depth + 1);
    }
}

static struct laying start(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l = {.leaf = {.nest = nest, .prices = &s->prices[kept], .kept = kept},
                       .left = {s->problem->axis_size[0], s->problem->axis_size[1]}};
    for (int d = 0; d < DIM_COUNT; d++) {
        l.leaf.units[d] = s->problem->size[d] / nest->tile[d];
        l.leaf.spread[d] = (struct spread_option){{1, 1}, 1, l.leaf.units[d]};
    }
    return l;
}

double spread_bound(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l = start(s, nest, kept);
    return bound(s, &l);
}

void spread_search(struct solver *s, const struct lower_nest *nest, unsigned kept)
{
    struct laying l = start(s, nest, kept);
    lay(s, &l, 0);
}
