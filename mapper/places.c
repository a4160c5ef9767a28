/* Places are whole, and loops over them leave ragged ends: 12 columns serve 64 units in 6 turns,
 * as 10 2/3 places would. Per dimension the best there is within so many columns and rows goes
 * into a table, per tensor the product of its idle dimensions does, and each way to divide columns
 * and rows between the tensors gives a split. All of it is made when it is first asked for. */
#include "places.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bound.h"
#include "key_index.h"

/* Splits of larger arrays are not gone through, nor of more units; more lists are not kept. */
#define CELLS_MAX 512
#define AXIS_MAX 255
#define UNITS_MAX (1 << 17)
#define LISTS_MAX (1u << 18)
#define TABLES_MAX (1u << 15)

struct box {
    int x, y; /* columns and rows */
};

/* Of x columns and y rows what serves best is at [(x - 1) * rows + y - 1]. */
struct places_table {
    uint64_t id;
    double *linked;     /* the places with links, for chains */
    struct box *useful; /* boxes that are better than any with a column or a row less */
    int useful_count;
    double best[]; /* all places; `linked` and `useful` are further on */
};

struct places_memo {
    int columns, rows;
    struct key_index tables, lists;
};

int places_memo_create(struct places_memo **out, const int axis_size[2])
{
    struct places_memo *memo = calloc(1, sizeof *memo);
    *out = memo;
    if (memo == NULL)
        return -1;
    memo->columns = axis_size[0];
    memo->rows = axis_size[1];
    return 0;
}

void places_memo_free(struct places_memo *memo)
{
    if (memo == NULL)
        return;
    key_index_free(&memo->tables);
    key_index_free(&memo->lists);
    free(memo);
}

double places_worth(const struct spread_option *option, int units, int is_ragged)
{
    int alone = units - (option->turns - 1) * option->places == 1;
    return is_ragged && alone ? option->places : (double)units / option->turns;
}

double places_linked_worth(const struct map_problem *p, const struct spread_option *option,
                           int units, int is_ragged)
{
    int linked = spread_linked_places(p, option);
    const struct spread_option alone = {.places = linked, .turns = ceil_div(units, linked)};
    return places_worth(&alone, units, is_ragged);
}

/* One more dimension. */
struct layer_dim {
    const struct spread_options *options;
    enum dim dim;
    int units, is_ragged;
    enum late_loops late;
};

/* Multiplies a table by what the options of one more dimension are worth; to the chains, if
 * `is_linked`. A box that none fits serves nothing. */
static void multiply(const struct solver *s, const struct laying *l, const struct layer_dim *d,
                     int is_linked, double *best)
{
    const struct places_memo *m = s->places;
    size_t cells = (size_t)m->columns * (size_t)m->rows;
    double before[CELLS_MAX];
    memcpy(before, best, cells * sizeof *before);
    for (size_t i = 0; i < cells; i++)
        best[i] = 0;
    for (int i = 0; i < d->options->count; i++) {
        const struct spread_option *o = &d->options->option[i];
        if (d->late != LATE_NONE && spread_is_repeated(s, l->leaf.nest, d->dim, o->places))
            continue;
        double value = is_linked ? places_linked_worth(s->problem, o, d->units, d->is_ragged)
                                 : places_worth(o, d->units, d->is_ragged);
        for (int x = o->axis[0]; x <= m->columns; x++) {
            for (int y = o->axis[1]; y <= m->rows; y++) {
                double *cell = &best[(x - 1) * m->rows + y - 1];
                double product =
                    value * before[(x / o->axis[0] - 1) * m->rows + y / o->axis[1] - 1];
                *cell = product > *cell ? product : *cell;
            }
        }
    }
}

/* The dimensions idle to t that are not laid, up to three. */
struct group {
    int count;
    struct layer_dim dim[3];
};

/* Returns the group's key, or 0 if there are too many units for one. */
static uint64_t group_of(const struct solver *s, const struct laying *l, enum tensor t,
                         struct group *out)
{
    uint64_t key = (uint64_t)t + 1;
    out->count = 0;
    for (int d = 0; d < DIM_G; d++) {
        if (is_relevant(t, (enum dim)d))
            continue;
        int units = l->laid >> d & 1 ? 1 : l->leaf.units[d];
        int is_ragged = units > 1 && s->problem->size[d] % l->leaf.nest->tile[d] != 0;
        if (units >= UNITS_MAX)
            return 0;
        enum late_loops late = LATE_NONE;
        if (l->is_whole && !(l->laid >> d & 1))
            late = spread_late_loops(s, l->leaf.nest, (enum dim)d);
        key = key << 20 | (uint64_t)units << 3 | (uint64_t)late << 1 | (uint64_t)is_ragged;
        if (units > 1 || late != LATE_NONE)
            out->dim[out->count++] = (struct layer_dim){NULL, (enum dim)d, units, is_ragged, late};
    }
    return key;
}

static double best_within(const struct places_memo *m, const double *best, int x, int y)
{
    return best[(x - 1) * m->rows + y - 1];
}

static void note_useful(const struct places_memo *m, struct places_table *table)
{
    const double *best = table->best;
    for (int x = 1; x <= m->columns; x++) {
        for (int y = 1; y <= m->rows; y++) {
            double all = best_within(m, best, x, y);
            if (all > 0 && (x == 1 || best_within(m, best, x - 1, y) < all) &&
                (y == 1 || best_within(m, best, x, y - 1) < all))
                table->useful[table->useful_count++] = (struct box){x, y};
        }
    }
}

static struct places_table *create_table(const struct places_memo *m)
{
    size_t cells = (size_t)m->columns * (size_t)m->rows;
    struct places_table *table =
        malloc(sizeof *table + cells * (2 * sizeof *table->best + sizeof *table->useful));
    if (table == NULL)
        return NULL;
    *table = (struct places_table){.id = m->tables.used, .linked = table->best + cells};
    table->useful = (struct box *)(void *)(table->best + 2 * cells);
    for (size_t i = 0; i < 2 * cells; i++)
        table->best[i] = 1;
    return table;
}

static const struct places_table *table_of(struct solver *s, const struct laying *l, enum tensor t)
{
    struct places_memo *m = s->places;
    struct group g;
    uint64_t key = group_of(s, l, t, &g);
    struct places_table *table = key ? key_index_find(&m->tables, key) : NULL;
    if (table || !key || m->tables.used == TABLES_MAX)
        return table;
    table = create_table(m);
    for (int i = 0; table && i < g.count; i++) {
        struct layer_dim *d = &g.dim[i];
        d->options = spread_options_of(s, d->dim, d->units);
        multiply(s, l, d, 0, table->best);
        multiply(s, l, d, 1, table->linked);
    }
    if (table)
        note_useful(m, table);
    return key_index_keep(&m->tables, key, table);
}

/* Splits to choose from, while they are listed. */
#define LIST_MAX 4000

struct list {
    int count;
    struct places_split split[LIST_MAX];
};

/* Adds a split unless another one is as good, which replaces those that are no better. */
static void add(struct list *list, const struct places_split *split)
{
    int rest = 0;
    for (int i = 0; i < list->count; i++) {
        if (places_split_covers(&list->split[i], split))
            return;
    }
    for (int i = 0; i < list->count; i++) {
        if (!places_split_covers(split, &list->split[i]))
            list->split[rest++] = list->split[i];
    }
    list->split[rest] = *split;
    list->count = rest + 1;
}

/* Columns and rows for two of the tensors: the third takes what is left. */
static int count_pairs(int left)
{
    int pairs = 0;
    for (int first = 1; first <= left; first++)
        pairs += left / first;
    return pairs;
}

/* W has a box, I gets one of what is left, O the rest. */
static void split_rest(const struct places_memo *m,
                       const struct places_table *const table[TENSOR_COUNT], const int left[2],
                       struct box w, struct list *list)
{
    double turns_w = 1 / best_within(m, table[TENSOR_W]->best, w.x, w.y);
    for (int i = 0; i < table[TENSOR_I]->useful_count; i++) {
        struct box b = table[TENSOR_I]->useful[i];
        if (w.x * b.x > left[0] || w.y * b.y > left[1])
            continue;
        struct box o = {left[0] / (w.x * b.x), left[1] / (w.y * b.y)};
        if (best_within(m, table[TENSOR_O]->best, o.x, o.y) == 0)
            continue;
        struct places_split split = {
            .turns = {[TENSOR_W] = turns_w,
                      [TENSOR_I] = 1 / best_within(m, table[TENSOR_I]->best, b.x, b.y),
                      [TENSOR_O] = 1 / best_within(m, table[TENSOR_O]->best, o.x, o.y)},
            .chains = 1 / best_within(m, table[TENSOR_O]->linked, o.x, o.y)};
        add(list, &split);
    }
}

static void make(const struct places_memo *m, const struct places_table *const table[TENSOR_COUNT],
                 const int left[2], struct list *list)
{
    list->count = 0;
    for (int i = 0; i < table[TENSOR_W]->useful_count; i++) {
        struct box w = table[TENSOR_W]->useful[i];
        if (w.x <= left[0] && w.y <= left[1])
            split_rest(m, table, left, w, list);
    }
}

static struct places_splits *copy(const struct list *list)
{
    size_t bytes = (size_t)list->count * sizeof *list->split;
    struct places_splits *splits = malloc(sizeof *splits + bytes);
    if (splits == NULL)
        return NULL;
    splits->count = list->count;
    splits->most = 1;
    memcpy(splits->split, list->split, bytes);
    for (int i = 0; i < list->count; i++) {
        const double *turns = list->split[i].turns;
        double all = 1 / (turns[TENSOR_W] * turns[TENSOR_I] * turns[TENSOR_O]);
        splits->most = all > splits->most ? all : splits->most;
    }
    return splits;
}

struct places_wanted places_wanted_of(struct solver *s, const struct laying *l)
{
    const struct places_memo *m = s->places;
    struct places_wanted w = {.key = 0};
    uint64_t key = 1;
    if (m->columns > AXIS_MAX || m->rows > AXIS_MAX || m->columns * m->rows > CELLS_MAX)
        return w;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        w.table[t] = table_of(s, l, (enum tensor)t);
        if (w.table[t] == NULL)
            return w;
        key = key << 15 | w.table[t]->id;
    }
    w.key = key;
    return w;
}

const struct places_splits *places_splits_within(struct solver *s, const struct places_wanted *w,
                                                 const int left[2])
{
    struct places_memo *m = s->places;
    uint64_t key = w->key << 16 | (uint64_t)left[0] << 8 | (uint64_t)left[1];
    struct places_splits *splits = w->key ? key_index_find(&m->lists, key) : NULL;
    if (splits || !w->key || m->lists.used == LISTS_MAX ||
        count_pairs(left[0]) * count_pairs(left[1]) > LIST_MAX)
        return splits;
    struct list list;
    make(m, w->table, left, &list);
    return key_index_keep(&m->lists, key, copy(&list));
}

const struct places_splits *places_splits_of(struct solver *s, const struct laying *l)
{
    struct places_wanted w = places_wanted_of(s, l);
    return places_splits_within(s, &w, l->left);
}
