#include "explore_seen.h"

#include <stdlib.h>
#include <string.h>

struct explore_seen {
    const uint16_t *row;
    size_t width, slots; /* slots: a power of two, at least twice the rows */
    size_t *slot;        /* index of a row + 1, or 0 */
};

int explore_seen_create(struct explore_seen **out, const uint16_t *row, size_t width, size_t most)
{
    struct explore_seen *seen = calloc(1, sizeof *seen);
    if (!seen)
        return -1;
    *seen = (struct explore_seen){.row = row, .width = width, .slots = 2};
    while (seen->slots < 2 * most)
        seen->slots *= 2;
    seen->slot = calloc(seen->slots, sizeof *seen->slot);
    if (!seen->slot) {
        free(seen);
        return -1;
    }
    *out = seen;
    return 0;
}

void explore_seen_free(struct explore_seen *seen)
{
    free(seen->slot);
    free(seen);
}

/* FNV-1a, Fowler, Noll and Vo. */
static size_t hash_of(const struct explore_seen *seen, size_t i)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t k = 0; k < seen->width; k++)
        hash = (hash ^ seen->row[i * seen->width + k]) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32) & (seen->slots - 1);
}

int explore_seen_add(struct explore_seen *seen, size_t i)
{
    size_t at = hash_of(seen, i), bytes = seen->width * sizeof *seen->row;
    const uint16_t *row = seen->row + i * seen->width;
    for (; seen->slot[at]; at = (at + 1) & (seen->slots - 1))
        if (!memcmp(seen->row + (seen->slot[at] - 1) * seen->width, row, bytes))
            return 0;
    seen->slot[at] = i + 1;
    return 1;
}
