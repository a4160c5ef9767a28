#include "traffic_memo.h"

#include <stdint.h>
#include <stdlib.h>

#include "bound.h"
#include "traffic.h"

/* Where two keys fall on one place the later stays. */
#define PLACES ((size_t)1 << 15)
/* What the traffic above a laying costs to bound, in other bounds. */
#define TICKS 20

struct place {
    uint64_t key[2]; /* 0: unused */
    double traffic_pj;
};

struct traffic_memo {
    struct place place[PLACES];
};

int traffic_memo_create(struct traffic_memo **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : -1;
}

void traffic_memo_free(struct traffic_memo *memo)
{
    free(memo);
}

/* Steps of each dimension below the loops that are left to it, the sets of tensors, and what is
 * laid. Returns 0 if that is too much for a key. */
static int key_of(const struct solver *s, const struct laying *l, unsigned counted, uint64_t key[2])
{
    key[0] = 0;
    key[1] = 1 | (uint64_t)counted << 1 | (uint64_t)l->leaf.kept << 4 | (uint64_t)l->laid << 8;
    for (int d = 0; d < DIM_G; d++) {
        int size = s->problem->size[d], steps = l->leaf.nest->tile[d] * l->leaf.spread[d].places;
        steps = steps < size ? steps : size;
        if (steps > UINT16_MAX)
            return 0;
        key[d / 4] |= (uint64_t)steps << (d / 4 ? 16 * (d % 4) + 16 : 16 * (d % 4));
    }
    return 1;
}

static struct place *place_of(struct traffic_memo *memo, const uint64_t key[2])
{
    uint64_t hash = (key[0] ^ key[1] * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    return &memo->place[hash >> 40 & (PLACES - 1)];
}

double traffic_recall_pj(struct solver *s, const struct laying *l, unsigned counted)
{
    uint64_t key[2];
    int has_key = key_of(s, l, counted, key);
    struct place *place = place_of(s->traffic_memo, key);
    if (has_key && place->key[0] == key[0] && place->key[1] == key[1])
        return place->traffic_pj;
    s->ticks += TICKS;
    double traffic_pj = traffic_least_above_pj(s, l, counted);
    if (has_key)
        *place = (struct place){{key[0], key[1]}, traffic_pj};
    return traffic_pj;
}
