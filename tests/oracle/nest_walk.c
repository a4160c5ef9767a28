#include "nest_walk.h"

#include <stdlib.h>
#include <string.h>

/* Sets of elements are arrays of stamps: an element is in a set if it carries the set's number. */
struct walk {
    const struct layer_shape *shape;
    const struct hierarchy_nest *nest;
    enum tensor tensor;
    int from, to;                   /* levels: keeper, taker */
    int index[HIERARCHY_LOOPS_MAX]; /* where the nest stands */
    uint32_t *now, *before, *met, stamp, group;
    unsigned char *held;
    uint64_t taken, read, first; /* by takers, of the keeper, outputs held first */
};

static int is_relevant(enum tensor t, int d)
{
    static const char *const letters[TENSOR_COUNT] = {"GMCRS", "NGCPQRS", "NGMPQ"};
    return strchr(letters[t], dim_letters[d]) != NULL;
}

static int bound_of(const struct walk *w, int d)
{
    int is_grouped = d == DIM_C || d == DIM_M;
    return w->shape->size[d] / (is_grouped ? w->shape->size[DIM_G] : 1);
}

/* The element of the term at the index, or -1: no term, or padding. */
static int64_t element_here(const struct walk *w, const int *index)
{
    int at[DIM_COUNT] = {0};
    for (int i = 0; i < w->nest->loop_count; i++) {
        int d = (int)w->nest->loop[i].dim;
        at[d] = at[d] * w->nest->loop[i].bound + index[i];
    }
    int64_t e = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (at[d] >= bound_of(w, d))
            return -1;
        int is_plain =
            w->tensor != TENSOR_I || (d != DIM_P && d != DIM_Q && d != DIM_R && d != DIM_S);
        if (is_plain && is_relevant(w->tensor, d))
            e = e * bound_of(w, d) + at[d];
    }
    for (int axis = ROWS; w->tensor == TENSOR_I && axis <= COLUMNS; axis++) {
        int p = at[axis == ROWS ? DIM_P : DIM_Q], r = at[axis == ROWS ? DIM_R : DIM_S];
        int h = w->shape->stride[axis] * p + w->shape->dilation[axis] * r - w->shape->pad[axis];
        if (h < 0 || h >= w->shape->input[axis])
            return -1;
        e = e * w->shape->input[axis] + h;
    }
    return e;
}

/* The innermost loop whose steps are events of the taker, or -1. */
static int last_event_loop(const struct walk *w)
{
    int last = -1;
    for (int i = 0; i < w->nest->loop_count && w->nest->loop[i].level < w->to; i++) {
        const struct hierarchy_loop *loop = &w->nest->loop[i];
        if (!loop->is_spatial && loop->bound > 1 &&
            (w->to == w->nest->level_count || is_relevant(w->tensor, (int)loop->dim)))
            last = i;
    }
    return last;
}

enum part { STEP, INSTANCE, TAKER, TERM }; /* how a loop is walked */

static enum part part_of(const struct walk *w, int i, int last)
{
    const struct hierarchy_loop *loop = &w->nest->loop[i];
    if (loop->level >= w->to)
        return TERM;
    if (!loop->is_spatial)
        return i <= last ? STEP : TERM;
    return loop->level < w->from || !w->nest->shares[loop->level][w->tensor] ? INSTANCE : TAKER;
}

/* Moves to the next index of the loops of a part; 0 after the last, with all at 0. */
static int advance(struct walk *w, int *index, enum part part, int last)
{
    for (int i = w->nest->loop_count - 1; i >= 0; i--) {
        if (part_of(w, i, last) != part)
            continue;
        if (++index[i] < w->nest->loop[i].bound)
            return 1;
        index[i] = 0;
    }
    return 0;
}

static void mark_tile(struct walk *w, const int *index, int last, uint32_t *set)
{
    int at[HIERARCHY_LOOPS_MAX];
    memcpy(at, index, sizeof at);
    do {
        int64_t e = element_here(w, at);
        if (e >= 0)
            set[e] = w->stamp;
    } while (advance(w, at, TERM, last));
}

/* Steps the sliding run (the last event loop and neighbours of its dimension) back; 0 at its start.
 */
static int step_back(const struct walk *w, int *index, int last)
{
    if (last < 0 || w->to == w->nest->level_count)
        return 0;
    for (int i = last; i >= 0; i--) {
        const struct hierarchy_loop *loop = &w->nest->loop[i];
        int is_same = loop->dim == w->nest->loop[last].dim;
        if (loop->bound == 1 || (loop->is_spatial && !is_same))
            continue;
        if (loop->is_spatial || !is_same)
            return 0;
        if (index[i]-- > 0)
            return 1;
        index[i] = loop->bound - 1;
    }
    return 0;
}

static void take(struct walk *w, int last, size_t elements, size_t instance)
{
    int before[HIERARCHY_LOOPS_MAX];
    memcpy(before, w->index, sizeof before);
    w->stamp++;
    mark_tile(w, w->index, last, w->now);
    if (w->tensor == TENSOR_I && step_back(w, before, last))
        mark_tile(w, before, last, w->before);
    for (size_t e = 0; e < elements; e++) {
        if (w->now[e] != w->stamp || w->before[e] == w->stamp)
            continue;
        w->taken++;
        w->read += w->met[e] != w->group;
        w->met[e] = w->group;
        w->first += !w->held[instance * elements + e];
        w->held[instance * elements + e] = 1;
    }
}

/* Which place keeps what arrives here: the spatial indices above the keeper. */
static size_t instance_here(const struct walk *w, size_t *count)
{
    size_t at = 0;
    *count = 1;
    for (int i = 0; i < w->nest->loop_count; i++) {
        if (!w->nest->loop[i].is_spatial || w->nest->loop[i].level >= w->from)
            continue;
        at = at * (size_t)w->nest->loop[i].bound + (size_t)w->index[i];
        *count *= (size_t)w->nest->loop[i].bound;
    }
    return at;
}

static void walk_events(struct walk *w, size_t elements)
{
    int last = last_event_loop(w);
    size_t count;
    do {
        do {
            w->group++;
            do
                take(w, last, elements, instance_here(w, &count));
            while (advance(w, w->index, TAKER, last));
        } while (advance(w, w->index, INSTANCE, last));
    } while (advance(w, w->index, STEP, last));
}

static size_t elements_of(const struct walk *w)
{
    size_t elements = 1;
    for (int d = 0; d < DIM_COUNT; d++) {
        int is_plain =
            w->tensor != TENSOR_I || (d != DIM_P && d != DIM_Q && d != DIM_R && d != DIM_S);
        if (is_plain && is_relevant(w->tensor, d))
            elements *= (size_t)bound_of(w, d);
    }
    if (w->tensor == TENSOR_I)
        elements *= (size_t)w->shape->input[ROWS] * (size_t)w->shape->input[COLUMNS];
    return elements;
}

static int walk_crossing(struct walk *w)
{
    size_t elements = elements_of(w), instances;
    instance_here(w, &instances);
    w->now = calloc(elements, sizeof *w->now);
    w->before = calloc(elements, sizeof *w->before);
    w->met = calloc(elements, sizeof *w->met);
    w->held = calloc(elements * instances, 1);
    int rc = w->now && w->before && w->met && w->held ? 0 : -1;
    if (rc == 0)
        walk_events(w, elements);
    free(w->now);
    free(w->before);
    free(w->met);
    free(w->held);
    return rc;
}

/* Steps in which a term is left for any MAC, and MACs. */
static void walk_steps(const struct layer_shape *shape, const struct hierarchy_nest *nest,
                       struct hierarchy_counts *out)
{
    struct walk w = {.shape = shape, .nest = nest, .tensor = TENSOR_W, .to = nest->level_count};
    int last = nest->loop_count; /* every temporal loop steps */
    out->macs_used = 1;
    for (int i = 0; i < nest->loop_count; i++)
        out->macs_used *= nest->loop[i].is_spatial ? (uint64_t)nest->loop[i].bound : 1;
    do
        out->cycles += element_here(&w, w.index) >= 0;
    while (advance(&w, w.index, STEP, last));
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
