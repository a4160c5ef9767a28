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
#include "lower.h"

static int push_op(struct solver *s, int parent, int what, int bound)
{
    struct lower_paths *l = &s->lower;
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 4096;
        struct lower_op *op = realloc(l->op, capacity * sizeof *op);
        if (op == NULL) {
            s->failed = 1;
            return -1;
        }
        l->op = op;
        l->capacity = capacity;
    }
    l->op[l->count] =
        (struct lower_op){.parent = parent, .bound = bound, .what = (signed char)what};
    return (int)l->count++;
}

static int build(struct solver *s, struct building *b, const struct lower_visitor *visitor);

/* Builds on after a step, and forgets the step unless somebody keeps a path with it. */
static int build_after(struct solver *s, struct building *b, int what, int bound,
                       const struct lower_visitor *visitor)
{
    size_t before = s->lower.count;
    b->nest.path = push_op(s, b->nest.path, what, bound);
    int is_kept = !s->failed && build(s, b, visitor);
    if (!is_kept)
        s->lower.count = before;
    return is_kept;
}

/* A node stands below loops that do not move it, unless these are to be loops of the
 * scratchpads' level: then it is the outermost there. */
static int may_stand_here(const struct solver *s, const struct building *b, unsigned bit)
{
    return s->options.even || !(b->dirty & bit) || b->held & bit;
}

static void place(const struct solver *s, const struct building *b, enum tensor t,
                  struct building *next)
{
    unsigned bit = 1u << t;
    *next = *b;
    next->is_closing |= s->options.even || (b->dirty & bit) != 0;
    next->placed |= bit;
    next->nest.open |= bit;
    next->bits += spad_tile_bits(s, b->nest.tile, t);
    if (t == TENSOR_I)
        memcpy(next->nest.input_tile, b->nest.tile, sizeof b->nest.tile);
    next->last_dim = -1;
    next->last_placed = (int)t;
    memcpy(next->nest.spad_tile, b->nest.tile, sizeof b->nest.tile);
}

/* What fitted while the node was still to come fits. */
static int try_place(struct solver *s, const struct building *b, enum tensor t,
                     const struct lower_visitor *visitor)
{
    unsigned bit = 1u << t;
    struct building next;
    if (b->placed & bit || !may_stand_here(s, b, bit) ||
        (b->last_placed >= 0 && (int)t < b->last_placed))
        return 0;
    if (is_all(b->placed | bit) && !allowed_products(s, SITE_SPAD, b->nest.tile))
        return 0;
    place(s, b, t, &next);
    return build_after(s, &next, (int)t, 0, visitor);
}

/* Loops of the scratchpads' level keep to its limits; even nodes stand together. */
static int is_allowed(const struct solver *s, const struct building *b, enum dim d, int bound)
{
    if (b->is_closing && !is_all(b->placed))
        return 0;
    return is_all(b->placed) ||
           allowed_loop(s, SITE_SPAD, d, b->nest.tile[d] * bound, b->nest.spad_dims);
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

static void add_loop(const struct solver *s, const struct building *b, enum dim d, int bound,
                     struct building *next)
{
    unsigned closed = closed_by(b->nest.open, d), all = (1u << TENSOR_COUNT) - 1;
    *next = *b;
    if (closed & 1u << TENSOR_I && is_window_dim(d)) {
        next->nest.slide_dim = (int)d;
        next->nest.slide_run = bound;
        next->nest.late_slid = 1u << d;
    }
    note_widening(s, b, d, &next->nest);
    next->nest.open &= ~closed;
    next->nest.output_closed |= closed >> TENSOR_O & 1;
    next->nest.tile[d] *= bound;
    *(is_all(b->placed) ? &next->nest.late_dims : &next->nest.spad_dims) |= 1u << d;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!(b->placed >> t & 1) || next->nest.open >> t & 1)
            next->nest.closed_at[t][d] = next->nest.tile[d];
        if (is_relevant((enum tensor)t, d))
            next->dirty &= ~(1u << t);
        else
            next->dirty |= 1u << t & ~b->placed;
    }
    next->held = s->pinned_spad >> d & 1 ? next->dirty : 0;
    next->nest.late = b->placed != all                              ? 0
                      : closed || b->last_closed || b->last_dim < 0 ? 1u << d
                                                                    : b->nest.late | 1u << d;
    next->nest.late_slid &= next->nest.late;
    next->last_dim = (int)d;
    next->last_closed = closed != 0;
    next->last_placed = -1;
}

/* A loop inside the PE, outside of loops above the array. */
static void defer_loop(const struct building *b, enum dim d, int bound, struct building *next)
{
    *next = *b;
    next->nest.deferred = (int)d;
    next->nest.deferred_bound = bound;
    next->nest.tile[d] *= bound;
    next->nest.late_dims |= 1u << d;
    next->nest.late = 1u << d;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (next->nest.open >> t & 1)
            next->nest.closed_at[t][d] = next->nest.tile[d];
    }
}

static int is_left(const struct solver *s, const struct building *b, enum dim d)
{
    return b->nest.tile[d] < s->problem->size[d];
}

/* Another window dimension's loops within it slide I, or reuse a tensor that it moves. */
static int may_defer(const struct solver *s, const struct building *b, enum dim d)
{
    int is_tap = d == DIM_R || d == DIM_S;
    enum tensor reused = is_tap ? TENSOR_W : TENSOR_O;
    int is_reused = is_tap ? is_left(s, b, DIM_P) || is_left(s, b, DIM_Q)
                           : is_left(s, b, DIM_R) || is_left(s, b, DIM_S);
    return b->nest.open >> TENSOR_I & 1 || (b->nest.open >> reused & 1 && is_reused);
}

/* That may pay where positions or taps apart share more than neighbours: what the PEs hold at a
 * time then matters as much as what slides, or is reused. */
static int try_deferred(struct solver *s, const struct building *b, enum dim d,
                        const struct lower_visitor *visitor)
{
    struct building next;
    int is_kept = 0, left = ceil_div(s->problem->size[d], b->nest.tile[d]);
    if (!is_window_dim((int)d) || !is_all(b->placed) || spread_is_plain(s, d) || s->is_free ||
        s->is_brief || !may_defer(s, b, d))
        return 0;
    for (int bound = 2; bound <= left; bound++) {
        if (!is_bound_tried(s, bound, left))
            continue;
        defer_loop(b, d, bound, &next);
        is_kept |= build_after(s, &next, (int)d, -bound, visitor);
    }
    return is_kept;
}

/* Rows and columns alike: of a nest and its mirror image keep the one whose
 * innermost window loop runs over rows. */
static int is_mirrored(const struct solver *s, const struct building *b, enum dim d)
{
    const int *tile = b->nest.tile;
    return s->is_square && (d == DIM_Q || d == DIM_S) && tile[DIM_P] == 1 && tile[DIM_Q] == 1 &&
           tile[DIM_R] == 1 && tile[DIM_S] == 1;
}

static int try_loops(struct solver *s, const struct building *b, enum dim d,
                     const struct lower_visitor *visitor)
{
    struct building next;
    int is_kept = 0;
    int left = ceil_div(s->problem->size[d], b->nest.tile[d]), tile[DIM_COUNT];
    if (left == 1 || is_mirrored(s, b, d) || b->last_dim == (int)d ||
        !(is_loop_tried_anyway(s, b, d) || is_loop_helpful(s, b, d)) ||
        !(s->has_order || is_in_order(b, d, closed_by(b->nest.open, d))))
        return 0;
    memcpy(tile, b->nest.tile, sizeof tile);
    for (int bound = 2; bound <= left; bound++) {
        if (!is_bound_tried(s, bound, left) || !is_allowed(s, b, d, bound))
            continue;
        tile[d] = b->nest.tile[d] * bound;
        if (!spad_fits(s, b, tile, to_be_placed(b)))
            break; /* nor does any longer loop */
        add_loop(s, b, d, bound, &next);
        is_kept |= build_after(s, &next, (int)d, bound, visitor);
    }
    return is_kept;
}

/* The loop of groups, outermost of all, with nodes still to come above it. */
static int try_groups(struct solver *s, const struct building *b,
                      const struct lower_visitor *visitor)
{
    struct building next;
    int groups = s->problem->size[DIM_G];
    for (int d = 0; d < DIM_G; d++) {
        if (b->nest.tile[d] < s->problem->size[d])
            return 0;
    }
    if (b->nest.tile[DIM_G] > 1 || is_all(b->placed) || !is_group_moved(s) || groups == 1 ||
        !is_allowed(s, b, DIM_G, groups))
        return 0;
    add_loop(s, b, DIM_G, groups, &next);
    return spad_fits(s, &next, next.nest.tile, to_be_placed(b)) &&
           build_after(s, &next, DIM_G, groups, visitor);
}

static double bound_nest(struct solver *s, const struct building *b, double enough)
{
    struct laying l;
    double bound = INFINITY;
    unsigned sets = lower_kept_sets(s, &b->nest);
    struct known_bounds known;
    laying_start(s, &b->nest, b->placed, &l);
    if (b->nest.left_alone == 0)
        return bound_laying(s, &l, KEPT_ANY, enough);
    l.known = &known;
    known_clear(&known);
    for (unsigned kept = 0; kept < 8 && bound >= enough; kept++) {
        double psums_pj = b->nest.output_closed ? 0 : lower_psum_cost(s, kept);
        if (sets >> kept & 1)
            bound = fmin(bound, bound_laying(s, &l, kept, enough - psums_pj) + psums_pj);
    }
    return bound;
}

/* Returns 1 if the bound lets nothing more be built; *is_kept then, if that is for later. */
static int is_left_out(struct solver *s, const struct building *b,
                       const struct lower_visitor *visitor, int *is_kept)
{
    double enough = cut_off(s), bound = bound_nest(s, b, enough);
    if (bound < enough || !is_hopeless(s, bound))
        return 0;
    *is_kept = visitor->leave_out && is_promising(s, bound) &&
               visitor->leave_out(s, b->nest.path, bound, visitor->context);
    return 1;
}

/* Other nests give all that this one does, and all that loops could be added to. */
static int is_repetition(struct solver *s, const struct building *b)
{
    return is_only_reused(s, b) && spread_is_always_repeated(s, &b->nest);
}

/* Returns 1 if somebody keeps a path through here. */
static int build(struct solver *s, struct building *b, const struct lower_visitor *visitor)
{
    int is_kept = 0;
    if (is_stopped(s) || is_in_vain(b) || is_dead_end(s, b) || is_repetition(s, b) ||
        is_left_out(s, b, visitor, &is_kept))
        return is_kept;
    for (int t = 0; t < TENSOR_COUNT; t++)
        is_kept |= try_place(s, b, (enum tensor)t, visitor);
    if (is_all(b->placed) && !spread_is_always_repeated(s, &b->nest))
        is_kept |= visitor->take(s, &b->nest, visitor->context);
    if (is_only_reused(s, b) && s->options.factors != FACTORS_SPATIAL)
        return is_kept; /* loops would be repetitions: none leaves a ragged end */
    if (b->nest.deferred >= 0 || (s->is_brief && is_all(b->placed)))
        return is_kept;
    for (int d = 0; d < DIM_G; d++)
        is_kept |= try_loops(s, b, (enum dim)d, visitor) | try_deferred(s, b, (enum dim)d, visitor);
    return is_kept | try_groups(s, b, visitor);
}

void lower_start(struct lower_nest *nest)
{
    *nest = (struct lower_nest){.slide_dim = -1, .deferred = -1, .path = -1};
    for (int d = 0; d < DIM_COUNT; d++) {
        nest->tile[d] = nest->input_tile[d] = 1;
        for (int t = 0; t < TENSOR_COUNT; t++)
            nest->closed_at[t][d] = 1;
    }
}

static void start_building(struct building *b)
{
    *b = (struct building){.last_dim = -1, .last_placed = -1};
    lower_start(&b->nest);
}

/* Takes the steps of a path again. */
static void follow(const struct solver *s, int path, struct building *b)
{
    if (path < 0) {
        start_building(b);
        return;
    }
    struct lower_op op = s->lower.op[path];
    struct building before;
    follow(s, op.parent, &before);
    if (op.bound == 0)
        place(s, &before, (enum tensor)op.what, b);
    else if (op.bound < 0)
        defer_loop(&before, (enum dim)op.what, -op.bound, b);
    else
        add_loop(s, &before, (enum dim)op.what, op.bound, b);
    b->nest.path = path;
}

void lower_build(struct solver *s, int path, const struct lower_visitor *visitor)
{
    struct building b;
    follow(s, path, &b);
    if (path >= 0 || spad_fits(s, &b, b.nest.tile, to_be_placed(&b)))
        build(s, &b, visitor);
}
