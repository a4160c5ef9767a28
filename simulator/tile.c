#include "tile.h"

#include <stdlib.h>
#include <string.h>

const struct tile_axis tile_axes[TENSOR_COUNT][TILE_AXES] = {
    [TENSOR_W] = {{DIM_G, -1}, {DIM_M, -1}, {DIM_C, -1}, {DIM_R, -1}, {DIM_S, -1}},
    [TENSOR_I] = {{DIM_N, -1}, {DIM_G, -1}, {DIM_C, -1}, {DIM_P, DIM_R}, {DIM_Q, DIM_S}},
    [TENSOR_O] = {{DIM_N, -1}, {DIM_G, -1}, {DIM_M, -1}, {DIM_P, -1}, {DIM_Q, -1}},
};

static int window_axis_of(enum dim d)
{
    return d == DIM_P ? ROWS : COLUMNS;
}

int tile_axis_length(const struct program *program, enum tensor tensor, int axis)
{
    const struct tile_axis *a = &tile_axes[tensor][axis];
    return a->tap >= 0 ? program->shape.input[window_axis_of(a->dim)] : program->extent[a->dim];
}

/* Elements of one dimension that so many units hold. */
static int elements_of(const struct program *p, enum dim d, int units)
{
    long n = (long)units * (d == p->choice->lane_dim ? p->choice->lanes : 1);
    return n < p->extent[d] ? (int)n : p->extent[d];
}

static int longest_list(const struct program *p, enum tensor t, int axis,
                        const int units[DIM_COUNT])
{
    const struct tile_axis *a = &tile_axes[t][axis];
    int length = tile_axis_length(p, t, axis);
    if (a->tap < 0)
        return elements_of(p, a->dim, units[a->dim]);
    int w = window_axis_of(a->dim);
    long positions = units[a->dim] < p->size[a->dim] ? units[a->dim] : p->size[a->dim];
    long taps = units[a->tap] < p->size[a->tap] ? units[a->tap] : p->size[a->tap];
    long reach = p->shape.stride[w] * (positions - 1) + p->shape.dilation[w] * (taps - 1) + 1;
    return reach < length ? (int)reach : length;
}

static void set_strides(struct tile *tile, const struct program *p, const int units[DIM_COUNT])
{
    long stride = 1, address = 1;
    for (int a = TILE_AXES - 1; a >= 0; a--) {
        tile->most[a] = longest_list(p, tile->tensor, a, units);
        tile->stride[a] = stride;
        tile->address[a] = address;
        stride *= tile->most[a];
        address *= tile_axis_length(p, tile->tensor, a);
    }
    tile->size = stride;
}

static int create_lists(struct tile *tile, const struct program *p)
{
    size_t total = 0;
    for (int a = 0; a < TILE_AXES; a++)
        total += 3 * (size_t)tile->keys[a] * (size_t)tile_axis_length(p, tile->tensor, a);
    int *next = tile->storage = malloc(total * sizeof *next);
    for (int a = 0; next && a < TILE_AXES; a++) {
        size_t length = (size_t)tile_axis_length(p, tile->tensor, a);
        tile->list[a] = calloc((size_t)tile->keys[a], sizeof *tile->list[a]);
        if (!tile->list[a])
            return -1;
        for (int k = 0; k < tile->keys[a]; k++, next += 3 * length)
            tile->list[a][k] =
                (struct tile_list){.value = next, .new = next + length, .old = next + 2 * length};
    }
    return next ? 0 : -1;
}

int tile_create(struct tile *out, const struct program *program, enum map_level level,
                enum tensor tensor, const int spread[DIM_COUNT])
{
    memset(out, 0, sizeof *out);
    out->tensor = tensor;
    for (int a = 0; a < TILE_AXES; a++) {
        const struct tile_axis *axis = &tile_axes[tensor][a];
        out->keys[a] = spread[axis->dim] * (axis->tap >= 0 ? spread[axis->tap] : 1);
    }
    set_strides(out, program, program->keep[level][tensor].tile);
    return create_lists(out, program);
}

void tile_free(struct tile *tile)
{
    for (int a = 0; a < TILE_AXES; a++)
        free(tile->list[a]);
    free(tile->storage);
    memset(tile, 0, sizeof *tile);
}

static int was_there(const struct tile_list *list, int value)
{
    for (int i = list->held - 1; i >= 0 && list->old[i] >= value; i--) {
        if (list->old[i] == value)
            return 1;
    }
    return 0;
}

static void add_value(struct tile_list *list, int value)
{
    list->value[list->count++] = value;
    if (!was_there(list, value))
        list->new[list->fresh++] = value;
}

/* Rows (columns) that windows touch, from the first position's first tap on. */
static void add_rows(struct tile_list *list, const struct program *p, enum dim d,
                     const int start[2], const int count[2])
{
    int w = window_axis_of(d), stride = p->shape.stride[w], dilation = p->shape.dilation[w];
    int first = stride * start[0] + dilation * start[1] - p->shape.pad[w];
    int end = first + stride * (count[0] - 1) + dilation * (count[1] - 1) + 1;
    for (int h = first > 0 ? first : 0; h < end && h < p->shape.input[w]; h++) {
        int is_touched = 0;
        for (int i = 0; i < count[1] && !is_touched; i++) {
            int from = h - first - dilation * i;
            is_touched = from >= 0 && from % stride == 0 && from / stride < count[0];
        }
        if (is_touched)
            add_value(list, h);
    }
}

static int clip(int count, int size, int start)
{
    int left = size - start;
    return left <= 0 ? 0 : count < left ? count : left;
}

static void add_range(struct tile_list *list, const struct program *p, enum dim d, int start,
                      int count)
{
    int lanes = d == p->choice->lane_dim ? p->choice->lanes : 1;
    int end = (start + count) * lanes < p->extent[d] ? (start + count) * lanes : p->extent[d];
    for (int v = start * lanes; v < end; v++)
        add_value(list, v);
}

/* What was there becomes old; nothing of it stays unless the tile slides. */
static void start_list(struct tile_list *list, int slides)
{
    int *was = list->value;
    list->value = list->old;
    list->old = was;
    list->held = slides ? list->count : 0;
    list->count = list->fresh = 0;
}

void tile_set(struct tile *tile, const struct program *p, const int units[DIM_COUNT], int axis,
              int key, int start, int tap_start, int slides)
{
    const struct tile_axis *a = &tile_axes[tile->tensor][axis];
    struct tile_list *list = &tile->list[axis][key];
    int count = clip(units[a->dim], p->size[a->dim], start);
    start_list(list, slides);
    if (a->tap < 0) {
        add_range(list, p, a->dim, start, count);
        return;
    }
    int taps = clip(units[a->tap], p->size[a->tap], tap_start);
    if (count > 0 && taps > 0)
        add_rows(list, p, a->dim, (int[]){start, tap_start}, (int[]){count, taps});
}

void tile_walk_all(struct tile_walk *walk, const struct tile *tile)
{
    for (int a = 0; a < TILE_AXES; a++) {
        walk->count[a] = tile->list[a][0].count;
        walk->list[a] = tile->list[a][0].value;
    }
}

int tile_walk_first(struct tile_walk *walk)
{
    for (int a = 0; a < TILE_AXES; a++) {
        if (walk->count[a] == 0)
            return 0;
        walk->at[a] = 0;
        walk->value[a] = walk->list[a][0];
    }
    return 1;
}

int tile_walk_next(struct tile_walk *walk)
{
    for (int a = TILE_AXES - 1; a >= 0; a--) {
        int is_end = ++walk->at[a] == walk->count[a];
        walk->at[a] = is_end ? 0 : walk->at[a];
        walk->value[a] = walk->list[a][walk->at[a]];
        if (!is_end)
            return 1;
    }
    return 0;
}

long tile_address(const struct tile *tile, const int value[TILE_AXES])
{
    long address = 0;
    for (int a = 0; a < TILE_AXES; a++)
        address += value[a] * tile->address[a];
    return address;
}
