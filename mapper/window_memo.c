#include "window_memo.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    uint64_t key[2]; /* key[1] is never 0 in a used entry */
    struct window_counts counts;
};

struct window_memo {
    struct window_geometry geometry[2];
    struct entry *entries;
    size_t capacity, used; /* capacity is a power of two */
};

int window_memo_create(struct window_memo **out, const struct window_geometry geometry[2])
{
    struct window_memo *memo = calloc(1, sizeof *memo);
    if (memo == NULL)
        return -1;
    memo->capacity = 1024;
    memo->entries = calloc(memo->capacity, sizeof *memo->entries);
    if (memo->entries == NULL) {
        free(memo);
        return -1;
    }
    memcpy(memo->geometry, geometry, sizeof memo->geometry);
    *out = memo;
    return 0;
}

void window_memo_free(struct window_memo *memo)
{
    if (memo == NULL)
        return;
    free(memo->entries);
    free(memo);
}

/* Every field is below 2^15 (WINDOW_ROWS_MAX bounds rows, and tiles follow);
 * the cut's last field follows from the others. */
static void pack(uint64_t key[2], int axis, const struct window_query *q)
{
    const struct window_cut *p = &q->cut[0], *r = &q->cut[1];
    key[0] = (uint64_t)p->tile | (uint64_t)p->inner << 16 | (uint64_t)p->spread << 32 |
             (uint64_t)q->run << 48;
    key[1] = (uint64_t)r->tile | (uint64_t)r->inner << 16 | (uint64_t)r->spread << 32 |
             (uint64_t)(q->slide << 2 | q->run_is_outer << 1 | axis) << 48;
}

static struct entry *find(struct entry *entries, size_t capacity, const uint64_t key[2])
{
    uint64_t hash = (key[0] ^ key[1] * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    size_t i = (size_t)(hash >> 20) & (capacity - 1);
    while (entries[i].key[1] != 0 && (entries[i].key[0] != key[0] || entries[i].key[1] != key[1]))
        i = (i + 1) & (capacity - 1);
    return &entries[i];
}

static int grow(struct window_memo *memo)
{
    size_t capacity = memo->capacity * 2;
    struct entry *entries = calloc(capacity, sizeof *entries);
    if (entries == NULL)
        return -1;
    for (size_t i = 0; i < memo->capacity; i++) {
        if (memo->entries[i].key[1] != 0)
            *find(entries, capacity, memo->entries[i].key) = memo->entries[i];
    }
    free(memo->entries);
    memo->entries = entries;
    memo->capacity = capacity;
    return 0;
}

const struct window_counts *window_memo_count(struct window_memo *memo, int axis,
                                              const struct window_query *query)
{
    uint64_t key[2];
    pack(key, axis, query);
    struct entry *entry = find(memo->entries, memo->capacity, key);
    if (entry->key[1] != 0)
        return &entry->counts;
    if (memo->used * 2 >= memo->capacity) {
        if (grow(memo) != 0)
            return NULL;
        entry = find(memo->entries, memo->capacity, key);
    }
    memcpy(entry->key, key, sizeof key);
    window_count(&memo->geometry[axis], query, &entry->counts);
    memo->used++;
    return &entry->counts;
}

uint64_t window_memo_largest(struct window_memo *memo, int axis, int tile, int taps)
{
    struct window_query query = {.cut = {{tile, 1, 1, 1}, {taps, 1, 1, 1}}};
    const struct window_counts *counts = window_memo_count(memo, axis, &query);
    return (uint64_t)(counts ? counts->largest : window_largest(&memo->geometry[axis], tile, taps));
}
