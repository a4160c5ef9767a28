#include "memo.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 96 };

struct entry {
    unsigned char key[KEY_BYTES]; /* key[0] is 0 in a free slot */
    struct oracle_walk walk;
};

/* Open addressing; the size is a power of two. */
struct oracle_memo {
    const struct map_problem *problem;
    size_t size, used;
    struct entry *entry;
};

int oracle_memo_create(struct oracle_memo **out, const struct map_problem *problem)
{
    struct oracle_memo *memo = calloc(1, sizeof *memo);
    if (!memo)
        return -1;
    memo->problem = problem;
    memo->size = 4096;
    memo->entry = calloc(memo->size, sizeof *memo->entry);
    *out = memo;
    if (memo->entry)
        return 0;
    oracle_memo_free(memo);
    return -1;
}

void oracle_memo_free(struct oracle_memo *memo)
{
    if (memo)
        free(memo->entry);
    free(memo);
}

/* Returns 0 if the place does not fit a key: it is then walked every time. */
static int make_key(enum tensor tensor, const struct oracle_place *place, unsigned char *key)
{
    size_t at = 0;
    memset(key, 0, KEY_BYTES);
    key[at++] = (unsigned char)(tensor + 1);
    if (1 + DIM_COUNT + 3 * place->count > KEY_BYTES)
        return 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        if (place->tile[d] > 255)
            return 0;
        key[at++] = (unsigned char)place->tile[d];
    }
    for (int i = 0; i < place->count; i++) {
        if (place->above[i].bound > 255)
            return 0;
        key[at++] = (unsigned char)(place->above[i].dim + 1);
        key[at++] = (unsigned char)place->above[i].bound;
        key[at++] = (unsigned char)(place->above[i].axis - ORACLE_TEMPORAL);
    }
    return 1;
}

/* FNV-1a. */
static size_t hash(const unsigned char *key)
{
    uint64_t sum = 14695981039346656037u;
    for (int i = 0; i < KEY_BYTES; i++)
        sum = (sum ^ key[i]) * 1099511628211u;
    return (size_t)(sum ^ sum >> 32);
}

static struct entry *find(struct entry *entry, size_t size, const unsigned char *key)
{
    size_t slot = hash(key) & (size - 1);
    while (entry[slot].key[0] && memcmp(entry[slot].key, key, KEY_BYTES) != 0)
        slot = (slot + 1) & (size - 1);
    return &entry[slot];
}

static int grow(struct oracle_memo *memo)
{
    struct entry *larger = calloc(2 * memo->size, sizeof *larger);
    if (!larger)
        return -1;
    for (size_t i = 0; i < memo->size; i++) {
        if (memo->entry[i].key[0])
            *find(larger, 2 * memo->size, memo->entry[i].key) = memo->entry[i];
    }
    free(memo->entry);
    memo->entry = larger;
    memo->size *= 2;
    return 0;
}

int oracle_memo_walk(struct oracle_memo *memo, enum tensor tensor, const struct oracle_place *place,
                     struct oracle_walk *out)
{
    unsigned char key[KEY_BYTES];
    if (!make_key(tensor, place, key))
        return oracle_walk_node(memo->problem, tensor, place, out);
    if (2 * memo->used > memo->size && grow(memo))
        return -1;
    struct entry *entry = find(memo->entry, memo->size, key);
    if (!entry->key[0]) {
        if (oracle_walk_node(memo->problem, tensor, place, &entry->walk))
            return -1;
        memcpy(entry->key, key, KEY_BYTES);
        memo->used++;
    }
    *out = entry->walk;
    return 0;
}

uint64_t oracle_memo_size(const struct oracle_memo *memo)
{
    return memo->used;
}
