#include "collect.h"

#include "tags.h"

/* Along every axis of O one key has a coordinate: PEs that share it differ only along the
 * dimensions that are summed. */
static void set_output(struct simulation *s, const struct tags *tags, const struct word *word,
                       struct collect_output *out)
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

void collect_each(struct simulation *s, collect_fn *visit, void *context)
{
    struct tags *tags = s->tags[TENSOR_O];
    struct word word = {.at = {0}};
    struct collect_output output = {.pe_count = tags->idle_count,
                                    .pe = tags->pe,
                                    .chain = tags->chain,
                                    .chain_count = tags->chain_count};
    do {
        set_output(s, tags, &word, &output);
        visit(s, &output, context);
    } while (tags_next(tags, &word));
}
