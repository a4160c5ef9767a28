#include "bound.h"

#include <math.h>
#include <string.h>

/* Inline, unlike fmin and fmax, which must mind NaN. */
static double lower(double a, double b)
{
    return a < b ? a : b;
}

static double higher(double a, double b)
{
    return a > b ? a : b;
}

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

/* Visits of an element in the dimensions laid, and units of the others, which
 * places yet to be given can share. */
static double visits(const struct laying *l, enum tensor t, enum fate fate, double *open_units)
{
    double visits = 1;
    *open_units = 1;
    if (fate == FATE_OPEN)
        return 1;
    for (const enum dim *d = idle_dims[t]; *d != DIM_COUNT; d++) {
        visits *= inner_visits(l->leaf.nest, t, *d);
        if (l->laid >> *d & 1)
            visits *= l->leaf.spread[*d].turns;
        else
            *open_units *= l->leaf.units[*d];
    }
    return visits;
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
    int is_exact; /* above is, not only a bound */
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
        return (struct words){0, 0, 0};
    }
    int is_identical = s->problem->multicast == MAP_MULTICAST_IDENTICAL;
    return (struct words){(double)(is_identical ? c->distinct : c->together), (double)c->all, 1};
}

/* The node may yet slide along either dimension of the pair, as far as it goes. */
static struct words least_windows(struct solver *s, int axis, struct window_query *q)
{
    struct words least = {INFINITY, INFINITY, 1};
    for (int i = 0; i < 2; i++) {
        int is_spread = q->cut[i].spread > 1;
        q->slide = i == 0 ? SLIDE_POSITION : SLIDE_TAP;
        q->run = is_spread ? q->cut[i].outer : q->cut[i].inner;
        q->run_is_outer = is_spread;
        struct words w = ask(s, axis, q);
        least.above = lower(least.above, w.above);
        least.each = lower(least.each, w.each);
    }
    return least;
}

/* Rows (columns) fetched by I's scratchpad nodes; at least, while a dimension is not laid. */
static struct words windows(struct solver *s, const struct laying *l, int axis, enum fate fate)
{
    enum dim dims[2] = {axis == ROWS ? DIM_P : DIM_Q, axis == ROWS ? DIM_R : DIM_S};
    const struct lower_nest *n = l->leaf.nest;
    int is_laid = (l->laid >> dims[0] & 1) && (l->laid >> dims[1] & 1);
    struct words w = {s->touched[axis], s->touched[axis], 0};
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
    if (!is_laid) {
        w.above = s->touched[axis];
        w.is_exact = 0;
    }
    return w;
}

static void bound_operand(struct solver *s, struct node_bound *to, const struct price_list *prices,
                          enum tensor t, double above, double each)
{
    cost_add(s, &to->fixed, &prices->each[t], s->elements[t] * each);
    if (s->problem->multicast == MAP_MULTICAST_NONE)
        cost_add(s, &to->fixed, &prices->above[t], s->elements[t] * each);
    else
        cost_add(s, &to->shared, &prices->above[t], s->elements[t] * above);
}

static void bound_weights(struct solver *s, const struct laying *l, enum fate fate,
                          const struct price_list *prices, struct node_bound *to)
{
    double open_units, times = visits(l, TENSOR_W, fate, &open_units);
    bound_operand(s, to, prices, TENSOR_W, times * open_units, pe_visits(l, TENSOR_W, fate));
    to->most = open_units;
}

/* Places along the window dimensions: given, or left to be given. */
static double window_places(const struct laying *l)
{
    double places = places_left(l);
    static const enum dim dims[] = {DIM_P, DIM_Q, DIM_R, DIM_S};
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
        places *= l->leaf.spread[dims[i]].places;
    return places;
}

/* A word read above reaches at most every PE: reads are a share of the deliveries. */
static void bound_input(struct solver *s, const struct laying *l, enum fate fate,
                        const struct price_list *prices, struct node_bound *to)
{
    struct words rows = windows(s, l, ROWS, fate), columns = windows(s, l, COLUMNS, fate);
    double open_units, times = visits(l, TENSOR_I, fate, &open_units) * open_units;
    double each = rows.each * columns.each, above = rows.above * columns.above;
    double shared = each / window_places(l);
    int is_exact = rows.is_exact && columns.is_exact;
    to->most = open_units;
    if (!is_exact && shared > above / lower(open_units, places_left(l))) {
        above = shared;
        to->most = 1;
    }
    bound_operand(s, to, prices, TENSOR_I, times * above, pe_visits(l, TENSOR_I, fate) * each);
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
                             (last->v[k] - lower(prices->up_last[0].v[k], prices->up_last[1].v[k]));
            least.v[k] = i == 0 ? v : lower(least.v[k], v);
        }
    }
    for (int k = 0; k < s->cost_terms; k++)
        to->v[k] += least.v[k];
}

/* True if more chains and more visits never cost less. */
static int is_collection_monotone(const struct solver *s, const struct price_list *prices)
{
    for (int k = 0; k < s->cost_terms; k++) {
        double chain = prices->up_psum.v[k] + prices->accumulate.v[k] - prices->link.v[k];
        double visit = prices->up_psum.v[k] + prices->back.v[k] - prices->link.v[k];
        if (chain < 0 || visit < 0)
            return 0;
    }
    return 1;
}

/* O while C, R, S are not all laid: one chain a visit, linear in the visits. */
static void bound_visits_of_output(struct solver *s, const struct price_list *prices, double times,
                                   double pes, struct node_bound *to)
{
    double outputs = s->elements[TENSOR_O];
    for (int k = 0; k < s->cost_terms; k++) {
        double visit = prices->up_psum.v[k] + prices->back.v[k];
        to->shared.v[k] += outputs * times * (visit - prices->link.v[k]);
        to->fixed.v[k] += outputs * (pes * prices->link.v[k] - visit +
                                     lower(prices->up_last[0].v[k], prices->up_last[1].v[k]));
    }
}

static void bound_output(struct solver *s, const struct laying *l, enum fate fate,
                         const struct price_list *prices, struct node_bound *to)
{
    int is_laid = (l->laid >> DIM_C & 1) && (l->laid >> DIM_R & 1) && (l->laid >> DIM_S & 1);
    double open_units, x = visits(l, TENSOR_O, fate, &open_units),
                       pes = pe_visits(l, TENSOR_O, fate);
    if (is_laid) {
        cost_collect(s, &to->fixed, prices, x, pes, chain_visits(s, l, fate));
    } else if (fate != FATE_OPEN && is_collection_monotone(s, prices)) {
        bound_visits_of_output(s, prices, x * open_units, pes, to);
        to->most = open_units;
    } else {
        double turns = higher(1, open_units / places_left(l));
        bound_collect(s, prices, x * turns, higher(x * turns, pes), &to->fixed);
    }
}

static void clear(const struct solver *s, struct node_bound *b)
{
    b->most = 1;
    for (int k = 0; k < s->cost_terms; k++)
        b->fixed.v[k] = b->shared.v[k] = 0;
}

void bound_node(struct solver *s, const struct laying *l, enum tensor t, enum fate fate, int in_glb,
                struct node_bound *out)
{
    const struct price_list *prices = &s->prices[in_glb ? 7 : 0];
    clear(s, out);
    if (!(l->placed >> t & 1))
        fate = FATE_OPEN;
    if (t == TENSOR_O)
        bound_output(s, l, fate, prices, out);
    else if (t == TENSOR_I)
        bound_input(s, l, fate, prices, out);
    else
        bound_weights(s, l, fate, prices, out);
}

struct cost bound_glb_once(struct solver *s, enum tensor t)
{
    const struct price_list *prices = &s->prices[7];
    struct cost cost = {{0}};
    if (t == TENSOR_O) {
        for (int k = 0; k < s->cost_terms; k++)
            cost.v[k] = s->elements[t] * lower(prices->glb_last[0].v[k], prices->glb_last[1].v[k]);
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
    double open_units;
    *times = visits(l, TENSOR_O, FATE_CLOSED, &open_units);
    *chains = chain_visits(s, l, FATE_CLOSED);
}

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

/* The node of t with the GLB or past it, whichever `kept` allows and costs less. */
static void node_with_glb(struct solver *s, const struct laying *l, enum tensor t, enum fate fate,
                          unsigned kept, struct node_bound *out)
{
    int may_in = kept == KEPT_ANY ? s->problem->has_glb && s->problem->glb_may_keep[t]
                                  : (int)(kept >> t & 1);
    int may_past =
        kept == KEPT_ANY ? !s->problem->has_glb || s->problem->glb_may_bypass[t] : !(kept >> t & 1);
    struct node_bound past;
    if (may_past)
        bound_node(s, l, t, fate, 0, may_in ? &past : out);
    if (!may_in)
        return;
    bound_node(s, l, t, fate, 1, out);
    cost_add(s, &out->fixed, &s->glb_once[t], 1);
    if (!may_past || is_cheaper(s, out, &past))
        return;
    if (is_cheaper(s, &past, out))
        *out = past;
    else
        take_least(s, places_left(l), out, &past);
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
    return units <= places_left(l);
}

struct fates {
    struct node_bound bound[TENSOR_COUNT][FATES];
    unsigned known[TENSOR_COUNT];
};

static const struct node_bound *bound_of_fate(struct solver *s, const struct laying *l,
                                              unsigned kept, struct fates *f, enum tensor t,
                                              enum fate fate)
{
    if (!(f->known[t] >> fate & 1)) {
        node_with_glb(s, l, t, fate, kept, &f->bound[t][fate]);
        f->known[t] |= 1u << fate;
    }
    return &f->bound[t][fate];
}

static enum fate fate_of(enum tensor t, unsigned dims)
{
    if ((relevant_dims[t] & dims) == 0)
        return FATE_OPEN;
    int is_window = (dims & (1u << DIM_P | 1u << DIM_Q | 1u << DIM_R | 1u << DIM_S)) != 0;
    return t == TENSOR_I && is_window ? FATE_SLIDES : FATE_CLOSED;
}

struct sharing {
    double k[TENSOR_COUNT], most[TENSOR_COUNT];
    double left;
};

/* By weak duality a bound, whatever the multiplier. */
static double dual(const struct sharing *p, double multiplier)
{
    double value = multiplier > 0 ? -multiplier * log(p->left) : 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        double a = p->most[t];
        if (multiplier > 0)
            a = lower(higher(p->k[t] / multiplier, 1), a);
        value += p->k[t] / a + (a > 1 && multiplier > 0 ? multiplier * log(a) : 0);
    }
    return value;
}

/* The multiplier at the optimum: tensors that reach a limit drop out until
 * the others agree. 0: the places do not run out. */
static double find_multiplier(const struct sharing *p)
{
    unsigned active = 0;
    double room = p->left;
    for (int t = 0; t < TENSOR_COUNT; t++)
        active |= p->k[t] > 0 && p->most[t] > 1 ? 1u << t : 0;
    while (active) {
        double product = 1 / room;
        int n = 0, dropped = 0;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            product *= active >> t & 1 ? p->k[t] : 1;
            n += (int)(active >> t & 1);
        }
        double multiplier = n == 1 ? product : n == 2 ? sqrt(product) : cbrt(product);
        for (int t = 0; t < TENSOR_COUNT && !dropped; t++) {
            double a = p->k[t] / multiplier;
            if (!(active >> t & 1) || (a >= 1 && a <= p->most[t]))
                continue;
            room /= a > 1 ? p->most[t] : 1;
            active &= ~(1u << t);
            dropped = 1;
        }
        if (!dropped)
            return multiplier;
    }
    return 0;
}

/* Least of sum k_t / a_t where the a_t share the places left: their product is
 * at most `left`, 1 <= a_t <= most_t. A bound of `enough` will do. */
static double share_places(struct sharing *p, double enough)
{
    double each = 1;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        p->most[t] = lower(p->most[t], p->left);
        each *= p->k[t] > 0 ? p->most[t] : 1;
    }
    double apart = dual(p, 0);
    if (each <= p->left || apart >= enough)
        return apart;
    return higher(apart, dual(p, find_multiplier(p)));
}

/* Each tensor with all the places for itself: weaker, for objectives of several terms. */
static double score_apart(struct solver *s, const struct laying *l,
                          const struct node_bound *const node[TENSOR_COUNT], double cycles)
{
    struct cost cost = {{s->fixed_pj}};
    for (int t = 0; t < TENSOR_COUNT; t++) {
        cost_add(s, &cost, &node[t]->fixed, 1);
        cost_add(s, &cost, &node[t]->shared, 1 / lower(node[t]->most, places_left(l)));
    }
    return cost_score(s, &cost, cycles);
}

static double score(struct solver *s, const struct laying *l,
                    const struct node_bound *const node[TENSOR_COUNT], double cycles)
{
    struct sharing p = {.left = places_left(l)};
    double fixed = s->fixed_pj;
    if (s->cost_terms > 1)
        return score_apart(s, l, node, cycles);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        fixed += node[t]->fixed.v[COST_ENERGY_PJ];
        p.k[t] = node[t]->shared.v[COST_ENERGY_PJ];
        p.most[t] = node[t]->most;
    }
    return fixed + share_places(&p, lower(s->best, s->limit) - fixed);
}

/* True if loops of `dims` first above the array would make loops that were added
 * to widen tiles pointless: one tensor of every set must stay open. */
static int is_pointless(const struct laying *l, unsigned dims)
{
    unsigned stays = 0;
    if (l->leaf.nest->widened == 0 || l->placed != (1u << TENSOR_COUNT) - 1)
        return 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        stays |= relevant_dims[t] & dims ? 0 : l->leaf.nest->open & 1u << t;
    for (unsigned set = 1; set < 1u << TENSOR_COUNT; set++) {
        if (l->leaf.nest->widened >> set & 1 && !(set & stays))
            return 1;
    }
    return dims == 0;
}

/* One group of loops comes first above the nest, and the open nodes whose
 * tensor it moves close with it: the least over the groups. */
double bound_laying(struct solver *s, const struct laying *l, unsigned kept, double enough)
{
    struct fates fates = {.known = {0}};
    const struct node_bound *node[TENSOR_COUNT];
    unsigned open = l->leaf.nest->open & l->placed, turns = dims_with_turns(l);
    double bound = INFINITY, cycles = s->cost_terms > 1 ? bound_compute_cycles(s, l) : 0;
    const size_t groups = sizeof first_loops / sizeof *first_loops;
    for (size_t i = open ? 0 : groups; i <= groups; i++) {
        unsigned dims = i == groups ? 0 : first_loops[i] & turns;
        if (open && (i == groups ? !may_have_no_loops(l) : dims == 0))
            continue;
        if (is_pointless(l, dims))
            continue;
        for (int t = 0; t < TENSOR_COUNT; t++)
            node[t] = bound_of_fate(s, l, kept, &fates, (enum tensor)t,
                                    open >> t & 1 ? fate_of((enum tensor)t, dims) : FATE_CLOSED);
        bound = lower(bound, score(s, l, node, cycles));
        if (bound < enough)
            break;
    }
    return bound;
}
