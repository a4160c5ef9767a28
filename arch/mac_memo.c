/* Activities that were computed before. */
#include <stdlib.h>

#include "arch/mac.h"

enum { ENTRIES_MAX = 64 };

struct entry {
    struct choice choice;
    int lanes;
    struct mac_statistics statistics;
    struct mac_options options;
    struct mac_activity activity;
};

struct mac_memo {
    int count;
    struct entry entry[ENTRIES_MAX];
};

int mac_memo_create(struct mac_memo **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : -1;
}

void mac_memo_free(struct mac_memo *memo)
{
    free(memo);
}

static int statistics_equal(const struct mac_statistics *a, const struct mac_statistics *b)
{
    return a->shape == b->shape && a->x_signed == b->x_signed && a->terms == b->terms &&
           a->seed == b->seed;
}

static int options_equal(const struct mac_options *a, const struct mac_options *b)
{
    return a->with_glitches == b->with_glitches && a->with_registers == b->with_registers &&
           a->pipeline == b->pipeline;
}

static const struct entry *find(const struct mac_memo *memo, const struct entry *wanted)
{
    for (int i = 0; i < memo->count; i++) {
        const struct entry *entry = &memo->entry[i];
        if (choice_equal(&entry->choice, &wanted->choice) && entry->lanes == wanted->lanes &&
            statistics_equal(&entry->statistics, &wanted->statistics) &&
            options_equal(&entry->options, &wanted->options))
            return entry;
    }
    return NULL;
}

int mac_energy_remembered(struct mac_memo *memo, const struct mac_cells *cells,
                          const struct choice *choice, int lanes,
                          const struct mac_statistics *statistics,
                          const struct mac_options *options, struct mac_energy_result *out)
{
    struct entry wanted = {
        .choice = *choice, .lanes = lanes, .statistics = *statistics, .options = *options};
    if (!memo || statistics->shape == MAC_MEASURED || memo->count == ENTRIES_MAX)
        return mac_energy(cells, choice, lanes, statistics, options, out);
    const struct entry *known = find(memo, &wanted);
    if (!known) {
        int status = mac_activity(&wanted.activity, choice, lanes, statistics, options);
        if (status != MAC_OK)
            return status;
        memo->entry[memo->count] = wanted;
        known = &memo->entry[memo->count++];
    }
    return mac_price(out, &known->activity, cells, options);
}
