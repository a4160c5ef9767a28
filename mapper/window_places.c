/* Where windows overlap, what I costs depends on how P with R, and Q with S, are laid; and the same
 * places of P and Q serve W, those of R and S serve O. So for rows and for columns all pairs of
 * options are listed, with what is fetched above the array; each pair of two such ways leaves a
 * part of the array for M, C and N, which is split as ever (places.c). */
#include "window_places.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "key_index.h"
#include "least.h"

#define WAYS_MAX 4000     /* of an axis, or of both, to choose from */
#define KEPT_WAYS_MAX 600 /* none better than another in every respect */
#define LISTS_MAX 0xffffu /* of each kind; more are not made */

/* Windows of one or both axes laid: what they leave of turns of W and O, and the rows (times
 * columns) of I that are fetched above the array. */
struct window_way {
    int box[2]; /* columns and rows taken */
    struct places_split split;
};

struct window_ways {
    uint64_t id;
    int count;
    struct window_way way[];
};

struct window_places {
    struct key_index parts, axes, pairs, splits;
};

int window_places_create(struct window_places **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : -1;
}

void window_places_free(struct window_places *memo)
{
    if (memo == NULL)
        return;
    key_index_free(&memo->parts);
    key_index_free(&memo->axes);
    key_index_free(&memo->pairs);
    key_index_free(&memo->splits);
    free(memo);
}

/* A list that is being made. */
struct making {
    int count, is_full;
    struct window_way way[WAYS_MAX];
};

static int compare_ways(const void *a, const void *b)
{
    const struct window_way *x = a, *y = b;
    double above_x = x->split.turns[TENSOR_I], above_y = y->split.turns[TENSOR_I];
    return (above_x > above_y) - (above_x < above_y);
}

static int is_covered(const struct window_way *way, const struct window_way *by)
{
    return by->box[0] <= way->box[0] && by->box[1] <= way->box[1] &&
           places_split_covers(&by->split, &way->split);
}

/* Leaves only those that no other is as good as. */
static void reduce(struct making *list)
{
    int kept = 0;
    qsort(list->way, (size_t)list->count, sizeof *list->way, compare_ways);
    for (int i = 0; i < list->count; i++) {
        int is_needless = 0;
        for (int j = 0; j < kept && !is_needless; j++)
            is_needless = is_covered(&list->way[i], &list->way[j]);
        if (!is_needless)
            list->way[kept++] = list->way[i];
    }
    list->count = kept;
}

static void add(struct making *list, const struct window_way *way)
{
    if (list->count == WAYS_MAX)
        reduce(list);
    list->is_full |= list->count > WAYS_MAX / 2;
    if (!list->is_full)
        list->way[list->count++] = *way;
}

/* Without a way in it a list says that there are too many. */
static struct window_ways *copy(const struct making *list, uint64_t id)
{
    int count = list->is_full || list->count > KEPT_WAYS_MAX ? 0 : list->count;
    struct window_ways *ways = malloc(sizeof *ways + (size_t)count * sizeof *ways->way);
    if (ways == NULL)
        return NULL;
    ways->id = id;
    ways->count = count;
    memcpy(ways->way, list->way, (size_t)count * sizeof *ways->way);
    return ways;
}

/* How positions or taps are cut inside the PE. */
struct part {
    enum dim dim;
    int units, is_ragged;
    struct window_cut cut;
    enum late_loops late; /* of a nest that is complete */
};

static struct part part_of(const struct solver *s, const struct laying *l, enum dim d)
{
    const struct lower_nest *n = l->leaf.nest;
    int size = s->problem->size[d], tile = n->tile[d];
    return (struct part){.dim = d,
                         .units = ceil_div(size, tile),
                         .is_ragged = size % tile != 0,
                         .late = l->is_whole ? spread_late_loops(s, n, d) : LATE_NONE,
                         .cut = {.tile = n->input_tile[d], .inner = tile / n->input_tile[d]}};
}

/* What can be laid with k times as many tiles inside the PE. */
static const struct spread_options *options_of(struct solver *s, const struct part *p, int k)
{
    return spread_options_of(s, p->dim, p->units / k);
}

static struct window_cut laid(const struct part *p, int k, const struct spread_option *o)
{
    struct window_cut cut = {p->cut.tile, p->cut.inner * k, o->places, o->turns};
    if (o->places == 1)
        cut = (struct window_cut){p->cut.tile, p->cut.inner * k * o->turns, 1, 1};
    return cut;
}

/* An axis of the input while its ways are listed. */
struct axis {
    struct solver *s;
    const struct laying *laying;
    int is_columns;
    struct part position, tap;
    struct making *list;
};

static void add_pair(const struct axis *x, const struct spread_option *position, int k_position,
                     const struct spread_option *tap, int k_tap)
{
    const int *left = x->laying->left;
    struct window_cut cut[2] = {laid(&x->position, k_position, position),
                                laid(&x->tap, k_tap, tap)};
    struct window_way way = {
        .box = {position->axis[0] * tap->axis[0], position->axis[1] * tap->axis[1]}};
    if (way.box[0] > left[0] || way.box[1] > left[1] || x->list->is_full)
        return;
    int units = x->position.units / k_position, taps = x->tap.units / k_tap;
    const struct map_problem *p = x->s->problem;
    way.split = (struct places_split){
        .turns = {[TENSOR_W] = 1 / places_worth(position, units, x->position.is_ragged),
                  [TENSOR_I] = bound_windows_above(x->s, x->laying->leaf.nest, x->is_columns, cut),
                  [TENSOR_O] = 1 / places_worth(tap, taps, x->tap.is_ragged)},
        .chains = 1 / places_linked_worth(p, tap, taps, x->tap.is_ragged)};
    add(x->list, &way);
}

static int is_repeated(const struct axis *x, const struct part *p, const struct spread_option *o)
{
    return p->late != LATE_NONE &&
           spread_is_repeated(x->s, x->laying->leaf.nest, p->dim, o->places);
}

static void add_options(const struct axis *x, int k_position, int k_tap)
{
    const struct spread_options *positions = options_of(x->s, &x->position, k_position);
    const struct spread_options *taps = options_of(x->s, &x->tap, k_tap);
    for (int i = 0; i < positions->count; i++) {
        if (is_repeated(x, &x->position, &positions->option[i]))
            continue;
        for (int j = 0; j < taps->count; j++) {
            if (!is_repeated(x, &x->tap, &taps->option[j]))
                add_pair(x, &positions->option[i], k_position, &taps->option[j], k_tap);
        }
    }
}

static int may_grow(const struct laying *l, const struct part *p, int k)
{
    return k == 1 || (!l->is_whole && p->units % k == 0);
}

static void add_all(const struct axis *x)
{
    for (int i = 1; i <= x->position.units && !x->list->is_full; i++) {
        for (int j = 1; may_grow(x->laying, &x->position, i) && j <= x->tap.units; j++) {
            if (may_grow(x->laying, &x->tap, j))
                add_options(x, i, j);
        }
    }
}

static uint64_t number_of(struct key_index *parts, uint64_t key)
{
    uint64_t *number = key_index_find(parts, key);
    if (number)
        return *number;
    number = malloc(sizeof *number);
    if (number)
        *number = parts->used + 1;
    number = key_index_keep(parts, key, number);
    return number ? *number : 0;
}

static uint64_t part_number(struct window_places *m, const struct part *p)
{
    return number_of(&m->parts, 1u + ((uint64_t)p->cut.tile << 40 | (uint64_t)p->cut.inner << 20 |
                                      (uint64_t)p->units << 3 | (uint64_t)p->late << 1));
}

/* 0 without memory. */
static uint64_t key_of_axis(struct window_places *m, const struct axis *x)
{
    const struct lower_nest *n = x->laying->leaf.nest;
    uint64_t position = part_number(m, &x->position), tap = part_number(m, &x->tap);
    int is_slid = n->slide_dim == (int)x->position.dim || n->slide_dim == (int)x->tap.dim;
    uint64_t slide = !is_slid ? 0 : n->slide_dim == (int)x->tap.dim ? 1 : 2;
    uint64_t run = is_slid ? (uint64_t)n->slide_run : 0;
    if (position == 0 || tap == 0)
        return 0;
    return position << 44 | tap << 24 | run << 8 | slide << 4 |
           (uint64_t)(x->laying->is_whole << 1 | x->is_columns) << 1 | 1;
}

static const struct window_ways *ways_along(struct solver *s, const struct laying *l,
                                            int is_columns)
{
    struct window_places *m = s->window_places;
    struct making list;
    struct axis x = {.s = s,
                     .laying = l,
                     .is_columns = is_columns,
                     .position = part_of(s, l, is_columns ? DIM_Q : DIM_P),
                     .tap = part_of(s, l, is_columns ? DIM_S : DIM_R),
                     .list = &list};
    uint64_t key = key_of_axis(m, &x);
    struct window_ways *ways = key ? key_index_find(&m->axes, key) : NULL;
    if (ways || !key || m->axes.used == LISTS_MAX)
        return ways;
    list.count = list.is_full = 0;
    add_all(&x);
    reduce(&list);
    return key_index_keep(&m->axes, key, copy(&list, m->axes.used + 1));
}

/* The most columns (or rows) that leave as many times as much. */
static int box_of(int left, int taken)
{
    return taken > left ? taken : left / (left / taken);
}

static void pair(const struct window_way *rows, const struct window_way *columns, const int left[2],
                 struct making *list)
{
    struct window_way way = {.box = {box_of(left[0], rows->box[0] * columns->box[0]),
                                     box_of(left[1], rows->box[1] * columns->box[1])},
                             .split = places_split_times(&rows->split, &columns->split)};
    if (way.box[0] <= left[0] && way.box[1] <= left[1])
        add(list, &way);
}

static const struct window_ways *ways_of(struct solver *s, const struct laying *l)
{
    struct window_places *m = s->window_places;
    const struct window_ways *rows = ways_along(s, l, 0), *columns = ways_along(s, l, 1);
    if (rows == NULL || columns == NULL)
        return NULL;
    uint64_t key = rows->id << 32 | columns->id;
    struct window_ways *ways = key_index_find(&m->pairs, key);
    if (ways || m->pairs.used == LISTS_MAX)
        return ways;
    struct making list;
    list.count = list.is_full = 0;
    for (int i = 0; i < rows->count; i++) {
        for (int j = 0; j < columns->count; j++)
            pair(&rows->way[i], &columns->way[j], l->left, &list);
    }
    reduce(&list);
    return key_index_keep(&m->pairs, key, copy(&list, m->pairs.used + 1));
}

static const unsigned windows_dims = 1u << DIM_P | 1u << DIM_Q | 1u << DIM_R | 1u << DIM_S;

/* All ways, with the splits of what they leave of the array. */
static struct window_splits *combine(struct solver *s, const struct places_wanted *rest,
                                     const struct window_ways *ways)
{
    struct window_splits *splits =
        malloc(sizeof *splits + (size_t)ways->count * sizeof *splits->way);
    if (splits == NULL)
        return NULL;
    splits->count = ways->count;
    for (int i = 0; i < ways->count; i++) {
        const int *box = ways->way[i].box, *size = s->problem->axis_size;
        int left[2] = {size[0] / box[0], size[1] / box[1]};
        splits->way[i].given = &ways->way[i].split;
        splits->way[i].rest = places_splits_within(s, rest, left);
        if (splits->way[i].rest == NULL) {
            splits->count = 0;
            break;
        }
    }
    return splits;
}

const struct window_splits *window_splits_of(struct solver *s, const struct laying *l)
{
    struct window_places *m = s->window_places;
    struct laying rest = *l;
    rest.laid |= windows_dims;
    if (!l->is_whole && s->options.factors == FACTORS_IMPERFECT)
        return NULL;
    const struct window_ways *ways = ways_of(s, l);
    if (ways == NULL || ways->count == 0)
        return NULL;
    const struct places_wanted wanted = places_wanted_of(s, &rest);
    uint64_t key = wanted.key << 16 | ways->id;
    struct window_splits *splits = wanted.key ? key_index_find(&m->splits, key) : NULL;
    if (splits == NULL && wanted.key && m->splits.used < LISTS_MAX)
        splits = key_index_keep(&m->splits, key, combine(s, &wanted, ways));
    return splits && splits->count > 0 ? splits : NULL;
}

double window_share(const struct sharing *p, const struct window_splits *splits, double enough)
{
    double least = INFINITY;
    for (int i = 0; i < splits->count && least >= enough; i++)
        least = lower(least, share_by_splits(p, splits->way[i].given, splits->way[i].rest, enough));
    return least;
}
