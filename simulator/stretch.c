#include "stretch.h"

#include <stdlib.h>

int stretch_plain_axis(enum tensor t, enum dim d)
{
    for (int a = 0; a < TILE_AXES; a++) {
        if (tile_axes[t][a].dim == d && tile_axes[t][a].tap < 0)
            return a;
    }
    return -1;
}

/* Places of all units along the dimensions that move a tensor alone. */
static int create_places(struct stretch *k, const struct simulation *s)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int d = 0; d < DIM_COUNT; d++) {
            int axis = stretch_plain_axis((enum tensor)t, (enum dim)d), units = s->program.size[d];
            if (axis < 0)
                continue;
            k->place[t][d] = malloc((size_t)units * sizeof *k->place[t][d]);
            for (int u = 0; k->place[t][d] && u < units; u++)
                k->place[t][d][u] =
                    (int)tile_place(&s->tile[LEVEL_SPAD][t], axis, u * stretch_lanes_along(s, d));
            if (k->place[t][d] == NULL)
                return -1;
        }
    }
    return 0;
}

/* Rows (columns) by their number in the padded input. */
static int *create_window_places(const struct simulation *s, int w, int axis)
{
    const struct layer_shape *shape = &s->program.shape;
    const struct tile *tile = &s->tile[LEVEL_SPAD][TENSOR_I];
    int positions = shape->size[w == ROWS ? DIM_P : DIM_Q];
    int taps = shape->size[w == ROWS ? DIM_R : DIM_S];
    int length = shape->stride[w] * (positions - 1) + shape->dilation[w] * (taps - 1) + 1;
    int *place = malloc((size_t)length * sizeof *place);
    for (int i = 0; place && i < length; i++) {
        int h = i - shape->pad[w];
        place[i] = h < 0 || h >= shape->input[w] ? -1 : (int)tile_place(tile, axis, h);
    }
    return place;
}

static int at_most(int value, int most)
{
    return value < most ? value : most;
}

/* Terms of a stretch that are worked out one by one: their tiles lie in scratchpads. */
#define TERMS_MOST (1L << 26)

/* Room for what a PE gathers in the longest cut. */
static int create_room(struct stretch *k, const struct simulation *s)
{
    long steps = 1, lanes = s->program.choice->lanes;
    for (int d = 0; d < DIM_COUNT; d++) {
        steps *= at_most(k->tile[d], s->program.size[d]);
        if (steps * lanes > TERMS_MOST)
            return -1;
    }
    k->input = malloc((size_t)(steps * lanes) * sizeof *k->input);
    k->weight = malloc((size_t)(steps * lanes));
    k->is_busy = malloc((size_t)steps);
    return k->input && k->weight && k->is_busy ? 0 : -1;
}

int stretch_create(struct stretch **out, const struct simulation *s)
{
    const struct program *p = &s->program;
    struct stretch *k = *out = calloc(1, sizeof *k);
    if (k == NULL || create_places(k, s) != 0)
        return -1;
    for (int d = 0; d < DIM_COUNT; d++)
        k->tile[d] = 1;
    for (int i = p->outer_count; i < p->loop_count; i++)
        k->tile[p->loop[i].dim] *= p->loop[i].bound;
    k->row_place = create_window_places(s, ROWS, 3);
    k->column_place = create_window_places(s, COLUMNS, 4);
    return k->row_place && k->column_place ? create_room(k, s) : -1;
}

void stretch_free(struct stretch *k)
{
    if (k == NULL)
        return;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        for (int d = 0; d < DIM_COUNT; d++)
            free(k->place[t][d]);
    }
    for (int i = 0; i < CUTS; i++)
        cut_free(k->cut[i]);
    free(k->input);
    free(k->weight);
    free(k->is_busy);
    free(k->row_place);
    free(k->column_place);
    free(k);
}

const struct cut *stretch_cut(const struct simulation *s, struct stretch *k,
                              const int unit[DIM_COUNT])
{
    int units[DIM_COUNT], which = 0;
    for (int d = 0; d < DIM_COUNT; d++) {
        units[d] = at_most(k->tile[d], s->program.size[d] - unit[d]);
        which |= (units[d] < k->tile[d]) << d;
    }
    if (k->cut[which] == NULL)
        k->cut[which] = cut_create(s, units);
    return k->cut[which];
}

int stretch_steps(const struct simulation *s, const struct stretch *k)
{
    int steps = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        steps *= at_most(k->tile[d], s->program.size[d] - s->unit[d]);
    return steps;
}
