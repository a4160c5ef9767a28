#include "key_index.h"

#include <stdlib.h>

static struct key_entry *find(const struct key_index *x, uint64_t key)
{
    size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 24) & (x->capacity - 1);
    while (x->entry[i].key != 0 && x->entry[i].key != key)
        i = (i + 1) & (x->capacity - 1);
    return &x->entry[i];
}

static int grow(struct key_index *x)
{
    struct key_index larger = {.capacity = x->capacity ? 2 * x->capacity : 256, .used = x->used};
    larger.entry = calloc(larger.capacity, sizeof *larger.entry);
    if (larger.entry == NULL)
        return -1;
    for (size_t i = 0; i < x->capacity; i++) {
        if (x->entry[i].key != 0)
            *find(&larger, x->entry[i].key) = x->entry[i];
    }
    free(x->entry);
    *x = larger;
    return 0;
}

void *key_index_find(const struct key_index *x, uint64_t key)
{
    return x->capacity ? find(x, key)->value : NULL;
}

void *key_index_keep(struct key_index *x, uint64_t key, void *value)
{
    if (value == NULL || (x->used * 2 >= x->capacity && grow(x) != 0)) {
        free(value);
        return NULL;
    }
    *find(x, key) = (struct key_entry){key, value};
    x->used++;
    return value;
}

void key_index_free(struct key_index *x)
{
    for (size_t i = 0; i < x->capacity; i++)
        free(x->entry[i].value);
    free(x->entry);
    *x = (struct key_index){0};
}
