#include "window.h"

#include "tiling.h"
#include "window_step.h"

void window_geometry_of(const struct map_problem *p, int axis, struct window_geometry *out)
{
    *out = (struct window_geometry){
        .positions = p->size[axis == ROWS ? DIM_P : DIM_Q],
        .taps = p->size[axis == ROWS ? DIM_R : DIM_S],
        .extent = p->input[axis],
        .stride = p->stride[axis],
        .dilation = p->dilation[axis],
        .pad = p->pad[axis],
    };
}

static int common_divisor(int a, int b)
{
    while (b != 0) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Every row that is touched is a multiple of this away from the first one. */
static int pitch(const struct window_geometry *g)
{
    if (g->taps == 1)
        return g->stride;
    return g->positions == 1 ? g->dilation : common_divisor(g->stride, g->dilation);
}

struct window_geometry window_without_gaps(const struct window_geometry *g)
{
    int step = pitch(g);
    if (step == 1)
        return *g;
    int first = ceil_div(g->pad, step);
    return (struct window_geometry){
        .positions = g->positions,
        .taps = g->taps,
        .extent = (g->extent - 1 + g->pad) / step - first + 1,
        .stride = g->taps == 1 || g->positions > 1 ? g->stride / step : 1,
        .dilation = g->taps > 1 ? g->dilation / step : 1,
        .pad = first,
    };
}

/* Of the tiles of a dimension, the least that one has. */
static int shortest(int size, int tile)
{
    int last = size - (ceil_div(size, tile) - 1) * tile;
    return last < tile ? last : tile;
}

int window_has_no_gaps(const struct window_geometry *g, int tile, int taps)
{
    if (g->dilation == 1 && (tile == 1 || g->stride == 1 || shortest(g->taps, taps) >= g->stride))
        return 1;
    return g->stride == 1 && (taps == 1 || shortest(g->positions, tile) >= g->dilation);
}

/* Rows of a tile without gaps. */
static int tile_rows(const struct window_geometry *g, int p, int tile, int r, int taps)
{
    int low = g->stride * p + g->dilation * r - g->pad;
    int high = g->stride * (window_end(p, tile, g->positions) - 1) +
               g->dilation * (window_end(r, taps, g->taps) - 1) - g->pad + 1;
    low = low < 0 ? 0 : low;
    high = high > g->extent ? g->extent : high;
    return high > low ? high - low : 0;
}

/* Tiles that begin in the padding grow with p, those that begin in the input do not: the largest is
 * the last of those or the first of these. */
static int largest_of_taps(const struct window_geometry *g, int tile, int r, int taps)
{
    int tiles = ceil_div(g->positions, tile), before = g->pad - g->dilation * r;
    int inside = before > 0 ? ceil_div(before, g->stride * tile) : 0;
    int at = inside < tiles ? inside : tiles - 1;
    int largest = tile_rows(g, at * tile, tile, r, taps);
    int other = at > 0 ? tile_rows(g, (at - 1) * tile, tile, r, taps) : 0;
    return other > largest ? other : largest;
}

int window_largest(const struct window_geometry *geometry, int tile, int taps)
{
    struct window_geometry g = window_without_gaps(geometry);
    int largest = 0;
    if (!window_has_no_gaps(&g, tile, taps))
        return window_walk_largest(&g, tile, taps);
    for (int r = 0; r < g.taps; r += taps) {
        int rows = largest_of_taps(&g, tile, r, taps);
        largest = rows > largest ? rows : largest;
    }
    return largest;
}

/* How many of i = 0 .. count - 1 have 0 <= from + step i < extent. */
static int count_real(int from, int step, int count, int extent)
{
    int first = from < 0 ? ceil_div(-from, step) : 0;
    int end = from < extent ? (extent - 1 - from) / step + 1 : 0;
    end = end < count ? end : count;
    return end > first ? end - first : 0;
}

uint64_t window_real_terms(const struct window_geometry *g)
{
    uint64_t terms = 0;
    if (g->taps <= g->positions) {
        for (int r = 0; r < g->taps; r++)
            terms +=
                (uint64_t)count_real(g->dilation * r - g->pad, g->stride, g->positions, g->extent);
    } else {
        for (int p = 0; p < g->positions; p++)
            terms += (uint64_t)count_real(g->stride * p - g->pad, g->dilation, g->taps, g->extent);
    }
    return terms;
}

int window_rows_touched(const struct window_geometry *g)
{
    return window_largest(g, g->positions, g->taps);
}
