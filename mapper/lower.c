/* Lower nests: what happens inside one PE, from the innermost loop outwards.
 *
 * A loop is added only where it can help: it reuses the tile of an open node,
 * it widens the window of an I node still to be placed, or it slides an open
 * one. Any other loop can move above the array at no cost (docs/mapper.md). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "bound.h"
#include "solver.h"

struct building {
    struct lower_nest nest;
    unsigned placed, dirty; /* dirty: an irrelevant loop came since the last relevant one */
    unsigned held;          /* the last such loop is of a pinned dimension */
    int is_closing;         /* all other nodes must stand here, too */
    uint64_t bits;          /* of all tiles, for a shared scratchpad */
    int last_dim;           /* of the last step if it was a loop, else -1 */
    int last_closed;        /* it closed a node */
    int last_placed;        /* tensor, if the last step placed one, else -1 */
};

static int has_halo(const struct solver *s, int d)
{
    return is_window_dim(d) && s->has_halo[window_axis(d)];
}

static uint64_t tile_bits(const struct solver *s, const int tile[DIM_COUNT], enum tensor t)
{
    static const enum map_word words[TENSOR_COUNT] = {WORD_W, WORD_I, WORD_PSUM};
    const struct map_problem *p = s->problem;
    uint64_t bits = (uint64_t)p->bits[words[t]] * (p->double_buffer ? 2 : 1);
    for (int d = 0; d < DIM_COUNT; d++) {
        if (!is_relevant(t, (enum dim)d) || (t == TENSOR_I && is_window_dim(d)))
            continue;
        long n = (long)tile[d] * (d == p->lane_dim ? p->lanes : 1);
        bits *= (uint64_t)(n < p->extent[d] ? n : p->extent[d]);
    }
    if (t == TENSOR_I)
        bits *= window_memo_largest(s->memo, ROWS, tile[DIM_P], tile[DIM_R]) *
                window_memo_largest(s->memo, COLUMNS, tile[DIM_Q], tile[DIM_S]);
    return bits;
}

static int push_op(struct solver *s, int parent, int what, int bound)
{
    struct lower_list *l = &s->lower;
    if (l->op_count == l->op_capacity) {
        size_t capacity = l->op_capacity ? 2 * l->op_capacity : 4096;
        struct lower_op *op = realloc(l->op, capacity * sizeof *op);
        if (op == NULL) {
            s->failed = 1;
            return -1;
        }
        l->op = op;
        l->op_capacity = capacity;
    }
    l->op[l->op_count] =
        (struct lower_op){.parent = parent, .bound = bound, .what = (signed char)what};
    return (int)l->op_count++;
}

/* Some 500 MB: a list that grows beyond is given up, as one that takes too long. */
#define NESTS_MAX 2000000

static void push_nest(struct solver *s, const struct lower_nest *nest)
{
    struct lower_list *l = &s->lower;
    if (l->count == NESTS_MAX) {
        s->pause_at = s->ticks;
        return;
    }
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 1024;
        struct lower_nest *array = realloc(l->nest, capacity * sizeof *array);
        if (array == NULL) {
            s->failed = 1;
            return;
        }
        l->nest = array;
        l->capacity = capacity;
    }
    l->nest[l->count++] = *nest;
}

static int is_all(unsigned tensors)
{
    return tensors == (1u << TENSOR_COUNT) - 1;
}

static void build(struct solver *s, struct building *b);

/* A node stands below loops that do not move it, unless these are to be loops of the
 * scratchpads' level: then it is the outermost there. */
static int may_stand_here(const struct solver *s, const struct building *b, unsigned bit)
{
    return s->options.even || !(b->dirty & bit) || b->held & bit;
}

static void try_place(struct solver *s, const struct building *b, enum tensor t)
{
    unsigned bit = 1u << t;
    if (b->placed & bit || !may_stand_here(s, b, bit) ||
        (b->last_placed >= 0 && (int)t < b->last_placed))
        return;
    uint64_t bits = tile_bits(s, b->nest.tile, t);
    uint64_t limit = s->problem->spad_bits[s->problem->spad_shared ? 0 : t];
    if (bits + (s->problem->spad_shared ? b->bits : 0) > limit)
        return;
    struct building next = *b;
    next.is_closing |= s->options.even || (b->dirty & bit) != 0;
    next.placed |= bit;
    next.nest.open |= bit;
    next.bits += bits;
    if (t == TENSOR_I)
        memcpy(next.nest.input_tile, b->nest.tile, sizeof b->nest.tile);
    next.last_dim = -1;
    next.last_placed = (int)t;
    if (is_all(next.placed) && !allowed_products(s, SITE_SPAD, next.nest.tile))
        return;
    memcpy(next.nest.spad_tile, b->nest.tile, sizeof b->nest.tile);
    next.nest.path = push_op(s, b->nest.path, (int)t, 0);
    build(s, &next);
}

/* Tensors that loops of d do not move. */
static unsigned left_alone_by(enum dim d)
{
    const unsigned all = (1u << TENSOR_COUNT) - 1;
    return all & ~closed_by(all, d);
}

/* O has closed with all of C, R, S inside: each output arrives once, final. */
static int is_output_final(const struct solver *s, const struct lower_nest *n)
{
    static const enum dim dims[] = {DIM_C, DIM_R, DIM_S};
    int is_final = n->output_closed;
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
        is_final &= n->closed_at[TENSOR_O][dims[i]] >= s->problem->size[dims[i]];
    return is_final;
}

unsigned lower_kept_sets(const struct solver *s, const struct lower_nest *n)
{
    unsigned sets = 0, tight = s->tight[0] | s->tight[1];
    if (n->left_alone == 0)
        return s->may_keep;
    if (is_output_final(s, n))
        tight = s->tight[1];
    for (unsigned kept = 0; kept < 8; kept++) {
        if ((n->left_alone & ~kept) == 0 && tight >> kept & 1)
            sets |= 1u << kept;
    }
    return sets & s->may_keep;
}

/* A set that is tight only if O arrives as partial sums needs two words of each output. */
double lower_psum_cost(const struct solver *s, unsigned kept)
{
    const struct price_list *p = &s->prices[kept];
    if (s->tight[1] >> kept & 1)
        return 0;
    double word = p->up_psum.v[COST_ENERGY_PJ] +
                  fmin(p->back.v[COST_ENERGY_PJ], p->accumulate.v[COST_ENERGY_PJ]) -
                  p->link.v[COST_ENERGY_PJ];
    return s->options.objective == OBJECTIVE_ENERGY ? fmax(0, s->elements[TENSOR_O] * word) : 0;
}

/* Nodes still to be placed whose tile d would widen. Such a node can stay open
 * beyond the GLB node of the tensor that d leaves alone, which d, below both,
 * does not make fetch again. That is worth it only if the GLB cannot hold the
 * tensors whole: else its node could stand higher, and d above the array. */
static unsigned wideners(const struct solver *s, const struct building *b, enum dim d)
{
    struct lower_nest wider = {.left_alone = b->nest.left_alone | left_alone_by(d)};
    if (lower_kept_sets(s, &wider) == 0)
        return 0;
    return ~left_alone_by(d) & ~b->placed & ((1u << TENSOR_COUNT) - 1);
}

/* P for R, R for P, Q for S, S for Q. */
static enum dim partner_of(enum dim d)
{
    static const enum dim partners[DIM_COUNT] = {
        [DIM_P] = DIM_R, [DIM_R] = DIM_P, [DIM_Q] = DIM_S, [DIM_S] = DIM_Q};
    return partners[d];
}

/* Windows overlap along d, and a loop of d inside the PE can make them share
 * more: I's node widens or slides, or the PEs' positions and taps come to lie in
 * step (neighbours share most where the windows are plain, unless the partner's
 * are already apart). */
static int is_useful_to_windows(const struct solver *s, const struct building *b, enum dim d)
{
    unsigned input = 1u << TENSOR_I;
    if (!has_halo(s, d))
        return 0;
    return !(b->placed & input) || b->nest.open & input || !spread_is_plain(s, d) ||
           b->nest.tile[partner_of(d)] > 1;
}

/* Useful whatever becomes of the nodes still to be placed. */
static int is_useful_now(const struct solver *s, const struct building *b, enum dim d)
{
    return closed_by(b->nest.open, d) != b->nest.open || is_useful_to_windows(s, b, d);
}

/* Loops of the scratchpads' level keep to its limits; even nodes stand together. */
static int is_allowed(const struct solver *s, const struct building *b, enum dim d, int bound)
{
    if (b->is_closing && !is_all(b->placed))
        return 0;
    return is_all(b->placed) ||
           allowed_loop(s, SITE_SPAD, d, b->nest.tile[d] * bound, b->nest.spad_dims);
}

/* A loop that may be needed where it is, whatever it costs. */
static int is_tried_anyway(const struct solver *s, const struct building *b, enum dim d)
{
    if (is_all(b->placed))
        return (int)(s->pinned_late >> d & 1);
    return s->pinned_spad >> d & 1 || (s->is_free && s->options.even);
}

static int is_useful(const struct solver *s, const struct building *b, enum dim d)
{
    return is_tried_anyway(s, b, d) || is_useful_now(s, b, d) ||
           (!s->is_brief && wideners(s, b, d) != 0);
}

/* A loop that was to widen some nodes is of no use once all of them have closed. */
static int is_in_vain(const struct building *b)
{
    for (unsigned nodes = 1; nodes < 1u << TENSOR_COUNT; nodes++) {
        if (b->nest.widened >> nodes & 1 && (nodes & b->placed) == nodes && !(nodes & b->nest.open))
            return 1;
    }
    return 0;
}

/* Two loops in a row that close nothing may swap: keep one order of the two. */
static int is_in_order(const struct building *b, enum dim d, unsigned closed)
{
    if (b->last_dim < 0)
        return 1;
    if (b->last_dim == (int)d)
        return 0;
    return b->last_closed || closed || b->last_dim < (int)d;
}

static void note_widening(struct lower_nest *nest, unsigned tensors, enum dim d)
{
    nest->widened |= 1u << tensors;
    nest->left_alone |= left_alone_by(d);
}

static void add_loop(struct solver *s, const struct building *b, enum dim d, int bound)
{
    struct building next = *b;
    unsigned closed = closed_by(b->nest.open, d), all = (1u << TENSOR_COUNT) - 1;
    if (closed & 1u << TENSOR_I && is_window_dim(d)) {
        next.nest.slide_dim = (int)d;
        next.nest.slide_run = bound;
    }
    if (!is_tried_anyway(s, b, d) && !is_useful_now(s, b, d))
        note_widening(&next.nest, wideners(s, b, d), d);
    next.nest.open &= ~closed;
    next.nest.output_closed |= closed >> TENSOR_O & 1;
    next.nest.tile[d] *= bound;
    *(is_all(b->placed) ? &next.nest.late_dims : &next.nest.spad_dims) |= 1u << d;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!(b->placed >> t & 1) || next.nest.open >> t & 1)
            next.nest.closed_at[t][d] = next.nest.tile[d];
        if (is_relevant((enum tensor)t, d))
            next.dirty &= ~(1u << t);
        else
            next.dirty |= 1u << t & ~b->placed;
    }
    next.held = s->pinned_spad >> d & 1 ? next.dirty : 0;
    next.nest.late = b->placed != all                              ? 0
                     : closed || b->last_closed || b->last_dim < 0 ? 1u << d
                                                                   : b->nest.late | 1u << d;
    next.last_dim = (int)d;
    next.last_closed = closed != 0;
    next.last_placed = -1;
    next.nest.path = push_op(s, b->nest.path, (int)d, bound);
    build(s, &next);
}

/* Rows and columns alike: of a nest and its mirror image keep the one whose
 * innermost window loop runs over rows. */
static int is_mirrored(const struct solver *s, const struct building *b, enum dim d)
{
    const int *tile = b->nest.tile;
    return s->is_square && (d == DIM_Q || d == DIM_S) && tile[DIM_P] == 1 && tile[DIM_Q] == 1 &&
           tile[DIM_R] == 1 && tile[DIM_S] == 1;
}

static void try_loops(struct solver *s, const struct building *b, enum dim d)
{
    int left = ceil_div(s->problem->size[d], b->nest.tile[d]);
    if (left == 1 || is_mirrored(s, b, d) || !is_useful(s, b, d) ||
        !(s->has_order || is_in_order(b, d, closed_by(b->nest.open, d))) || b->last_dim == (int)d)
        return;
    for (int bound = 2; bound <= left; bound++) {
        if (is_bound_tried(s, bound, left) && is_allowed(s, b, d, bound))
            add_loop(s, b, d, bound);
    }
}

/* The loop of groups, outermost of all, with nodes still to come above it. */
static void try_groups(struct solver *s, const struct building *b)
{
    int groups = s->problem->size[DIM_G];
    for (int d = 0; d < DIM_G; d++) {
        if (b->nest.tile[d] < s->problem->size[d])
            return;
    }
    if (groups > b->nest.tile[DIM_G] && !is_all(b->placed) && is_group_moved(s) &&
        is_allowed(s, b, DIM_G, groups))
        add_loop(s, b, DIM_G, groups);
}

static double bound_nest(struct solver *s, const struct building *b, double enough)
{
    struct laying l;
    double bound = INFINITY;
    unsigned sets = lower_kept_sets(s, &b->nest);
    laying_start(s, &b->nest, b->placed, &l);
    if (b->nest.left_alone == 0)
        return bound_laying(s, &l, KEPT_ANY, enough);
    for (unsigned kept = 0; kept < 8; kept++) {
        if (sets >> kept & 1)
            bound = fmin(bound, bound_laying(s, &l, kept, 0) +
                                    (b->nest.output_closed ? 0 : lower_psum_cost(s, kept)));
    }
    return bound;
}

static int is_left_out(struct solver *s, struct building *b)
{
    double enough = cut_off(s), bound = bound_nest(s, b, enough);
    return bound >= enough && is_hopeless(s, bound);
}

/* Nodes still to be placed hold at least what they would hold now. */
static int is_too_wide(const struct solver *s, const struct building *b)
{
    const struct map_problem *p = s->problem;
    uint64_t bits = b->bits;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (b->placed >> t & 1)
            continue;
        uint64_t tile = tile_bits(s, b->nest.tile, (enum tensor)t);
        bits += tile;
        if (!p->spad_shared && tile > p->spad_bits[t])
            return 1;
    }
    return p->spad_shared && bits > p->spad_bits[0];
}

static void build(struct solver *s, struct building *b)
{
    if (is_stopped(s) || is_in_vain(b) || is_too_wide(s, b) || is_left_out(s, b))
        return;
    for (int t = 0; t < TENSOR_COUNT; t++)
        try_place(s, b, (enum tensor)t);
    if (b->placed == (1u << TENSOR_COUNT) - 1 && !spread_is_always_repeated(s, &b->nest))
        push_nest(s, &b->nest);
    if (s->is_brief && b->placed == (1u << TENSOR_COUNT) - 1)
        return;
    for (int d = 0; d < DIM_G; d++)
        try_loops(s, b, (enum dim)d);
    try_groups(s, b);
}

void lower_enumerate(struct solver *s)
{
    struct building b = {.last_dim = -1, .last_placed = -1};
    s->lower.count = s->lower.op_count = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        b.nest.tile[d] = b.nest.input_tile[d] = 1;
        for (int t = 0; t < TENSOR_COUNT; t++)
            b.nest.closed_at[t][d] = 1;
    }
    b.nest.slide_dim = -1;
    b.nest.path = -1;
    build(s, &b);
}
