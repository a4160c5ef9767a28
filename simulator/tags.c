#include "tags.h"

#include <stdlib.h>
#include <string.h>

int tags_sliding_axis(const struct program *program, enum map_level level, enum tensor t,
                      enum change change)
{
    const struct program_keep *keep = &program->keep[level][t];
    if (change != CHANGE_SLIDES)
        return -1;
    int d = (int)program->loop[keep->slide_last].dim;
    for (int a = 0; a < TILE_AXES; a++) {
        if ((int)tile_axes[t][a].dim == d || tile_axes[t][a].tap == d)
            return a;
    }
    return -1;
}

int tags_list(const struct tile_list *list, int axis, int sliding, const int **value)
{
    *value = axis == sliding ? list->new : list->value;
    return axis == sliding ? list->fresh : list->count;
}

static int part_of_pe(const struct simulation *s, const struct tile_axis *a, int key)
{
    int taps = a->tap >= 0 ? s->spread[a->tap] : 1;
    return key / taps * s->pe_weight[a->dim] +
           (a->tap >= 0 ? key % taps * s->pe_weight[a->tap] : 0);
}

/* Takes what it needs of *storage, which moves behind it. */
static void axis_create(struct axis_tags *axis, const struct simulation *s, enum tensor t, int a,
                        int **storage)
{
    int length = tile_axis_length(&s->program, t, a), keys = s->tile[LEVEL_SPAD][t].keys[a];
    int *next = *storage;
    *axis = (struct axis_tags){.value = next,
                               .keys = next + length,
                               .number = next + 2 * length,
                               .key = next + 3 * length,
                               .alike = next + (3 + keys) * length,
                               .pe = next + (3 + keys) * length + keys,
                               .all_keys = keys};
    for (int i = 0; i < length; i++)
        axis->number[i] = -1;
    for (int k = 0; k < keys; k++)
        axis->pe[k] = part_of_pe(s, &tile_axes[t][a], k);
    *storage = axis->pe + keys;
}

/* Parts of all places along the dimensions that do not move t. */
static void set_idle(struct tags *tags, const struct simulation *s, enum tensor t)
{
    tags->idle_count = 1;
    tags->idle_pe[0] = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        int n = tags->idle_count;
        if (program_moves(t, (enum dim)d))
            continue;
        for (int i = 1; i < s->spread[d]; i++) {
            for (int k = 0; k < n; k++)
                tags->idle_pe[tags->idle_count++] = tags->idle_pe[k] + i * s->pe_weight[d];
        }
    }
}

/* PEs are linked along the axes that have links; all others tell chains apart. */
static int is_linked(const struct simulation *s, const struct pe *a, const struct pe *b)
{
    const struct arch_machine *m = s->program.machine;
    return (m->reduce[AXIS_X] == REDUCE_LINK || a->x == b->x) &&
           (m->reduce[AXIS_Y] == REDUCE_LINK || a->y == b->y);
}

/* The same for all outputs: coordinates add up along the dimensions. */
static void set_chains(struct tags *tags, const struct simulation *s)
{
    for (int i = 0; i < tags->idle_count; i++) {
        int k = 0;
        while (k < i && !is_linked(s, &s->pe[tags->idle_pe[k]], &s->pe[tags->idle_pe[i]]))
            k++;
        tags->chain[i] = k < i ? tags->chain[k] : tags->chain_count++;
    }
}

int tags_create(struct tags **out, const struct simulation *s, enum tensor t)
{
    size_t total = 2 * (size_t)s->pe_count;
    struct tags *tags = *out = calloc(1, sizeof *tags);
    for (int a = 0; a < TILE_AXES; a++) {
        size_t keys = (size_t)s->tile[LEVEL_SPAD][t].keys[a];
        total += (size_t)tile_axis_length(&s->program, t, a) * (3 + keys) + 2 * keys;
    }
    if (tags == NULL)
        return -1;
    int *next = tags->storage = malloc(total * sizeof *next);
    tags->pe = malloc((size_t)s->pe_count * sizeof *tags->pe);
    if (next == NULL || tags->pe == NULL)
        return -1;
    for (int a = 0; a < TILE_AXES; a++)
        axis_create(&tags->axis[a], s, t, a, &next);
    tags->idle_pe = next;
    set_idle(tags, s, t);
    tags->chain = next + s->pe_count;
    set_chains(tags, s);
    return 0;
}

void tags_free(struct tags *tags)
{
    if (tags) {
        free(tags->storage);
        free(tags->pe);
    }
    free(tags);
}

static void add_value(struct axis_tags *axis, int value)
{
    if (axis->number[value] >= 0)
        return;
    axis->number[value] = axis->count;
    axis->value[axis->count++] = value;
}

static void add_key(struct axis_tags *axis, int value, int key)
{
    int i = axis->number[value];
    axis->key[(long)i * axis->all_keys + axis->keys[i]++] = key;
}

static int compare_values(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* Words are sent in the order of their addresses, as DRAM likes it. */
static void sort_values(struct axis_tags *axis)
{
    qsort(axis->value, (size_t)axis->count, sizeof *axis->value, compare_values);
    for (int i = 0; i < axis->count; i++) {
        axis->number[axis->value[i]] = i;
        axis->keys[i] = 0;
    }
}

static int find_alike(const struct tile_list *list, int axis, int sliding, int key)
{
    const int *mine, *other;
    int count = tags_list(&list[key], axis, sliding, &mine);
    for (int k = 0; k < key; k++) {
        if (tags_list(&list[k], axis, sliding, &other) == count &&
            memcmp(mine, other, (size_t)count * sizeof *mine) == 0)
            return k;
    }
    return key;
}

static void set_axis(struct axis_tags *axis, const struct tile_list *list, int a, int sliding)
{
    const int *value;
    for (int i = 0; i < axis->count; i++)
        axis->number[axis->value[i]] = -1;
    axis->count = 0;
    for (int k = 0; k < axis->all_keys; k++) {
        int count = tags_list(&list[k], a, sliding, &value);
        for (int i = 0; i < count; i++)
            add_value(axis, value[i]);
    }
    sort_values(axis);
    for (int k = 0; k < axis->all_keys; k++) {
        int count = tags_list(&list[k], a, sliding, &value);
        for (int i = 0; i < count; i++)
            add_key(axis, value[i], k);
        axis->alike[k] = find_alike(list, a, sliding, k);
    }
}

int tags_set(struct simulation *s, enum tensor t, int sliding)
{
    int is_any = 1;
    for (int a = 0; a < TILE_AXES; a++) {
        struct axis_tags *axis = &s->tags[t]->axis[a];
        set_axis(axis, s->tile[LEVEL_SPAD][t].list[a], a, sliding);
        is_any &= axis->count > 0;
    }
    return is_any;
}

int tags_next(const struct tags *tags, struct word *word)
{
    for (int a = TILE_AXES - 1; a >= 0; a--) {
        if (++word->at[a] < tags->axis[a].count)
            return 1;
        word->at[a] = 0;
    }
    return 0;
}
