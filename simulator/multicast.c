#include "multicast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who takes which coordinates of an axis. */
struct axis_tags {
    int count;   /* coordinates that are sent */
    int *value;  /* [count] */
    int *keys;   /* [count] how many keys take it */
    int *key;    /* [count x all keys] */
    int *number; /* [length of the axis] of a coordinate in `value`, or -1 */
    int *alike;  /* [all keys] the first key that takes the very same coordinates */
    int *pe;     /* [all keys] its part of the number of a PE */
    int all_keys;
};

struct multicast_tags {
    struct axis_tags axis[TILE_AXES];
    int idle_count, *idle_pe; /* parts of PEs along the dimensions that do not move the tensor */
    int *chain, chain_count;  /* [idle_count] of O: which of them are linked */
    struct pe **pe;           /* [idle_count] owned */
    int *storage;
};

int multicast_sliding_axis(const struct program *program, enum map_level level, enum tensor t,
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

int multicast_list(const struct tile_list *list, int axis, int sliding, const int **value)
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

static int *axis_create(struct axis_tags *axis, const struct simulation *s, enum tensor t, int a,
                        int *next)
{
    int length = tile_axis_length(&s->program, t, a), keys = s->tile[LEVEL_SPAD][t].keys[a];
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
    return axis->pe + keys;
}

/* Parts of all places along the dimensions that do not move t. */
static void set_idle(struct multicast_tags *tags, const struct simulation *s, enum tensor t)
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
static void set_chains(struct multicast_tags *tags, const struct simulation *s)
{
    for (int i = 0; i < tags->idle_count; i++) {
        int k = 0;
        while (k < i && !is_linked(s, &s->pe[tags->idle_pe[k]], &s->pe[tags->idle_pe[i]]))
            k++;
        tags->chain[i] = k < i ? tags->chain[k] : tags->chain_count++;
    }
}

int multicast_create(struct multicast_tags **out, const struct simulation *s, enum tensor t)
{
    size_t total = 2 * (size_t)s->pe_count;
    struct multicast_tags *tags = *out = calloc(1, sizeof *tags);
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
        next = axis_create(&tags->axis[a], s, t, a, next);
    tags->idle_pe = next;
    set_idle(tags, s, t);
    tags->chain = next + s->pe_count;
    set_chains(tags, s);
    return 0;
}

void multicast_free(struct multicast_tags *tags)
{
    if (tags) {
        free(tags->storage);
        free(tags->pe);
    }
    free(tags);
}

static void add_key(struct axis_tags *axis, int value, int key)
{
    if (axis->number[value] < 0) {
        axis->number[value] = axis->count;
        axis->value[axis->count] = value;
        axis->keys[axis->count++] = 0;
    }
    int i = axis->number[value];
    axis->key[(long)i * axis->all_keys + axis->keys[i]++] = key;
}

static int find_alike(const struct tile_list *list, int axis, int sliding, int key)
{
    const int *mine, *other;
    int count = multicast_list(&list[key], axis, sliding, &mine);
    for (int k = 0; k < key; k++) {
        if (multicast_list(&list[k], axis, sliding, &other) == count &&
            memcmp(mine, other, (size_t)count * sizeof *mine) == 0)
            return k;
    }
    return key;
}

static void set_axis(struct axis_tags *axis, const struct tile_list *list, int a, int sliding)
{
    for (int i = 0; i < axis->count; i++)
        axis->number[axis->value[i]] = -1;
    axis->count = 0;
    for (int k = 0; k < axis->all_keys; k++) {
        const int *value;
        int count = multicast_list(&list[k], a, sliding, &value);
        for (int i = 0; i < count; i++)
            add_key(axis, value[i], k);
        axis->alike[k] = find_alike(list, a, sliding, k);
    }
}

/* What every PE waits for. */
static uint64_t expect_words(struct simulation *s, enum tensor t, int sliding)
{
    uint64_t most = 0;
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        const int *value;
        pe->expected = (uint64_t)pe->is_active;
        for (int a = 0; a < TILE_AXES; a++)
            pe->expected *= (uint64_t)multicast_list(&s->tile[LEVEL_SPAD][t].list[a][pe->key[t][a]],
                                                     a, sliding, &value);
        most = pe->expected > most ? pe->expected : most;
    }
    return most;
}

/* A word on its way: where it is along each axis. */
struct word {
    int at[TILE_AXES];    /* coordinate, as a number in axis_tags */
    int value[TILE_AXES]; /* the coordinate */
};

static void deliver(struct simulation *s, const struct multicast_tags *tags, enum tensor t,
                    const struct word *word, int32_t value, int axis, int pe, uint64_t *taken)
{
    if (axis < TILE_AXES) {
        const struct axis_tags *a = &tags->axis[axis];
        const int *key = a->key + (long)word->at[axis] * a->all_keys;
        for (int i = 0; i < a->keys[word->at[axis]]; i++)
            deliver(s, tags, t, word, value, axis + 1, pe + a->pe[key[i]], taken);
        return;
    }
    for (int i = 0; i < tags->idle_count; i++) {
        struct pe *receiver = &s->pe[pe + tags->idle_pe[i]];
        if (!receiver->is_active)
            continue;
        event_take(s, receiver, t, word->value, value);
        ++*taken;
    }
}

/* How often a word has to be sent for its receivers. */
static uint64_t times_sent(const struct simulation *s, const struct multicast_tags *tags,
                           const struct word *word, uint64_t taken)
{
    uint64_t times = 1;
    if (s->program.machine->multicast != MULTICAST_IDENTICAL)
        return s->program.machine->multicast == MULTICAST_ANY ? taken > 0 : taken;
    for (int a = 0; a < TILE_AXES; a++) {
        const struct axis_tags *axis = &tags->axis[a];
        const int *key = axis->key + (long)word->at[a] * axis->all_keys;
        uint64_t kinds = 0;
        for (int i = 0; i < axis->keys[word->at[a]]; i++) {
            int is_first = 1;
            for (int k = 0; k < i; k++)
                is_first &= axis->alike[key[k]] != axis->alike[key[i]];
            kinds += (uint64_t)is_first;
        }
        times *= kinds;
    }
    return taken > 0 ? times : 0;
}

static int next_word(const struct multicast_tags *tags, struct word *word)
{
    for (int a = TILE_AXES - 1; a >= 0; a--) {
        if (++word->at[a] < tags->axis[a].count)
            return 1;
        word->at[a] = 0;
    }
    return 0;
}

static int send_word(struct simulation *s, enum tensor t, struct word *word,
                     multicast_fetch_fn *fetch, void *context, struct multicast_words *out)
{
    const struct multicast_tags *tags = s->tags[t];
    uint64_t taken = 0;
    int32_t value;
    for (int a = 0; a < TILE_AXES; a++)
        word->value[a] = tags->axis[a].value[word->at[a]];
    if (fetch(context, event_address(&s->tile[LEVEL_SPAD][t], word->value), &value) != 0)
        return -1;
    deliver(s, tags, t, word, value, 0, 0, &taken);
    out->taken += taken;
    out->injected += times_sent(s, tags, word, taken);
    return 0;
}

static void set_tags(struct simulation *s, enum tensor t, int sliding)
{
    for (int a = 0; a < TILE_AXES; a++)
        set_axis(&s->tags[t]->axis[a], s->tile[LEVEL_SPAD][t].list[a], a, sliding);
}

void multicast_set(struct simulation *s, enum tensor t)
{
    set_tags(s, t, -1);
}

static int is_nothing(const struct multicast_tags *tags)
{
    for (int a = 0; a < TILE_AXES; a++) {
        if (tags->axis[a].count == 0)
            return 1;
    }
    return 0;
}

int multicast_send(struct simulation *s, enum tensor t, int sliding, multicast_fetch_fn *fetch,
                   void *context, struct multicast_words *out)
{
    struct multicast_tags *tags = s->tags[t];
    struct word word = {.at = {0}};
    *out = (struct multicast_words){.most = expect_words(s, t, sliding)};
    set_tags(s, t, sliding);
    if (is_nothing(tags))
        return 0;
    do {
        if (send_word(s, t, &word, fetch, context, out) != 0)
            return -1;
    } while (next_word(tags, &word));
    return 0;
}

/* Along every axis of O one key has a coordinate: PEs that share it differ only along the
 * dimensions that are summed. */
static void set_output(struct simulation *s, const struct multicast_tags *tags,
                       const struct word *word, struct multicast_output *out)
{
    const struct tile *tile = &s->tile[LEVEL_SPAD][TENSOR_O];
    int first = 0;
    out->place = 0;
    for (int a = 0; a < TILE_AXES; a++) {
        const struct axis_tags *axis = &tags->axis[a];
        out->value[a] = axis->value[word->at[a]];
        out->place += tile_place(tile, a, out->value[a]);
        first += axis->pe[axis->key[(long)word->at[a] * axis->all_keys]];
    }
    out->address = event_address(tile, out->value);
    for (int i = 0; i < tags->idle_count; i++)
        tags->pe[i] = &s->pe[first + tags->idle_pe[i]];
}

void multicast_outputs(struct simulation *s, multicast_output_fn *visit, void *context)
{
    struct multicast_tags *tags = s->tags[TENSOR_O];
    struct word word = {.at = {0}};
    struct multicast_output output = {.pe_count = tags->idle_count,
                                      .pe = tags->pe,
                                      .chain = tags->chain,
                                      .chain_count = tags->chain_count};
    if (is_nothing(tags))
        return;
    do {
        set_output(s, tags, &word, &output);
        visit(s, &output, context);
    } while (next_word(tags, &word));
}
