#include "walk.h"

#include <stdlib.h>
#include <string.h>

#include "elements.h"

/* Sets of elements are bitmaps of `words` 64-bit words; arrays of sets lie one after another. */
struct walker {
    const struct map_problem *problem;
    enum tensor tensor;
    const struct oracle_place *place;
    int stride[MAP_NODES_MAX]; /* what one iteration adds to the index of the loop's dimension */
    int group[MAP_NODES_MAX];  /* temporal loops that count as one loop share a number; -1: bound 1
                                */
    int sliding;               /* group of the innermost relevant loop, -1: none */
    int coord[MAP_NODES_MAX];
    int pes;
    size_t words;
    uint64_t *block;  /* owns all the sets below */
    uint64_t *now;    /* per PE: the tile at this event */
    uint64_t *before; /* per PE: the tile at the event before */
    uint64_t *fresh;  /* per PE: what this event fetches */
    uint64_t *chain;  /* per chain: union of its PEs' tiles */
    uint64_t *any;    /* union over PEs */
    uint64_t *ever;   /* union over PEs and events */
};

/* ---- the array ---- */

static void find_tile(const struct walker *w, uint64_t *set)
{
    int base[DIM_COUNT] = {0};
    for (int i = 0; i < w->place->count; i++)
        base[w->place->above[i].dim] += w->coord[i] * w->stride[i];
    oracle_find_tile(w->problem, w->tensor, base, w->place->tile, set, w->words);
}

static int is_spatial(const struct oracle_loop *loop)
{
    return loop->axis != ORACLE_TEMPORAL;
}

/* Sets the coordinates of the spatial loops for PE number `pe`; returns its place on an axis. */
static void place_pe(struct walker *w, int pe, int position[2])
{
    for (int i = w->place->count - 1; i >= 0; i--) {
        if (!is_spatial(&w->place->above[i]))
            continue;
        w->coord[i] = pe % w->place->above[i].bound;
        pe /= w->place->above[i].bound;
    }
    position[0] = position[1] = 0;
    for (int i = 0; i < w->place->count; i++) {
        const struct oracle_loop *loop = &w->place->above[i];
        if (is_spatial(loop))
            position[loop->axis] = position[loop->axis] * loop->bound + w->coord[i];
    }
}

/* PEs of one chain add into one word on their way out. */
static int chain_of(const struct map_problem *problem, int pe, const int position[2])
{
    if (problem->reduce_link[0] && problem->reduce_link[1])
        return 0;
    if (problem->reduce_link[1])
        return position[0];
    return problem->reduce_link[0] ? position[1] : pe;
}

/* ---- events ---- */

enum event { EVENT_NOTHING, EVENT_SLIDE, EVENT_WHOLE };

/* Temporal loops i and j count as one: nothing that counts stands between them. */
static int merges(const struct oracle_place *place, int i, int j)
{
    if (place->above[i].dim != place->above[j].dim)
        return 0;
    for (int k = i + 1; k < j; k++) {
        const struct oracle_loop *loop = &place->above[k];
        if (loop->bound > 1 && (!is_spatial(loop) || loop->dim == place->above[i].dim))
            return 0;
    }
    return 1;
}

static void group_loops(struct walker *w)
{
    int groups = 0, last = -1;
    w->sliding = -1;
    for (int i = 0; i < w->place->count; i++) {
        const struct oracle_loop *loop = &w->place->above[i];
        w->group[i] = -1;
        if (is_spatial(loop) || loop->bound == 1)
            continue;
        w->group[i] = last >= 0 && merges(w->place, last, i) ? w->group[last] : groups++;
        if (oracle_relevant(w->tensor, loop->dim))
            w->sliding = w->group[i];
        last = i;
    }
}

/* Where the terms below loop `i` begin when the loops inside of it start again: on the first PE,
 * which has terms whenever one has. */
static int index_of(const struct walker *w, int i)
{
    const struct oracle_loop *above = w->place->above;
    int index = 0;
    for (int j = 0; j <= i; j++) {
        if (above[j].dim == above[i].dim && !is_spatial(&above[j]))
            index += w->coord[j] * w->stride[j];
    }
    return index;
}

/* Moves the temporal loops one step. Iterations that would begin beyond the layer do not take
 * place. Returns the group of the outermost loop that moved on, -1 at the end. */
static int next_step(struct walker *w)
{
    for (int i = w->place->count - 1; i >= 0; i--) {
        const struct oracle_loop *loop = &w->place->above[i];
        if (is_spatial(loop) || loop->bound == 1)
            continue;
        if (++w->coord[i] < loop->bound && index_of(w, i) < w->problem->size[loop->dim])
            return w->group[i];
        w->coord[i] = 0;
    }
    return -1;
}

/* Groups are numbered from the outside. */
static enum event event_of(const struct walker *w, int moved)
{
    if (w->sliding < 0 || moved > w->sliding)
        return EVENT_NOTHING;
    return moved == w->sliding ? EVENT_SLIDE : EVENT_WHOLE;
}

static uint64_t distinct_sets(const struct walker *w)
{
    uint64_t sum = 0;
    for (int pe = 0; pe < w->pes; pe++) {
        const uint64_t *set = w->fresh + (size_t)pe * w->words;
        int seen = 0;
        for (int other = 0; other < pe && !seen; other++)
            seen = memcmp(set, w->fresh + (size_t)other * w->words, w->words * sizeof *set) == 0;
        if (!seen)
            sum += oracle_set_size(set, w->words);
    }
    return sum;
}

static uint64_t words_read(const struct walker *w, uint64_t deliveries)
{
    if (w->problem->multicast == MAP_MULTICAST_NONE)
        return deliveries;
    if (w->problem->multicast == MAP_MULTICAST_IDENTICAL)
        return distinct_sets(w);
    memset(w->any, 0, w->words * sizeof *w->any);
    for (int pe = 0; pe < w->pes; pe++)
        oracle_set_join(w->any, w->fresh + (size_t)pe * w->words, w->words);
    return oracle_set_size(w->any, w->words);
}

/* Finds every PE's tile and what is new in it. Returns the sum of the new elements. */
static uint64_t fetch(struct walker *w, enum event event, struct oracle_walk *out)
{
    uint64_t deliveries = 0;
    for (int pe = 0; pe < w->pes; pe++) {
        size_t at = (size_t)pe * w->words;
        int position[2];
        place_pe(w, pe, position);
        find_tile(w, w->now + at);
        for (size_t i = at; i < at + w->words; i++)
            w->fresh[i] = event == EVENT_SLIDE ? w->now[i] & ~w->before[i] : w->now[i];
        uint64_t size = oracle_set_size(w->now + at, w->words);
        out->largest = size > out->largest ? size : out->largest;
        deliveries += oracle_set_size(w->fresh + at, w->words);
        oracle_set_join(w->ever, w->now + at, w->words);
    }
    return deliveries;
}

static uint64_t count_chains(struct walker *w, uint64_t *visits)
{
    uint64_t chains = 0;
    memset(w->chain, 0, (size_t)w->pes * w->words * sizeof *w->chain);
    memset(w->any, 0, w->words * sizeof *w->any);
    for (int pe = 0; pe < w->pes; pe++) {
        const uint64_t *set = w->fresh + (size_t)pe * w->words;
        int position[2];
        place_pe(w, pe, position);
        oracle_set_join(w->chain + (size_t)chain_of(w->problem, pe, position) * w->words, set,
                        w->words);
        oracle_set_join(w->any, set, w->words);
    }
    for (int chain = 0; chain < w->pes; chain++)
        chains += oracle_set_size(w->chain + (size_t)chain * w->words, w->words);
    *visits += oracle_set_size(w->any, w->words);
    return chains;
}

static void take_event(struct walker *w, enum event event, struct oracle_walk *out)
{
    uint64_t deliveries = fetch(w, event, out);
    out->deliveries += deliveries;
    if (w->tensor == TENSOR_O) {
        out->chain_visits += count_chains(w, &out->visits);
    } else {
        out->words += words_read(w, deliveries);
    }
    uint64_t *before = w->before;
    w->before = w->now;
    w->now = before;
}

/* ---- set-up ---- */

static void find_strides(struct walker *w)
{
    int stride[DIM_COUNT];
    memcpy(stride, w->place->tile, sizeof stride);
    w->pes = 1;
    for (int i = w->place->count - 1; i >= 0; i--) {
        const struct oracle_loop *loop = &w->place->above[i];
        w->stride[i] = stride[loop->dim];
        stride[loop->dim] *= loop->bound;
        if (is_spatial(loop))
            w->pes *= loop->bound;
    }
}

static int make_sets(struct walker *w)
{
    w->words = oracle_set_words(w->problem, w->tensor);
    size_t per_pe = (size_t)w->pes * w->words;
    w->block = calloc(4 * per_pe + 2 * w->words, sizeof *w->block);
    if (!w->block)
        return -1;
    w->now = w->block;
    w->before = w->now + per_pe;
    w->fresh = w->before + per_pe;
    w->chain = w->fresh + per_pe;
    w->any = w->chain + per_pe;
    w->ever = w->any + w->words;
    return 0;
}

int oracle_walk_node(const struct map_problem *problem, enum tensor tensor,
                     const struct oracle_place *place, struct oracle_walk *out)
{
    struct walker w = {.problem = problem, .tensor = tensor, .place = place};
    *out = (struct oracle_walk){0};
    find_strides(&w);
    group_loops(&w);
    if (make_sets(&w))
        return -1;
    take_event(&w, EVENT_WHOLE, out);
    out->first_words = out->words;
    out->first_chains = out->chain_visits;
    for (int moved; (moved = next_step(&w)) >= 0;) {
        enum event event = event_of(&w, moved);
        if (event != EVENT_NOTHING)
            take_event(&w, event, out);
    }
    out->distinct = oracle_set_size(w.ever, w.words);
    free(w.block);
    return 0;
}
