/* From 64-bit keys to what was made for them. */
#ifndef MAPPER_KEY_INDEX_H
#define MAPPER_KEY_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct key_entry {
    uint64_t key; /* 0: unused */
    void *value;
};

/* All zero: empty. */
struct key_index {
    struct key_entry *entry;
    size_t capacity, used;
};

/* The value of a key (not 0), or NULL. */
void *key_index_find(const struct key_index *x, uint64_t key);

/* Keeps a value from malloc for a key that has none, and owns it from then on. Returns it; or NULL
 * without memory (also if it is NULL), with the value freed. */
void *key_index_keep(struct key_index *x, uint64_t key, void *value);

void key_index_free(struct key_index *x);

#endif
