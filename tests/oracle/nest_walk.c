/* Each event of each taker is visited, and in it each element that is fetched. */
#include "nest_walk.h"

#include <stdlib.h>
#include <string.h>

#include "tensor_axes.h"

/* Where some spatial loops stand. */
struct spot {
    int at[DIM_COUNT];
    size_t keeper; /* which instance of the keeper it is under */
};

struct spots {
    int count;
    struct spot *spot;
};

/* Sets of elements are arrays of stamps: an element is in a set if it carries the set's number. */
struct walk {
    const struct layer_shape *shape;
    const struct hierarchy_nest *nest;
    enum tensor tensor;
    int from, to; /* levels: keeper, taker */
    int last;     /* the innermost loop whose steps are events, or -1 */
    struct tensor_axes axes;
    int place[HIERARCHY_LOOPS_MAX]; /* indices of its dimension that one step of a loop is */
    int index[HIERARCHY_LOOPS_MAX]; /* where the temporal loops stand */
    int at[DIM_COUNT];              /* the same, by dimension */
    int tile[DIM_COUNT];            /* indices below the taker */
    struct spots instances, takers; /* those that read for themselves; those that read together */
    struct coordinates now[TENSOR_AXES_MAX], before;
    uint32_t *met, group; /* read by this group of takers */
    unsigned char *held;
    uint64_t taken, read, first; /* by takers, of the keeper, outputs held first */
};

static int is_mac(const struct walk *w)
{
    return w->to == w->nest->level_count;
}

/* Every step is an event of a MAC; a buffer has one when what it keeps may change. */
static int last_event_loop(const struct walk *w)
{
    int last = -1;
    for (int i = 0; i < w->nest->loop_count && w->nest->loop[i].level < w->to; i++) {
        const struct hierarchy_loop *loop = &w->nest->loop[i];
        if (!loop->is_spatial && loop->bound > 1 &&
            (is_mac(w) || tensor_has_dim(w->tensor, (int)loop->dim)))
            last = i;
    }
    return last;
}

enum part { STEP, INSTANCE, TAKER, TERM }; /* how a loop is walked */

static enum part part_of(const struct walk *w, int i)
{
    const struct hierarchy_loop *loop = &w->nest->loop[i];
    if (loop->level >= w->to)
        return TERM;
    if (!loop->is_spatial)
        return i <= w->last ? STEP : TERM;
    return loop->level < w->from || !w->nest->shares[loop->level][w->tensor] ? INSTANCE : TAKER;
}

/* A tile's terms are neighbours: loops below the taker are the innermost ones of their dimension.
 * Of a loop above it that is no event the first index will do, since no tile changes with it. */
static void set_places(struct walk *w)
{
    int product[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++)
        product[d] = w->tile[d] = 1;
    for (int i = w->nest->loop_count - 1; i >= 0; i--) {
        const struct hierarchy_loop *loop = &w->nest->loop[i];
        w->place[i] = product[loop->dim];
        product[loop->dim] *= loop->bound;
        if (loop->level >= w->to)
            w->tile[loop->dim] = product[loop->dim];
    }
}

/* Adds, to each spot, all indices of one more loop. */
static void spread(const struct walk *w, int i, struct spots *spots)
{
    const struct hierarchy_loop *loop = &w->nest->loop[i];
    for (int s = spots->count * loop->bound - 1; s >= 0; s--) {
        int index = s % loop->bound;
        spots->spot[s] = spots->spot[s / loop->bound];
        spots->spot[s].at[loop->dim] += index * w->place[i];
        if (loop->level < w->from)
            spots->spot[s].keeper = spots->spot[s].keeper * (size_t)loop->bound + (size_t)index;
    }
    spots->count *= loop->bound;
}

static int find_spots(const struct walk *w, enum part part, struct spots *spots)
{
    size_t count = 1;
    for (int i = 0; i < w->nest->loop_count; i++)
        count *= part_of(w, i) == part ? (size_t)w->nest->loop[i].bound : 1;
    spots->spot = calloc(count, sizeof *spots->spot);
    if (!spots->spot)
        return -1;
    spots->count = 1;
    for (int i = 0; i < w->nest->loop_count; i++)
        if (part_of(w, i) == part)
            spread(w, i, spots);
    return 0;
}

/* Moves to the next step; 0 after the last, with all loops at 0. */
static int advance(struct walk *w)
{
    for (int i = w->last; i >= 0; i--) {
        const struct hierarchy_loop *loop = &w->nest->loop[i];
        if (loop->is_spatial)
            continue;
        w->at[loop->dim] += w->place[i];
        if (++w->index[i] < loop->bound)
            return 1;
        w->at[loop->dim] -= w->index[i] * w->place[i];
        w->index[i] = 0;
    }
    return 0;
}

/* How far the sliding run (the last event loop and neighbours of its dimension) has moved since
 * the event before; 0 at its start. */
static int slid_by(const struct walk *w)
{
    int moved = 0;
    for (int i = w->last; i >= 0; i--) {
        const struct hierarchy_loop *loop = &w->nest->loop[i];
        int is_same = loop->dim == w->nest->loop[w->last].dim;
        if (loop->bound == 1 || (loop->is_spatial && !is_same))
            continue;
        if (loop->is_spatial || !is_same)
            return 0;
        if (w->index[i] > 0)
            return moved + w->place[i];
        moved -= (loop->bound - 1) * w->place[i];
    }
    return 0;
}

/* Imperfect bounds may run beyond the layer. */
static int is_outside(const struct walk *w, const int *at)
{
    int outside = 0;
    for (int d = 0; d < DIM_COUNT; d++)
        outside |= at[d] >= w->axes.bound[d];
    return outside;
}

static void meet(struct walk *w, size_t e, size_t keeper)
{
    w->taken++;
    w->read += w->met[e] != w->group;
    w->met[e] = w->group;
    if (!w->held)
        return;
    unsigned char *held = &w->held[keeper * w->axes.elements + e];
    w->first += !*held;
    *held = 1;
}

/* The element of the term at an index: there may be no term, or padding. */
static void take_term(struct walk *w, const int *at, size_t keeper)
{
    size_t e = 0;
    if (is_outside(w, at))
        return;
    for (int i = 0; i < TENSOR_AXES_MAX; i++) {
        const struct tensor_axis *axis = &w->axes.axis[i];
        int c = axis->dim_step * at[axis->dim] + axis->first;
        if (axis->tap >= 0)
            c += axis->tap_step * at[axis->tap];
        if (c < 0 || c >= axis->size)
            return;
        e += (size_t)c * axis->stride;
    }
    meet(w, e, keeper);
}

/* The event before differs in one dimension, so on one axis. */
static void leave_out_before(struct walk *w, int *start, int moved)
{
    int d = (int)w->nest->loop[w->last].dim;
    for (int i = 0; i < TENSOR_AXES_MAX; i++) {
        const struct tensor_axis *axis = &w->axes.axis[i];
        if (axis->dim != d && axis->tap != d)
            continue;
        start[d] -= moved;
        coordinates_touch(&w->axes, axis, start, w->tile, &w->before);
        start[d] += moved;
        coordinates_remove(&w->now[i], &w->before);
    }
}

static void take_tile(struct walk *w, int *start, int moved, size_t keeper)
{
    const struct coordinates *now = w->now;
    if (is_outside(w, start))
        return;
    for (int i = 0; i < TENSOR_AXES_MAX; i++)
        coordinates_touch(&w->axes, &w->axes.axis[i], start, w->tile, &w->now[i]);
    if (w->tensor == TENSOR_I && moved)
        leave_out_before(w, start, moved);
    int at[TENSOR_AXES_MAX];
    size_t e[TENSOR_AXES_MAX + 1] = {0};
#define EACH(i)                                                                                    \
    for (at[i] = 0; at[i] < now[i].count &&                                                        \
                    (e[i + 1] = e[i] + (size_t)now[i].value[at[i]] * w->axes.axis[i].stride, 1);   \
         at[i]++)
    EACH(0) EACH(1) EACH(2) EACH(3) EACH(4) meet(w, e[TENSOR_AXES_MAX], keeper);
#undef EACH
}

static void take(struct walk *w, const struct spot *instance, const struct spot *taker, int moved)
{
    int at[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++)
        at[d] = w->at[d] + instance->at[d] + taker->at[d];
    if (is_mac(w))
        take_term(w, at, instance->keeper);
    else
        take_tile(w, at, moved, instance->keeper);
}

static void walk_events(struct walk *w)
{
    do {
        int moved = is_mac(w) ? 0 : slid_by(w);
        for (int i = 0; i < w->instances.count; i++) {
            w->group++;
            for (int t = 0; t < w->takers.count; t++)
                take(w, &w->instances.spot[i], &w->takers.spot[t], moved);
        }
    } while (advance(w));
}

static size_t keepers_of(const struct walk *w)
{
    size_t count = 1;
    for (int i = 0; i < w->nest->loop_count; i++)
        if (w->nest->loop[i].is_spatial && w->nest->loop[i].level < w->from)
            count *= (size_t)w->nest->loop[i].bound;
    return count;
}

static int create(struct walk *w)
{
    int widest = 1, rc = 0;
    for (int i = 0; i < TENSOR_AXES_MAX; i++)
        widest = w->axes.axis[i].size > widest ? w->axes.axis[i].size : widest;
    for (int i = 0; i < TENSOR_AXES_MAX; i++)
        rc |= coordinates_create(&w->now[i], widest);
    rc |= coordinates_create(&w->before, widest);
    rc |= find_spots(w, INSTANCE, &w->instances) | find_spots(w, TAKER, &w->takers);
    w->met = calloc(w->axes.elements, sizeof *w->met);
    if (w->tensor == TENSOR_O)
        w->held = calloc(w->axes.elements * keepers_of(w), 1);
    return rc || !w->met || (w->tensor == TENSOR_O && !w->held) ? -1 : 0;
}

static void destroy(struct walk *w)
{
    for (int i = 0; i < TENSOR_AXES_MAX; i++)
        coordinates_free(&w->now[i]);
    coordinates_free(&w->before);
    free(w->instances.spot);
    free(w->takers.spot);
    free(w->met);
    free(w->held);
}

static int walk_crossing(struct walk *w)
{
    tensor_axes_of(w->shape, w->tensor, &w->axes);
    w->last = last_event_loop(w);
    set_places(w);
    int rc = create(w);
    if (rc == 0)
        walk_events(w);
    destroy(w);
    return rc;
}

/* Steps in which a term is left for any MAC, and MACs. */
static void walk_steps(const struct layer_shape *shape, const struct hierarchy_nest *nest,
                       struct hierarchy_counts *out)
{
    struct walk w = {.shape = shape, .nest = nest, .tensor = TENSOR_W, .to = nest->level_count};
    tensor_axes_of(shape, w.tensor, &w.axes);
    w.last = nest->loop_count - 1; /* every temporal loop steps */
    set_places(&w);
    out->macs_used = 1;
    for (int i = 0; i < nest->loop_count; i++)
        out->macs_used *= nest->loop[i].is_spatial ? (uint64_t)nest->loop[i].bound : 1;
    do {
        out->cycles += !is_outside(&w, w.at);
    } while (advance(&w));
}

int oracle_walk_nest(const struct layer_shape *shape, const struct hierarchy_nest *nest,
                     struct hierarchy_counts *out)
{
    memset(out, 0, sizeof *out);
    walk_steps(shape, nest, out);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int to = 1, from = 0; to <= nest->level_count; to++) {
            if (to < nest->level_count && !nest->keeps[to][t])
                continue;
            struct walk w = {
                .shape = shape, .nest = nest, .tensor = (enum tensor)t, .from = from, .to = to};
            if (walk_crossing(&w))
                return -1;
            if (t != TENSOR_O && to < nest->level_count)
                out->fills[to][t] = w.taken;
            out->updates[from][t] = t == TENSOR_O ? w.read : 0;
            out->reads[from][t] = t == TENSOR_O ? w.read - w.first : w.read;
            from = to;
        }
    }
    return 0;
}
