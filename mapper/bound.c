#include "bound.h"

#include <math.h>
#include <string.h>

/* Dimensions that do not move W, I, O (ended by DIM_COUNT). */
static const enum dim idle_dims[TENSOR_COUNT][4] = {
    [TENSOR_W] = {DIM_N, DIM_P, DIM_Q, DIM_COUNT},
    [TENSOR_I] = {DIM_M, DIM_COUNT},
    [TENSOR_O] = {DIM_C, DIM_R, DIM_S, DIM_COUNT},
};

void laying_start(struct solver *s, const struct lower_nest *nest, unsigned placed,
                  struct laying *out)
{
    memset(out, 0, sizeof *out);
    out->leaf.nest = nest;
    out->placed = placed;
    for (int axis = 0; axis < 2; axis++)
        out->left[axis] = s->problem->axis_size[axis];
    for (int d = 0; d < DIM_COUNT; d++) {
        out->leaf.units[d] = s->problem->size[d] / nest->tile[d];
        out->leaf.spread[d] = (struct spread_option){{1, 1}, 1, out->leaf.units[d]};
    }
}

static int inner_visits(const struct lower_nest *n, enum tensor t, enum dim d)
{
    return n->tile[d] / n->closed_at[t][d];
}

static double places_left(const struct laying *l)
{
    return (double)l->left[0] * l->left[1];
}

/* Visits of an element, at least: dimensions not laid share what is left of the axes. */
static double visits(const struct laying *l, enum tensor t, enum fate fate)
{
    double visits = 1, open_units = 1;
    if (fate == FATE_OPEN)
        return 1;
    for (const enum dim *d = idle_dims[t]; *d != DIM_COUNT; d++) {
        visits *= inner_visits(l->leaf.nest, t, *d);
        if (l->laid >> *d & 1)
            visits *= l->leaf.spread[*d].turns;
        else
            open_units *= l->leaf.units[*d];
    }
    return open_units > 1 ? visits * ceil(open_units / places_left(l)) : visits;
}

/* PE visits of an element: known for a closed node however it is spread. */
static double pe_visits(const struct laying *l, enum tensor t, enum fate fate)
{
    double visits = 1;
    for (const enum dim *d = idle_dims[t]; *d != DIM_COUNT; d++) {
        if (fate != FATE_OPEN)
            visits *= (double)inner_visits(l->leaf.nest, t, *d) * l->leaf.units[*d];
        else if (l->laid >> *d & 1)
            visits *= l->leaf.spread[*d].places;
    }
    return visits;
}

static double chain_visits(const struct solver *s, const struct laying *l, enum fate fate)
{
    double chains = 1;
    for (const enum dim *d = idle_dims[TENSOR_O]; *d != DIM_COUNT; d++) {
        const struct spread_option *o = &l->leaf.spread[*d];
        int is_open = fate == FATE_OPEN;
        chains *= (is_open ? 1 : inner_visits(l->leaf.nest, TENSOR_O, *d)) *
                  spread_chains(s->problem, o, l->leaf.units[*d], is_open ? o->turns : 1);
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

/* The node may yet slide along either dimension of the pair, as far as it goes. */
static struct words least_windows(struct solver *s, int axis, struct window_query *q)
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
    return least;
}

/* Rows (columns) fetched by I's scratchpad nodes; at least, while a dimension is not laid. */
static struct words windows(struct solver *s, const struct laying *l, int axis, enum fate fate)
{
    enum dim dims[2] = {axis == ROWS ? DIM_P : DIM_Q, axis == ROWS ? DIM_R : DIM_S};
    const struct lower_nest *n = l->leaf.nest;
    int is_laid = (l->laid >> dims[0] & 1) && (l->laid >> dims[1] & 1);
    struct words w = {s->touched[axis], s->touched[axis]};
    if (!(l->placed >> TENSOR_I & 1) || (!is_laid && fate != FATE_CLOSED))
        return w;
    struct window_query q = {.cut = {cut(l, dims[0]), cut(l, dims[1])}};
    if (fate != FATE_CLOSED && s->has_halo[axis]) {
        w = least_windows(s, axis, &q);
    } else {
        if (n->slide_dim == (int)dims[0] || n->slide_dim == (int)dims[1]) {
            q.slide = n->slide_dim == (int)dims[0] ? SLIDE_POSITION : SLIDE_TAP;
            q.run = n->slide_run;
        }
        w = ask(s, axis, &q);
    }
    if (!is_laid)
        w.above = s->touched[axis];
    return w;
}

static void bound_input(struct solver *s, const struct laying *l, enum fate fate,
                        const struct price_list *prices, struct cost *to)
{
    struct words rows = windows(s, l, ROWS, fate), columns = windows(s, l, COLUMNS, fate);
    double each = pe_visits(l, TENSOR_I, fate) * rows.each * columns.each;
    double above = visits(l, TENSOR_I, fate) * rows.above * columns.above;
    double pes = (double)s->problem->axis_size[0] * s->problem->axis_size[1];
    cost_operand(s, to, prices, TENSOR_I, fmax(above, each / pes), each);
}

/* Component by component the least of the extremes: the cost is linear in the
 * visits and in the chains between them. */
static void bound_collect(struct solver *s, const struct price_list *prices, double x, double pes,
                          struct cost *to)
{
    double corner[3][2] = {{x, x}, {x, pes}, {pes, pes}};
    struct cost least = {{0}};
    for (int i = 0; i < 3; i++) {
        struct cost c = {{0}};
        cost_collect(s, &c, prices, corner[i][0], pes, corner[i][1]);
        const struct cost *last = &prices->up_last[corner[i][0] == corner[i][1]];
        for (int k = 0; k < s->cost_terms; k++) {
            double v =
                c.v[k] - s->elements[TENSOR_O] *
                             (last->v[k] - fmin(prices->up_last[0].v[k], prices->up_last[1].v[k]));
            least.v[k] = i == 0 ? v : fmin(least.v[k], v);
        }
    }
    for (int k = 0; k < s->cost_terms; k++)
        to->v[k] += least.v[k];
}

static void bound_output(struct solver *s, const struct laying *l, enum fate fate,
                         const struct price_list *prices, struct cost *to)
{
    int is_laid = (l->laid >> DIM_C & 1) && (l->laid >> DIM_R & 1) && (l->laid >> DIM_S & 1);
    double x = visits(l, TENSOR_O, fate), pes = pe_visits(l, TENSOR_O, fate);
    if (is_laid)
        cost_collect(s, to, prices, x, pes, chain_visits(s, l, fate));
    else
        bound_collect(s, prices, x, pes < x ? x : pes, to);
}

struct cost bound_node(struct solver *s, const struct laying *l, enum tensor t, enum fate fate,
                       int in_glb)
{
    const struct price_list *prices = &s->prices[in_glb ? 7 : 0];
    struct cost cost = {{0}};
    if (!(l->placed >> t & 1))
        fate = FATE_OPEN;
    if (t == TENSOR_O)
        bound_output(s, l, fate, prices, &cost);
    else if (t == TENSOR_I)
        bound_input(s, l, fate, prices, &cost);
    else
        cost_operand(s, &cost, prices, t, visits(l, t, fate), pe_visits(l, t, fate));
    return cost;
}

struct cost bound_glb_once(struct solver *s, enum tensor t)
{
    const struct price_list *prices = &s->prices[7];
    struct cost cost = {{0}};
    if (t == TENSOR_O) {
        for (int k = 0; k < s->cost_terms; k++)
            cost.v[k] = s->elements[t] * fmin(prices->glb_last[0].v[k], prices->glb_last[1].v[k]);
        return cost;
    }
    double words = s->elements[t] * (t == TENSOR_I ? s->touched[ROWS] * s->touched[COLUMNS] : 1);
    cost_add(s, &cost, &prices->glb_fetch[t], words);
    return cost;
}

double bound_compute_cycles(const struct solver *s, const struct laying *l)
{
    double cycles = s->problem->cycles_per_step, open_units = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        cycles *= l->leaf.nest->tile[d];
        if (l->laid >> d & 1)
            cycles *= l->leaf.spread[d].turns;
        else
            open_units *= l->leaf.units[d];
    }
    return cycles * ceil(open_units / places_left(l));
}

void bound_output_visits(struct solver *s, const struct laying *l, double *times, double *chains)
{
    *times = visits(l, TENSOR_O, FATE_CLOSED);
    *chains = chain_visits(s, l, FATE_CLOSED);
}

/* The node of t with the GLB or past it, whichever `kept` allows and costs less. */
static struct cost node_with_glb(struct solver *s, const struct laying *l, enum tensor t,
                                 enum fate fate, unsigned kept)
{
    struct cost in = {{0}}, past = {{0}};
    int may_in = kept == KEPT_ANY ? s->problem->has_glb && s->problem->glb_may_keep[t]
                                  : (int)(kept >> t & 1);
    int may_past =
        kept == KEPT_ANY ? !s->problem->has_glb || s->problem->glb_may_bypass[t] : !(kept >> t & 1);
    if (may_in) {
        in = bound_node(s, l, t, fate, 1);
        struct cost once = bound_glb_once(s, t);
        cost_add(s, &in, &once, 1);
    }
    if (may_past)
        past = bound_node(s, l, t, fate, 0);
    if (!may_in || !may_past)
        return may_in ? in : past;
    for (int k = 0; k < s->cost_terms; k++)
        in.v[k] = fmin(in.v[k], past.v[k]);
    return in;
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
        units *= l->laid >> d & 1 ? (l->leaf.spread[d].turns > 1 ? INFINITY : 1) : l->leaf.units[d];
    return units <= places_left(l);
}

struct fates {
    struct cost cost[TENSOR_COUNT][FATES];
    unsigned known[TENSOR_COUNT];
};

static const struct cost *cost_of_fate(struct solver *s, const struct laying *l, unsigned kept,
                                       struct fates *f, enum tensor t, enum fate fate)
{
    if (!(f->known[t] >> fate & 1)) {
        f->cost[t][fate] = node_with_glb(s, l, t, fate, kept);
        f->known[t] |= 1u << fate;
    }
    return &f->cost[t][fate];
}

static enum fate fate_of(enum tensor t, unsigned dims)
{
    if ((relevant_dims[t] & dims) == 0)
        return FATE_OPEN;
    int is_window = (dims & (1u << DIM_P | 1u << DIM_Q | 1u << DIM_R | 1u << DIM_S)) != 0;
    return t == TENSOR_I && is_window ? FATE_SLIDES : FATE_CLOSED;
}

/* At most one of the groups of loops comes first, and the open nodes whose
 * tensor it moves close with it. */
static double bound_open_nodes(struct solver *s, const struct laying *l, unsigned kept,
                               const struct cost *settled, unsigned open, double cycles)
{
    struct fates fates = {.known = {0}};
    unsigned turns = dims_with_turns(l);
    double least = INFINITY;
    for (size_t i = 0; i <= sizeof first_loops / sizeof *first_loops; i++) {
        int is_none = i == sizeof first_loops / sizeof *first_loops;
        unsigned dims = is_none ? 0 : first_loops[i] & turns;
        if (is_none ? !may_have_no_loops(l) : dims == 0)
            continue;
        struct cost cost = *settled;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            if (open >> t & 1)
                cost_add(
                    s, &cost,
                    cost_of_fate(s, l, kept, &fates, (enum tensor)t, fate_of((enum tensor)t, dims)),
                    1);
        }
        least = fmin(least, cost_score(s, &cost, cycles));
    }
    return least;
}

double bound_laying(struct solver *s, const struct laying *l, unsigned kept)
{
    struct cost cost = {{s->fixed_pj}};
    unsigned open = l->leaf.nest->open & l->placed;
    double cycles = bound_compute_cycles(s, l);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (open >> t & 1)
            continue;
        struct cost node = node_with_glb(s, l, (enum tensor)t, FATE_CLOSED, kept);
        cost_add(s, &cost, &node, 1);
    }
    if (open == 0)
        return cost_score(s, &cost, cycles);
    return bound_open_nodes(s, l, kept, &cost, open, cycles);
}
