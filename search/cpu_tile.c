#include "cpu_tile.h"

#include <string.h>

/* Rows of a matrix product below which OpenBLAS wastes time on packing the weights, and elements
 * of an unfolded matrix beyond which it leaves the second level cache: measured with tools/bench.
 */
enum { POSITIONS_MIN = 256, COLUMN_REALS = 128 * 1024 };

static int size(const struct convolution *c, enum dim d)
{
    return c->shape.size[d];
}

int tile_main_parts(const struct convolution *c)
{
    int parts = 0;
    while (parts < c->part_count && !c->part[parts].is_sign)
        parts++;
    return parts;
}

static int is_pointwise(const struct layer_shape *s)
{
    return s->size[DIM_R] == 1 && s->size[DIM_S] == 1 && s->stride[ROWS] == 1 &&
           s->stride[COLUMNS] == 1 && s->pad[ROWS] == 0 && s->pad[COLUMNS] == 0 &&
           s->size[DIM_G] == 1 && s->size[DIM_P] == s->input[ROWS] &&
           s->size[DIM_Q] == s->input[COLUMNS];
}

static int at_least_one(int n)
{
    return n > 1 ? n : 1;
}

/* Images, or rows of an image, for about POSITIONS_MIN positions or more. */
static void cut(struct tiling *t, int rows, int columns)
{
    int positions = rows * columns;
    size_t fit = (size_t)COLUMN_REALS / t->depth;
    t->images = 1;
    t->rows = rows;
    if (positions < POSITIONS_MIN)
        t->images = (POSITIONS_MIN + positions - 1) / positions;
    else if (fit < (size_t)positions)
        t->rows = at_least_one((int)(fit > POSITIONS_MIN ? fit : POSITIONS_MIN) / columns);
    if (t->images > KERNEL_BLOCK)
        t->images = KERNEL_BLOCK;
}

struct tiling tile_plan(const struct convolution *c)
{
    struct tiling t = {.groups = size(c, DIM_G)};
    t.channels = size(c, DIM_C) / t.groups;
    t.taps = (size_t)size(c, DIM_R) * (size_t)size(c, DIM_S) * (size_t)t.channels;
    t.depth = t.taps * (size_t)c->part_count;
    t.main_depth = t.taps * (size_t)tile_main_parts(c);
    t.pointwise = is_pointwise(&c->shape);
    t.plane_columns = (size(c, DIM_Q) - 1) * c->shape.stride[COLUMNS] +
                      (size(c, DIM_S) - 1) * c->shape.dilation[COLUMNS] + 1;
    cut(&t, size(c, DIM_P), size(c, DIM_Q));
    struct tile full = {.images = t.images, .rows = t.rows};
    t.plane_count = (size_t)t.images * (size_t)tile_rows(c, &full) * (size_t)t.plane_columns *
                    (size_t)size(c, DIM_C) * (size_t)c->part_count;
    t.column_count = tile_positions(c, &full) * t.depth;
    return t;
}

int tile_next(const struct convolution *c, const struct tiling *t, int first, int end,
              struct tile *tile)
{
    int rows = size(c, DIM_P);
    if (tile->images == 0)
        *tile = (struct tile){first, t->images, 0, t->rows};
    else if (tile->row + tile->rows < rows)
        tile->row += tile->rows;
    else
        *tile = (struct tile){tile->image + tile->images, t->images, 0, t->rows};
    if (tile->image >= end)
        return 0;
    if (tile->image + tile->images > end)
        tile->images = end - tile->image;
    if (tile->row + tile->rows > rows)
        tile->rows = rows - tile->row;
    return 1;
}

size_t tile_positions(const struct convolution *c, const struct tile *tile)
{
    return (size_t)tile->images * (size_t)tile->rows * (size_t)size(c, DIM_Q);
}

int tile_first_row(const struct convolution *c, const struct tile *tile)
{
    return tile->row * c->shape.stride[ROWS] - c->shape.pad[ROWS];
}

int tile_rows(const struct convolution *c, const struct tile *tile)
{
    return (tile->rows - 1) * c->shape.stride[ROWS] +
           (size(c, DIM_R) - 1) * c->shape.dilation[ROWS] + 1;
}

/* Where a position of a tile begins in the unfolded matrix, and its window in the planes. */
struct window {
    size_t plane_row, part; /* elements from a plane's row, a part to the next */
    size_t image;           /* from an image's planes to the next */
    size_t tap;             /* from a column of the filter to the next */
};

static struct window window_steps(const struct convolution *c, const struct tiling *t,
                                  const struct tile *tile, int parts)
{
    struct window w = {.tap = (size_t)c->shape.dilation[COLUMNS] * (size_t)size(c, DIM_C)};
    w.plane_row = (size_t)t->plane_columns * (size_t)size(c, DIM_C);
    w.part = w.plane_row * (size_t)tile_rows(c, tile);
    w.image = w.part * (size_t)parts;
    return w;
}

/* First element of part 0 of group g under position (i, p, q) of a tile. */
static size_t window_at(const struct convolution *c, const struct tiling *t, const struct window *w,
                        int i, int p, int q, int g)
{
    return (size_t)i * w->image + (size_t)(p * c->shape.stride[ROWS]) * w->plane_row +
           (size_t)(q * c->shape.stride[COLUMNS]) * (size_t)size(c, DIM_C) +
           (size_t)g * (size_t)t->channels;
}

/* One window of `parts` parts to one row of the matrix. */
static real *unfold_window(const struct convolution *c, const struct tiling *t,
                           const struct window *w, int parts, const real *from, real *to)
{
    size_t channels = (size_t)t->channels, columns = (size_t)size(c, DIM_S);
    int joined = t->groups == 1 && c->shape.dilation[COLUMNS] == 1;
    size_t run = joined ? channels * columns : channels, runs = joined ? 1 : columns;
    for (int part = 0; part < parts; part++)
        for (int r = 0; r < size(c, DIM_R); r++) {
            const real *row = from + (size_t)part * w->part +
                              (size_t)(r * c->shape.dilation[ROWS]) * w->plane_row;
            for (size_t s = 0; s < runs; s++, to += run)
                memcpy(to, row + s * w->tap, run * sizeof *to);
        }
    return to;
}

const real *tile_unfold(const struct convolution *c, const struct tiling *t,
                        const struct tile *tile, int g, const real *plane, real *column)
{
    if (t->pointwise)
        return plane;
    struct window w = window_steps(c, t, tile, c->part_count);
    real *to = column;
    for (int i = 0; i < tile->images; i++)
        for (int p = 0; p < tile->rows; p++)
            for (int q = 0; q < size(c, DIM_Q); q++)
                to = unfold_window(c, t, &w, c->part_count, plane + window_at(c, t, &w, i, p, q, g),
                                   to);
    return column;
}

static const real *fold_window(const struct convolution *c, const struct tiling *t,
                               const struct window *w, int parts, const real *from, real *to)
{
    size_t channels = (size_t)t->channels, columns = (size_t)size(c, DIM_S);
    int joined = t->groups == 1 && c->shape.dilation[COLUMNS] == 1;
    size_t run = joined ? channels * columns : channels, runs = joined ? 1 : columns;
    for (int part = 0; part < parts; part++)
        for (int r = 0; r < size(c, DIM_R); r++) {
            real *row =
                to + (size_t)part * w->part + (size_t)(r * c->shape.dilation[ROWS]) * w->plane_row;
            for (size_t s = 0; s < runs; s++, from += run)
                for (size_t i = 0; i < run; i++)
                    row[s * w->tap + i] += from[i];
        }
    return from;
}

void tile_fold(const struct convolution *c, const struct tiling *t, const struct tile *tile, int g,
               const real *column, real *plane)
{
    int parts = tile_main_parts(c);
    struct window w = window_steps(c, t, tile, parts);
    const real *from = column;
    for (int i = 0; i < tile->images; i++)
        for (int p = 0; p < tile->rows; p++)
            for (int q = 0; q < size(c, DIM_Q); q++)
                from = fold_window(c, t, &w, parts, from, plane + window_at(c, t, &w, i, p, q, g));
}
