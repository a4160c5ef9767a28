/* What one scratchpad node costs, or costs at least while dimensions are not laid. */
#include "bound.h"

#include <math.h>
#include <string.h>

#include "least.h"

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
        out->leaf.units[d] = ceil_div(s->problem->size[d], nest->tile[d]);
        out->leaf.spread[d] = (struct spread_option){{1, 1}, 1, out->leaf.units[d]};
    }
}

/* Visits of all PEs together, by loops that follow when t's node has closed. */
static int all_visits(const struct solver *s, const struct laying *l, enum tensor t, enum dim d)
{
    return ceil_div(s->problem->size[d], l->leaf.nest->closed_at[t][d]);
}

static struct spread_visits visits_along(const struct solver *s, const struct laying *l,
                                         enum tensor t, enum dim d)
{
    const struct lower_nest *n = l->leaf.nest;
    return spread_visits(s->problem, &l->leaf.spread[d], s->problem->size[d], n->closed_at[t][d],
                         n->tile[d]);
}

/* Visits of an element, and chains (of O), as if the dimensions that are not laid had no places,
 * and how many places could serve these. */
struct visits {
    double times, chains, open_units;
};

static struct visits visits(const struct solver *s, const struct laying *l, enum tensor t,
                            enum fate fate)
{
    struct visits v = {1, 1, 1};
    if (fate == FATE_OPEN)
        return v;
    for (const enum dim *d = idle_dims[t]; *d != DIM_COUNT; d++) {
        if (l->laid >> *d & 1) {
            struct spread_visits along = visits_along(s, l, t, *d);
            v.times *= along.times;
            v.chains *= along.chains;
        } else {
            double all = all_visits(s, l, t, *d);
            v.times *= all;
            v.chains *= all;
            v.open_units *=
                s->places_most[*d] < l->leaf.units[*d] ? s->places_most[*d] : l->leaf.units[*d];
        }
    }
    return v;
}

/* PE visits of an element: known for a closed node however it is spread. */
static double pe_visits(const struct solver *s, const struct laying *l, enum tensor t,
                        enum fate fate)
{
    double visits = 1;
    for (const enum dim *d = idle_dims[t]; *d != DIM_COUNT; d++) {
        if (fate != FATE_OPEN)
            visits *= all_visits(s, l, t, *d);
        else if (l->laid >> *d & 1)
            visits *= l->leaf.spread[*d].places;
    }
    return visits;
}

/* Chains of an output that stays open, with all laid. */
static double open_chains(const struct solver *s, const struct laying *l)
{
    double chains = 1;
    for (const enum dim *d = idle_dims[TENSOR_O]; *d != DIM_COUNT; d++) {
        const struct spread_option *o = &l->leaf.spread[*d];
        chains *= spread_chains(s->problem, o, l->leaf.units[*d], o->turns);
    }
    return chains;
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
    struct visits v = visits(s, l, TENSOR_W, fate);
    bound_operand(s, to, prices, TENSOR_W, v.times, pe_visits(s, l, TENSOR_W, fate));
    to->most = v.open_units;
}

/* Places along the window dimensions: given, or left to be given. */
static double window_places(const struct laying *l)
{
    double places = laying_places_left(l);
    static const enum dim dims[] = {DIM_P, DIM_Q, DIM_R, DIM_S};
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
        places *= l->leaf.spread[dims[i]].places;
    return places;
}

/* A word read above reaches at most every PE: reads are a share of the deliveries. */
static void bound_input(struct solver *s, const struct laying *l, enum fate fate,
                        const struct price_list *prices, struct node_bound *to)
{
    struct window_words rows = bound_windows(s, l, ROWS, fate),
                        columns = bound_windows(s, l, COLUMNS, fate);
    struct visits v = visits(s, l, TENSOR_I, fate);
    double each = rows.each * columns.each, above = rows.above * columns.above;
    double shared = each / window_places(l);
    int is_exact = rows.is_exact && columns.is_exact;
    to->most = v.open_units;
    if (!is_exact && shared > above / lower(v.open_units, laying_places_left(l))) {
        above = shared;
        to->most = 1;
    }
    to->fetched = is_exact || fate != FATE_CLOSED ? 0 : above;
    bound_operand(s, to, prices, TENSOR_I, v.times * above, pe_visits(s, l, TENSOR_I, fate) * each);
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

int bound_is_collection_monotone(const struct solver *s, const struct price_list *prices)
{
    for (int k = 0; k < s->cost_terms; k++) {
        double chain = prices->up_psum.v[k] + prices->accumulate.v[k] - prices->link.v[k];
        double visit = prices->up_psum.v[k] + prices->back.v[k] - prices->link.v[k];
        if (chain < 0 || visit < 0)
            return 0;
    }
    return 1;
}

/* O while C, R, S are not all laid: linear in the visits and in the chains, of which there are no
 * fewer. Where a visit more would cost less, as if all chains had their own. */
static void bound_visits_of_output(struct solver *s, const struct price_list *prices,
                                   const struct visits *v, double pes, struct node_bound *to)
{
    double outputs = s->elements[TENSOR_O];
    for (int k = 0; k < s->cost_terms; k++) {
        double visit = prices->back.v[k] - prices->accumulate.v[k];
        double chain = prices->up_psum.v[k] + prices->accumulate.v[k] - prices->link.v[k];
        double chained = outputs * v->chains * (chain + lower(visit, 0));
        to->shared.v[k] += chained + outputs * v->times * higher(visit, 0);
        to->chained_pj += k == COST_ENERGY_PJ ? chained : 0;
        to->fixed.v[k] +=
            outputs * (pes * prices->link.v[k] - prices->up_psum.v[k] - prices->back.v[k] +
                       lower(prices->up_last[0].v[k], prices->up_last[1].v[k]));
    }
}

static void bound_output(struct solver *s, const struct laying *l, enum fate fate,
                         const struct price_list *prices, struct node_bound *to)
{
    int is_laid = (l->laid >> DIM_C & 1) && (l->laid >> DIM_R & 1) && (l->laid >> DIM_S & 1);
    struct visits v = visits(s, l, TENSOR_O, fate);
    double pes = pe_visits(s, l, TENSOR_O, fate);
    if (is_laid) {
        double chains = fate == FATE_OPEN ? open_chains(s, l) : v.chains;
        cost_collect(s, &to->fixed, prices, v.times, pes, chains);
    } else if (fate != FATE_OPEN && bound_is_collection_monotone(s, prices)) {
        bound_visits_of_output(s, prices, &v, pes, to);
        to->most = v.open_units;
    } else {
        double least = v.times / lower(v.open_units, laying_places_left(l));
        bound_collect(s, prices, least, higher(least, pes), &to->fixed);
    }
}

static void clear(const struct solver *s, struct node_bound *b)
{
    b->most = 1;
    b->fetched = b->chained_pj = 0;
    for (int k = 0; k < s->cost_terms; k++)
        b->fixed.v[k] = b->shared.v[k] = 0;
}

void bound_node(struct solver *s, const struct laying *l, enum tensor t, enum fate fate,
                enum origin origin, struct node_bound *out)
{
    const struct price_list *prices =
        origin == FROM_ANYWHERE ? &s->array_prices : &s->prices[origin == FROM_GLB ? 7 : 0];
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

static int are_groups_open(const struct solver *s, const struct laying *l)
{
    return s->problem->size[DIM_G] > 1 && !(l->laid >> DIM_G & 1);
}

/* PEs at work on what is not laid, on average. Where bounds divide, loops still to come inside the
 * PE make them no more: k times as many units take at most k times as many turns. */
static double most_at_work(const struct solver *s, const struct laying *l,
                           const struct places_splits *splits)
{
    int may_grow = !l->is_whole && s->options.factors == FACTORS_IMPERFECT;
    int is_known = splits && !are_groups_open(s, l) && !may_grow;
    return is_known ? splits->most : laying_places_left(l);
}

double bound_cycles_of_one(const struct solver *s, const struct laying *l)
{
    const int *size = s->problem->size, *tile = l->leaf.nest->tile;
    double cycles = s->problem->cycles_per_step;
    for (int d = 0; d < DIM_COUNT; d++)
        cycles *=
            l->laid >> d & 1 ? tiling_steps(size[d], tile[d], l->leaf.spread[d].places) : size[d];
    return are_groups_open(s, l) ? 0 : cycles;
}

double bound_compute_cycles(struct solver *s, const struct laying *l,
                            const struct places_splits *splits)
{
    const int *size = s->problem->size, *tile = l->leaf.nest->tile;
    double cycles = s->problem->cycles_per_step, open_units = 1, open_tiles = 1, open_steps = 1;
    int is_even = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (l->laid >> d & 1) {
            cycles *= tiling_steps(size[d], tile[d], l->leaf.spread[d].places);
            continue;
        }
        is_even &= size[d] % tile[d] == 0;
        open_tiles *= lower(tile[d], size[d]);
        open_units *= l->leaf.units[d];
        open_steps *= size[d];
    }
    double left = laying_places_left(l);
    double least = open_tiles * (is_even ? ceil(open_units / left) : 1);
    return cycles * higher(least, open_steps / most_at_work(s, l, splits));
}

void bound_output_visits(struct solver *s, const struct laying *l, double *times, double *chains)
{
    struct visits v = visits(s, l, TENSOR_O, FATE_CLOSED);
    *times = v.times;
    *chains = v.chains;
}
