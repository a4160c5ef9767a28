/* What nodes cost that close above the array. */
#include "upper.h"

/* Visits of a node that closes now; if it is the last, loops outside only reuse it. */
struct upper_visits {
    double times, pes, chains;
};

/* Along a dimension whose deferred loop stands outside of the node's close: each of its turns is
 * another visit. */
static void add_deferred_visits(const struct leaf_search *f, int is_spad, struct upper_visits *v)
{
    const struct lower_nest *n = f->leaf->nest;
    int d = n->deferred, size = f->s->problem->size[d], visit = n->tile[d] / n->deferred_bound;
    struct spread_visits along =
        spread_visits(f->s->problem, &f->leaf->spread[d], size, visit, n->tile[d]);
    v->times *= along.times;
    if (!is_spad)
        return;
    v->pes *= ceil_div(size, visit);
    v->chains *= along.chains;
}

static struct upper_visits visits(const struct leaf_search *f, const struct upper *u, enum tensor t,
                                  int is_spad, int is_last)
{
    struct upper_visits v = {1, 1, 1};
    for (int d = 0; d < DIM_COUNT; d++) {
        if (is_relevant(t, (enum dim)d))
            continue;
        if (u->is_deferring && d == f->leaf->nest->deferred) {
            add_deferred_visits(f, is_spad, &v);
            continue;
        }
        int outside = is_last ? 1 : u->left[d];
        const struct spread_option *o = &f->leaf->spread[d];
        int reuse = is_last ? o->turns : u->turns[d];
        v.times *= outside;
        if (!is_spad)
            continue;
        v.pes *= spread_sum(o, f->leaf->units[d], reuse);
        if (t == TENSOR_O)
            v.chains *= spread_chains(f->s->problem, o, f->leaf->units[d], reuse);
    }
    return v;
}

static struct window_cut spad_cut(const struct leaf_search *f, int d)
{
    const struct spread_option *o = &f->leaf->spread[d];
    const struct lower_nest *n = f->leaf->nest;
    int tile = n->input_tile[d], inner = n->tile[d] / tile; /* inner: of a deferred loop */
    if (o->places == 1)
        return (struct window_cut){tile, inner * o->turns, 1, 1};
    return (struct window_cut){tile, inner, o->places, o->turns};
}

static const struct window_counts *windows(const struct leaf_search *f, const struct upper *u,
                                           int is_spad, int axis, int slide_dim, int run)
{
    int dims[2] = {axis == ROWS ? DIM_P : DIM_Q, axis == ROWS ? DIM_R : DIM_S};
    struct window_query q = {.slide = SLIDE_NONE};
    for (int i = 0; i < 2; i++) {
        int d = dims[i];
        q.cut[i] =
            is_spad ? spad_cut(f, d) : (struct window_cut){u->glb_tile[d], u->glb_left[d], 1, 1};
        if (slide_dim == d) {
            q.slide = i == 0 ? SLIDE_POSITION : SLIDE_TAP;
            q.run = run;
            q.run_is_outer = is_spad && f->leaf->spread[d].places > 1;
        }
    }
    return window_memo_count(f->s->memo, axis, &q);
}

static void charge_input(const struct leaf_search *f, struct upper *u, int is_spad, int is_last,
                         int slide_dim, int run)
{
    struct upper_visits v = visits(f, u, TENSOR_I, is_spad, is_last);
    const struct window_counts *rows = windows(f, u, is_spad, ROWS, slide_dim, run);
    if (rows == NULL) {
        f->s->failed = 1;
        return;
    }
    struct window_counts r = *rows; /* the next query may move the memo */
    const struct window_counts *c = windows(f, u, is_spad, COLUMNS, slide_dim, run);
    if (c == NULL) {
        f->s->failed = 1;
        return;
    }
    if (!is_spad) {
        cost_add(f->s, &u->total, &f->leaf->prices->glb_fetch[TENSOR_I],
                 f->s->elements[TENSOR_I] * v.times * (double)r.all * (double)c->all);
        return;
    }
    int is_identical = f->s->problem->multicast == MAP_MULTICAST_IDENTICAL;
    double above = is_identical ? (double)r.distinct * (double)c->distinct
                                : (double)r.together * (double)c->together;
    cost_operand(f->s, &u->total, f->leaf->prices, TENSOR_I, v.times * above,
                 v.pes * (double)r.all * (double)c->all);
}

static void charge_output(const struct leaf_search *f, struct upper *u, int is_spad, int is_last)
{
    const struct price_list *prices = f->leaf->prices;
    struct upper_visits v = visits(f, u, TENSOR_O, is_spad, is_last);
    if (is_spad) {
        u->words = v.chains == 1 ? 1 : v.chains == v.times ? 2 : 3;
        cost_collect(f->s, &u->total, prices, v.times, v.pes, v.chains);
        return;
    }
    double outputs = f->s->elements[TENSOR_O];
    cost_add(f->s, &u->total, &prices->glb_swap, outputs * (v.times - 1));
    cost_add(f->s, &u->total, &prices->glb_last[u->words != 3], outputs);
}

void upper_close_node(const struct leaf_search *f, struct upper *u, int node, int is_last,
                      int slide_dim, int run)
{
    int is_spad = node < GLB;
    enum tensor t = (enum tensor)(node % TENSOR_COUNT);
    double before_pj = u->total.v[COST_ENERGY_PJ];
    cost_add(f->s, &u->total, &f->pending[node], -1);
    u->open &= ~(1u << node);
    if (t == TENSOR_I) {
        charge_input(f, u, is_spad, is_last, slide_dim, run);
    } else if (t == TENSOR_O) {
        charge_output(f, u, is_spad, is_last);
    } else {
        struct upper_visits v = visits(f, u, t, is_spad, is_last);
        if (is_spad)
            cost_operand(f->s, &u->total, f->leaf->prices, t, v.times, v.pes);
        else
            cost_add(f->s, &u->total, &f->leaf->prices->glb_fetch[t], f->s->elements[t] * v.times);
    }
    if (!is_spad)
        u->glb_pj += u->total.v[COST_ENERGY_PJ] - before_pj;
}

/* The GLB nodes cost at least what they cost together. */
double upper_score(const struct leaf_search *f, const struct upper *u)
{
    double together_pj = f->leaf->traffic_pj;
    double missing_pj = together_pj > u->glb_pj ? together_pj - u->glb_pj : 0;
    return cost_score(f->s, &u->total, f->cycles) + missing_pj;
}
