#include "multicast.h"

#include "tags.h"

/* What every PE waits for. */
static uint64_t expect_words(struct simulation *s, enum tensor t, int sliding)
{
    uint64_t most = 0;
    for (int i = 0; i < s->pe_count; i++) {
        struct pe *pe = &s->pe[i];
        const int *value;
        pe->expected = (uint64_t)pe->is_active;
        for (int a = 0; a < TILE_AXES; a++)
            pe->expected *= (uint64_t)tags_list(&s->tile[LEVEL_SPAD][t].list[a][pe->key[t][a]], a,
                                                sliding, &value);
        most = pe->expected > most ? pe->expected : most;
    }
    return most;
}

static void deliver(struct simulation *s, const struct tags *tags, enum tensor t,
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
static uint64_t times_sent(const struct simulation *s, const struct tags *tags,
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

static int send_word(struct simulation *s, enum tensor t, struct word *word,
                     multicast_fetch_fn *fetch, void *context, struct multicast_words *out)
{
    const struct tags *tags = s->tags[t];
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

int multicast_send(struct simulation *s, enum tensor t, int sliding, multicast_fetch_fn *fetch,
                   void *context, struct multicast_words *out)
{
    struct tags *tags = s->tags[t];
    struct word word = {.at = {0}};
    *out = (struct multicast_words){.most = expect_words(s, t, sliding)};
    if (!tags_set(s, t, sliding))
        return 0;
    do {
        if (send_word(s, t, &word, fetch, context, out) != 0)
            return -1;
    } while (tags_next(tags, &word));
    return 0;
}
