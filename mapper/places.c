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
#define UNITS_MAX (1 << 19)
#define LISTS_MAX (1u << 18)
#define TABLES_MAX (1u << 15)

/* Best places within x columns and y rows, at best[(x - 1) * rows + y - 1]. */
struct table {
    uint64_t id;
    double best[];
};

struct places_memo {
    int columns, rows;
    struct key_index tables, lists, apart[TENSOR_COUNT];
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
    for (int t = 0; t < TENSOR_COUNT; t++)
        key_index_free(&memo->apart[t]);
    free(memo);
}

double places_worth(const struct spread_option *option, int units, int is_ragged)
{
    int alone = units - (option->turns - 1) * option->places == 1;
    return is_ragged && alone ? option->places : (double)units / option->turns;
}

/* Multiplies a table by what the options of one more dimension are worth. */
static void multiply(const struct places_memo *m, const struct spread_options *options, int units,
                     int is_ragged, double *best)
{
    double before[CELLS_MAX];
    memcpy(before, best, (size_t)m->columns * (size_t)m->rows * sizeof *before);
    for (int i = 0; i < options->count; i++) {
        const struct spread_option *o = &options->option[i];
        double value = places_worth(o, units, is_ragged);
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

/* The units of the dimensions idle to t that are not laid, of up to three. */
struct group {
    int count, units[3], is_ragged[3];
    enum dim dim[3];
};

/* Returns the group's key, or 0 if there are too many units for one. */
static uint64_t group_of(const struct solver *s, const struct laying *l, enum tensor t,
                         struct group *out)
{
    uint64_t key = (uint64_t)t + 1;
    out->count = 0;
    for (int i = 0, d = 0; d < DIM_G; d++) {
        if (is_relevant(t, (enum dim)d))
            continue;
        int units = l->laid >> d & 1 ? 1 : l->leaf.units[d];
        int is_ragged = units > 1 && s->problem->size[d] % l->leaf.nest->tile[d] != 0;
        if (units >= UNITS_MAX)
            return 0;
        key = key << 20 | (uint64_t)(units << 1 | is_ragged);
        out->dim[i] = (enum dim)d;
        out->units[i] = units;
        out->is_ragged[i++] = is_ragged;
        out->count = i;
    }
    return key;
}

static const struct table *table_of(struct solver *s, const struct laying *l, enum tensor t)
{
    struct places_memo *m = s->places;
    struct group g;
    uint64_t key = group_of(s, l, t, &g);
    struct table *table = key ? key_index_find(&m->tables, key) : NULL;
    if (table || !key || m->tables.used == TABLES_MAX)
        return table;
    size_t cells = (size_t)m->columns * (size_t)m->rows;
    table = calloc(1, sizeof *table + cells * sizeof *table->best);
    if (table == NULL)
        return NULL;
    table->id = m->tables.used;
    for (size_t i = 0; i < cells; i++)
        table->best[i] = 1;
    for (int i = 0; i < g.count; i++) {
        if (g.units[i] > 1)
            multiply(m, spread_options_of(s, g.dim[i], g.units[i]), g.units[i], g.is_ragged[i],
                     table->best);
    }
    return key_index_keep(&m->tables, key, table);
}

static int is_covered(const struct places_split *a, const struct places_split *by)
{
    return a->turns[0] >= by->turns[0] && a->turns[1] >= by->turns[1] &&
           a->turns[2] >= by->turns[2];
}

void places_list_add(struct places_list *list, const struct places_split *split)
{
    int rest = 0;
    for (int i = 0; i < list->count; i++) {
        if (is_covered(split, &list->split[i]))
            return;
    }
    for (int i = 0; i < list->count; i++) {
        if (!is_covered(&list->split[i], split))
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

static double best_within(const struct places_memo *m, const struct table *table, int x, int y)
{
    return table->best[(x - 1) * m->rows + y - 1];
}

/* With a column or a row less it would be as good. */
static int is_wasteful(const struct places_memo *m, const struct table *table, int x, int y)
{
    double best = best_within(m, table, x, y);
    return (x > 1 && best_within(m, table, x - 1, y) == best) ||
           (y > 1 && best_within(m, table, x, y - 1) == best);
}

/* W has x columns and y rows. */
static void split_rest(const struct places_memo *m, const struct table *const table[TENSOR_COUNT],
                       const int left[2], int x, int y, struct places_list *list)
{
    for (int v = 1; x * v <= left[0]; v++) {
        for (int w = 1; y * w <= left[1]; w++) {
            if (is_wasteful(m, table[TENSOR_I], v, w))
                continue;
            struct places_split split;
            split.turns[TENSOR_W] = 1 / best_within(m, table[TENSOR_W], x, y);
            split.turns[TENSOR_I] = 1 / best_within(m, table[TENSOR_I], v, w);
            split.turns[TENSOR_O] =
                1 / best_within(m, table[TENSOR_O], left[0] / (x * v), left[1] / (y * w));
            places_list_add(list, &split);
        }
    }
}

static void make(const struct places_memo *m, const struct table *const table[TENSOR_COUNT],
                 const int left[2], struct places_list *list)
{
    list->count = 0;
    for (int x = 1; x <= left[0]; x++) {
        for (int y = 1; y <= left[1]; y++) {
            if (!is_wasteful(m, table[TENSOR_W], x, y))
                split_rest(m, table, left, x, y, list);
        }
    }
}

struct places_splits *places_list_copy(const struct places_list *list, uint64_t id)
{
    size_t bytes = (size_t)list->count * sizeof *list->split;
    struct places_splits *splits = malloc(sizeof *splits + bytes);
    if (splits == NULL)
        return NULL;
    splits->id = id;
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

const struct places_splits *places_splits_of(struct solver *s, const struct laying *l)
{
    struct places_memo *m = s->places;
    const struct table *table[TENSOR_COUNT];
    uint64_t key = 1;
    if (m->columns > AXIS_MAX || m->rows > AXIS_MAX || m->columns * m->rows > CELLS_MAX)
        return NULL;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        table[t] = table_of(s, l, (enum tensor)t);
        if (table[t] == NULL)
            return NULL;
        key = key << 15 | table[t]->id;
    }
    key = key << 16 | (uint64_t)l->left[0] << 8 | (uint64_t)l->left[1];
    struct places_splits *splits = key_index_find(&m->lists, key);
    if (splits || m->lists.used == LISTS_MAX ||
        count_pairs(l->left[0]) * count_pairs(l->left[1]) > PLACES_LIST_MAX)
        return splits;
    struct places_list list;
    make(m, table, l->left, &list);
    return key_index_keep(&m->lists, key, places_list_copy(&list, m->lists.used + 1));
}

/* 0 if the box has no key. */
static uint64_t key_of_box(enum tensor t, const int box[DIM_COUNT])
{
    uint64_t key = 0;
    for (int d = 0; d < DIM_G; d++) {
        if (is_relevant(t, (enum dim)d) && (key >> 48 || box[d] > UINT16_MAX))
            return 0;
        key = is_relevant(t, (enum dim)d) ? key << 16 | (uint64_t)box[d] : key;
    }
    return key;
}

static double most_apart(struct solver *s, enum tensor t, const int box[DIM_COUNT])
{
    const struct places_memo *m = s->places;
    double best[CELLS_MAX];
    for (int i = 0; i < m->columns * m->rows; i++)
        best[i] = 1;
    for (int d = 0; d < DIM_G; d++) {
        if (is_relevant(t, (enum dim)d) && box[d] > 1)
            multiply(m, spread_options_of(s, (enum dim)d, box[d]), box[d], 0, best);
    }
    return best[m->columns * m->rows - 1];
}

double places_apart(struct solver *s, enum tensor t, const int box[DIM_COUNT])
{
    struct places_memo *m = s->places;
    int cells = m->columns * m->rows;
    uint64_t key = key_of_box(t, box);
    if (s->options.factors != FACTORS_PERFECT || cells > CELLS_MAX || key == 0)
        return cells;
    double *most = key_index_find(&m->apart[t], key);
    if (most)
        return *most;
    double found = most_apart(s, t, box);
    most = m->apart[t].used < TABLES_MAX ? malloc(sizeof *most) : NULL;
    if (most) {
        *most = found;
        key_index_keep(&m->apart[t], key, most);
    }
    return found;
}
