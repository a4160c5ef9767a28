/* A box stays on the array where its tiles fit the scratchpads, and enough places for all of them
 * fit columns and rows: 12 x 14 PEs hold 96 parts of 32 x 512 x 3 x 1 weights, not 168. */
#include "array_room.h"

#include <stdint.h>
#include <stdlib.h>

#include "lower.h"

#define BOXES_MAX (1u << 16) /* remembered, of each tensor */

void array_room_free(struct array_room *room)
{
    for (size_t i = 0; i < sizeof room->boxes / sizeof *room->boxes; i++)
        key_index_free(&room->boxes[i]);
}

/* The dimensions of a box that are longer than one step. */
struct cutting {
    struct solver *s;
    enum tensor tensor;
    int count, extent[DIM_COUNT];
    enum dim dim[DIM_COUNT];
    int tile[DIM_COUNT]; /* in one PE */
};

static int fits_pe(const struct cutting *c)
{
    const struct map_problem *p = c->s->problem;
    return spad_tile_bits(c->s, c->tile, c->tensor) <= p->spad_bits[p->spad_shared ? 0 : c->tensor];
}

/* Places for the tiles of the dimensions from i on, within columns and rows that are left. */
static int lay(const struct cutting *c, int i, int columns, int rows)
{
    if (i == c->count)
        return 1;
    enum dim d = c->dim[i];
    int tiles = ceil_div(c->extent[i], c->tile[d]);
    if (tiles == 1)
        return lay(c, i + 1, columns, rows);
    const struct spread_options *options =
        spread_options_of(c->s, d, ceil_div(c->s->problem->size[d], c->tile[d]));
    for (int k = 0; k < options->count; k++) {
        const struct spread_option *o = &options->option[k];
        if (o->places >= tiles && o->axis[0] <= columns && o->axis[1] <= rows &&
            lay(c, i + 1, columns / o->axis[0], rows / o->axis[1]))
            return 1;
    }
    return 0;
}

/* Tiles of the dimensions from i on; `places` are left for them. */
static int cut(struct cutting *c, int i, int places)
{
    if (i == c->count)
        return lay(c, 0, c->s->problem->axis_size[0], c->s->problem->axis_size[1]);
    enum dim d = c->dim[i];
    int size = c->s->problem->size[d], holds = 0;
    for (int tile = 1, is_whole = 0; tile <= size && !is_whole && !holds; tile++) {
        int tiles = ceil_div(c->extent[i], tile);
        if (c->s->options.factors != FACTORS_IMPERFECT && size % tile != 0)
            continue;
        is_whole = tiles == 1;
        c->tile[d] = tile;
        if (!fits_pe(c))
            break;
        holds = tiles <= places && cut(c, i + 1, places / tiles);
    }
    c->tile[d] = 1;
    return holds;
}

static int is_held(struct solver *s, enum tensor t, const int box[DIM_COUNT])
{
    struct cutting c = {.s = s, .tensor = t};
    for (int d = 0; d < DIM_COUNT; d++) {
        c.tile[d] = 1;
        if (d == DIM_G || !is_relevant(t, (enum dim)d) || box[d] == 1)
            continue;
        c.dim[c.count] = (enum dim)d;
        c.extent[c.count++] = box[d];
    }
    return cut(&c, 0, s->problem->axis_size[0] * s->problem->axis_size[1]);
}

/* 0 if the box has no key. */
static uint64_t key_of(enum tensor t, const int box[DIM_COUNT])
{
    uint64_t key = 0;
    for (int d = 0; d < DIM_G; d++) {
        if (!is_relevant(t, (enum dim)d))
            continue;
        if (box[d] > UINT16_MAX)
            return 0;
        key = key << 16 | (uint64_t)box[d];
    }
    return key;
}

int array_holds(struct solver *s, enum tensor t, const int box[DIM_COUNT])
{
    uint64_t key = t == TENSOR_I ? 0 : key_of(t, box);
    if (key == 0)
        return 1;
    struct key_index *boxes = &s->array_room.boxes[t == TENSOR_O];
    char *known = key_index_find(boxes, key);
    if (known)
        return *known;
    int holds = is_held(s, t, box);
    known = boxes->used < BOXES_MAX ? malloc(sizeof *known) : NULL;
    if (known) {
        *known = (char)holds;
        key_index_keep(boxes, key, known);
    }
    return holds;
}
