/* Every node's words cross again with each turn of the loops idle to its tensor that
 * stand outside its *stay*: the loops below the node, and the idle ones directly above.
 * Stays are prefixes of one nest, so they are nested. In the innermost stay, of tensor
 * t1, only t1's idle dimensions need be long, since the others would widen tiles and
 * save nothing; the next one adds those of t2; the last one holds t3 for good. Wider
 * tiles of the input do save something, where windows overlap: what the widest that the
 * buffer has room for would still fetch twice comes on top (halo.h). */
#include "traffic.h"

#include <math.h>

#include "least.h"

#define EXTENTS_MAX 520 /* numbers of turns that 65536 can be cut into */

/* Extents that a stay can have in one dimension, least first. Longer lists are not
 * used: without its last extents a list would give too high a bound. */
struct extents {
    int count;
    int extent[EXTENTS_MAX];
};

/* What a tensor costs: `again` for each turn outside its stay, `once` besides. */
struct crossing {
    double once, again;
    double bits;     /* of one element, where it stays */
    double capacity; /* bits it may have for itself */
    int is_kept;     /* in the GLB */
    int is_on_array; /* it stays in PEs that must hold all of it */
};

struct traffic {
    struct solver *s;
    struct crossing crossing[TENSOR_COUNT];
    unsigned held; /* tensors that stay below what is laid: see choose() */
    int is_final;  /* O is held until it is */
    double least;
};

static void add_extent(struct extents *out, int extent)
{
    if (out->count < EXTENTS_MAX)
        out->extent[out->count] = extent;
    out->count++;
}

/* Rows times columns of the input that the largest of all tiles of these extents touches. */
static double input_points(const struct traffic *v, const int box[DIM_COUNT])
{
    return (double)window_memo_largest(v->s->memo, ROWS, box[DIM_P], box[DIM_R]) *
           (double)window_memo_largest(v->s->memo, COLUMNS, box[DIM_Q], box[DIM_S]);
}

/* Elements of t in a box, for one group, of I in one row and column: no more than there are. */
static double other_elements(const struct traffic *v, enum tensor t, const int box[DIM_COUNT])
{
    const struct map_problem *p = v->s->problem;
    double elements = 1;
    for (int d = 0; d < DIM_G; d++) {
        if (!is_relevant(t, (enum dim)d) || (t == TENSOR_I && is_window_dim(d)))
            continue;
        int n = box[d] * (d == p->lane_dim ? p->lanes : 1);
        elements *= n < p->extent[d] ? n : p->extent[d];
    }
    return elements;
}

/* Turns of the loops idle to t outside a box. */
static double turns_outside(const struct traffic *v, enum tensor t, const int box[DIM_COUNT])
{
    double turns = 1;
    for (int d = 0; d < DIM_G; d++) {
        if (!is_relevant(t, (enum dim)d))
            turns *= ceil_div(v->s->problem->size[d], box[d]);
    }
    return turns;
}

static double cost_of_turns(const struct traffic *v, enum tensor t, double turns)
{
    return turns > 1 ? v->crossing[t].again * (turns - 1) : 0;
}

/* What the GLB holds: all, the input's part, and of that what one row and column takes. */
struct filling {
    double bits, input_bits, point_bits;
};

/* Adds a tile of t. Returns 0 if it does not fit where it stays. */
static int add_tile(const struct traffic *v, enum tensor t, const int box[DIM_COUNT],
                    struct filling *glb)
{
    const struct crossing *c = &v->crossing[t];
    double points = t == TENSOR_I ? input_points(v, box) : 1;
    double bits = other_elements(v, t, box) * points * c->bits;
    glb->bits += c->is_kept ? bits : 0;
    if (t == TENSOR_I) {
        glb->input_bits = c->is_kept ? bits : 0;
        glb->point_bits = glb->input_bits / points;
    }
    return bits <= c->capacity && glb->bits <= (double)v->s->problem->glb_bits &&
           (!c->is_on_array || array_holds(v->s, t, box));
}

/* Of the input, what tiles fetch more than once, as large as the others let them be. */
static double halo_cost(const struct traffic *v, const struct filling *glb, double turns)
{
    if (glb->input_bits == 0)
        return 0;
    double room = (double)v->s->problem->glb_bits - (glb->bits - glb->input_bits);
    double fetches = halo_fetches(&v->s->halo, room / glb->point_bits);
    return v->crossing[TENSOR_I].again * turns * (fetches - 1);
}

/* Multiples of `least` that divide. */
static void cut_perfectly(struct extents *out, int size, int least)
{
    out->count = 0;
    for (int extent = least; extent <= size; extent += least) {
        if (size % extent == 0)
            add_extent(out, extent);
    }
}

/* One extent for each number of turns. */
static void cut_freely(struct extents *out, int size, int least)
{
    int extent = least > 1 ? least : 1, turns = ceil_div(size, extent);
    out->count = 0;
    add_extent(out, extent);
    while (turns > 1) { /* the least extent that saves a turn */
        extent = ceil_div(size, turns - 1);
        turns = ceil_div(size, extent);
        add_extent(out, extent);
    }
}

/* The turns above the array are cut into loops. */
static void cut_turns(const struct solver *s, struct extents *out, int size, int least, int turns)
{
    out->count = 0;
    for (int n = 1; n <= turns; n++) {
        if (is_bound_tried(s, n, turns))
            add_extent(out, least * n < size ? least * n : size);
    }
}

/* `l`: what the stays lie above, or NULL. Returns 0, or -1 if the list is too long. */
static int cut(const struct solver *s, const struct laying *l, int d, struct extents *out)
{
    int size = s->problem->size[d], tile = l ? l->leaf.nest->tile[d] : 1;
    if (l && l->laid >> d & 1)
        cut_turns(s, out, size, tile * l->leaf.spread[d].places, l->leaf.spread[d].turns);
    else if (s->options.factors == FACTORS_PERFECT)
        cut_perfectly(out, size, tile);
    else
        cut_freely(out, size, tile);
    return out->count > EXTENTS_MAX ? -1 : 0;
}

/* Extents of the dimensions idle to one tensor; at most three. */
struct idle {
    int count;
    int dim[3];
    int extents[3];
    const int *extent[3];
};

/* All of them; the least alone, of what is laid; whole dimensions alone; or those that are both. */
enum range { ANY, LEAST, WHOLE, NEITHER, RANGES };

static void idle_of(const struct extents extents[DIM_G], unsigned laid, enum tensor t,
                    enum range range, struct idle *out)
{
    out->count = 0;
    for (int d = 0; d < DIM_G; d++) {
        int i = out->count, all = extents[d].count, is_laid = laid >> d & 1;
        int is_least = range == LEAST && is_laid, is_whole = range == WHOLE || range == NEITHER;
        if (is_relevant(t, (enum dim)d))
            continue;
        out->dim[i] = d;
        out->extents[i] = is_least || is_whole ? 1 : all;
        out->extent[i] = &extents[d].extent[is_whole ? all - 1 : 0];
        out->count++;
        if (range == NEITHER && is_laid && all > 1) {
            out->count = 0;
            return;
        }
    }
}

static void start_box(const struct idle *idle, int at[3], int box[DIM_COUNT])
{
    for (int i = 0; i < idle->count; i++) {
        at[i] = 0;
        box[idle->dim[i]] = idle->extent[i][0];
    }
}

/* The next choice of extents in `box`, as an odometer counts. Returns 0 after the last. */
static int idle_next(const struct idle *idle, int at[3], int box[DIM_COUNT])
{
    for (int i = 0; i < idle->count; i++) {
        int is_end = ++at[i] == idle->extents[i];
        at[i] = is_end ? 0 : at[i];
        box[idle->dim[i]] = idle->extent[i][at[i]];
        if (!is_end)
            return 1;
    }
    return 0;
}

/* The stays of t2 and t3 around a stay of t1, that of I with `input_turns` outside. */
static void try_second(struct traffic *v, const struct idle *idle, enum tensor t2, enum tensor t3,
                       int box[DIM_COUNT], double cost, double input_turns,
                       const struct filling *filled)
{
    int at[3];
    start_box(idle, at, box);
    do {
        struct filling glb = *filled;
        double turns = turns_outside(v, t2, box), sum = cost + cost_of_turns(v, t2, turns);
        if (sum >= v->least || !add_tile(v, t3, box, &glb))
            continue;
        sum += halo_cost(v, &glb, t2 == TENSOR_I ? turns : input_turns);
        v->least = lower(v->least, sum);
    } while (idle_next(idle, at, box));
}

typedef struct idle idle_table[TENSOR_COUNT][RANGES];

/* The stay of a tensor that is held is what is laid, with loops idle to it directly above (O until
 * it is final: all of C, R, S), and a stay within is no wider in the others' dimensions, which all
 * move it. `within`: tensors whose stays contain that of t. */
static const struct idle *choose(const struct traffic *v, idle_table idle, enum tensor t,
                                 unsigned within)
{
    enum range range = within & v->held ? LEAST : ANY;
    if (t == TENSOR_O && v->is_final)
        range = range == LEAST ? NEITHER : WHOLE;
    return &idle[t][range];
}

static void try_order(struct traffic *v, idle_table idle, enum tensor t1, enum tensor t2)
{
    enum tensor t3 = (enum tensor)(TENSOR_W + TENSOR_I + TENSOR_O - t1 - t2);
    int box[DIM_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1}, at[3];
    const struct idle *first = choose(v, idle, t1, 1u << t2 | 1u << t3);
    const struct idle *second = choose(v, idle, t2, 1u << t3);
    if (first->count == 0 || second->count == 0)
        return;
    for (int t = 0; t < TENSOR_COUNT; t++)
        start_box(&idle[t][LEAST], at, box);
    start_box(first, at, box);
    do {
        struct filling glb = {0};
        double turns = turns_outside(v, t1, box), cost = cost_of_turns(v, t1, turns);
        if (cost < v->least && add_tile(v, t1, box, &glb) && add_tile(v, t2, box, &glb))
            try_second(v, second, t2, t3, box, cost, t1 == TENSOR_I ? turns : 1, &glb);
    } while (idle_next(first, at, box));
}

static double elements_of(const struct solver *s, enum tensor t)
{
    return s->elements[t] * (t == TENSOR_I ? s->touched[ROWS] * s->touched[COLUMNS] : 1);
}

/* Room for t in one scratchpad. */
static double spad_bits(const struct solver *s, enum tensor t)
{
    return (double)s->problem->spad_bits[s->problem->spad_shared ? 0 : t];
}

static double array_bits(const struct solver *s, enum tensor t)
{
    return spad_bits(s, t) * s->problem->axis_size[0] * s->problem->axis_size[1];
}

static struct crossing crossing_of_operand(const struct solver *s, enum tensor t, int is_kept)
{
    const struct map_problem *p = s->problem;
    enum map_word w = t == TENSOR_W ? WORD_W : WORD_I;
    double pj = is_kept ? s->prices[7].glb_fetch[t].v[COST_ENERGY_PJ] : p->dram_read_pj[w];
    pj *= elements_of(s, t);
    return (struct crossing){.once = pj,
                             .again = pj,
                             .bits = p->bits[w],
                             .capacity = is_kept ? (double)p->glb_bits : array_bits(s, t),
                             .is_kept = is_kept,
                             .is_on_array = !is_kept};
}

/* Where O stays while it is summed: in the GLB, as partial sums, or, if the GLB does not
 * keep it or takes it once, final, in the array. */
static struct crossing crossing_of_output(const struct solver *s, int is_kept, int is_final)
{
    const struct map_problem *p = s->problem;
    const struct price_list *prices = &s->prices[7];
    double elements = s->elements[TENSOR_O];
    if (is_kept && !is_final)
        return (struct crossing){.once = elements * lower(prices->glb_last[0].v[COST_ENERGY_PJ],
                                                          prices->glb_last[1].v[COST_ENERGY_PJ]),
                                 .again = elements * prices->glb_swap.v[COST_ENERGY_PJ],
                                 .bits = p->bits[WORD_PSUM],
                                 .capacity = (double)p->glb_bits,
                                 .is_kept = 1};
    struct crossing c = {
        .bits = p->bits[WORD_PSUM], .capacity = array_bits(s, TENSOR_O), .is_on_array = 1};
    c.once = elements * lower(p->dram_write_pj[WORD_OUT], p->dram_write_pj[WORD_PSUM]);
    c.again = elements * (p->dram_write_pj[WORD_PSUM] + p->dram_read_pj[WORD_PSUM]);
    if (is_kept) {
        c.once = elements * prices->glb_last[1].v[COST_ENERGY_PJ];
        c.again = INFINITY;
    }
    return c;
}

static struct crossing crossing_of(const struct solver *s, enum tensor t, unsigned kept,
                                   int is_final)
{
    struct crossing c = t == TENSOR_O ? crossing_of_output(s, kept >> t & 1, is_final)
                                      : crossing_of_operand(s, t, kept >> t & 1);
    c.bits *= s->problem->double_buffer ? 2 : 1;
    return c;
}

double traffic_once_pj(const struct solver *s, unsigned kept, unsigned counted)
{
    double sum = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        sum += counted >> t & 1 ? crossing_of(s, (enum tensor)t, kept, 0).once : 0;
    return sum;
}

/* The least over all orders of stays; 0, which is certain, where lists are too long. */
static double least_again(struct traffic *v, const struct laying *l)
{
    struct extents extents[DIM_G];
    idle_table idle;
    v->least = INFINITY;
    for (int d = 0; d < DIM_G; d++) {
        if (cut(v->s, l, d, &extents[d]) != 0)
            return 0;
    }
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int range = 0; range < RANGES; range++)
            idle_of(extents, l ? l->laid : 0, (enum tensor)t, (enum range)range, &idle[t][range]);
    }
    for (int t1 = 0; t1 < TENSOR_COUNT; t1++) {
        for (int t2 = 0; t2 < TENSOR_COUNT; t2++) {
            if (t1 != t2)
                try_order(v, idle, (enum tensor)t1, (enum tensor)t2);
        }
    }
    return v->least;
}

/* The least for the tensors in `counted`; of the others nothing is asked. Infinite if
 * nothing fits. */
static double least_of(struct solver *s, unsigned kept, unsigned counted, const struct laying *l)
{
    double least = INFINITY;
    for (int is_final = 0; is_final <= (int)(kept >> TENSOR_O & 1); is_final++) {
        struct traffic v = {.s = s, .is_final = l && is_final};
        v.held = (l ? counted & ~kept : 0) | (v.is_final ? 1u << TENSOR_O : 0);
        double once = 0;
        for (int t = 0; t < TENSOR_COUNT; t++) {
            v.crossing[t] = (struct crossing){.capacity = INFINITY};
            if (counted >> t & 1)
                v.crossing[t] = crossing_of(s, (enum tensor)t, kept, is_final);
            if (v.held >> t & 1) {
                v.crossing[t].capacity = INFINITY;
                v.crossing[t].is_on_array = 0;
            }
            once += v.crossing[t].once;
        }
        least = lower(least, once + least_again(&v, l));
    }
    return least;
}

double traffic_least_pj(struct solver *s, unsigned kept)
{
    return least_of(s, kept, (1u << TENSOR_COUNT) - 1, NULL);
}

double traffic_least_above_pj(struct solver *s, const struct laying *l, unsigned counted)
{
    return least_of(s, l->leaf.kept, counted, l);
}
