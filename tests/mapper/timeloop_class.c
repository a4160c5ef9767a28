/* Timeloop's rules for I, each where it parts from sets of elements:
 *   a tile is a box: it holds what lies in gaps between windows;
 *   instances read together only what is the same tile for them;
 *   a tile is compared with the one before only while it moves alike. */
#include "timeloop_class.h"

#include <assert.h>

#include "timeloop_links.h"

#define ROWS_MAX 1024 /* of an input */

const char *const timeloop_class_name[TIMELOOP_CLASS_COUNT] = {
#define X(name, text) text,
    TIMELOOP_CLASSES(X)
#undef X
};

/* P or R (Q or S), the other of which makes rows (columns) that several positions share. */
static int is_swept(const struct timeloop_case *c, enum dim d)
{
    int is_row = d == DIM_P || d == DIM_R, is_column = d == DIM_Q || d == DIM_S;
    const int *size = c->shape.size;
    return is_row      ? size[DIM_P] > 1 && size[DIM_R] > 1
           : is_column ? size[DIM_Q] > 1 && size[DIM_S] > 1
                       : 0;
}

static int tile_below(const struct timeloop_case *c, enum dim d, int level)
{
    int tile = 1;
    for (int i = 0; i < c->nest.loop_count; i++)
        if (c->nest.loop[i].dim == d && c->nest.loop[i].level >= level)
            tile *= c->nest.loop[i].bound;
    return tile;
}

/* Whether windows of `taps` at `positions` leave out rows between the first and the last. */
static int leaves_gaps(int positions, int stride, int taps, int dilation)
{
    unsigned char touched[ROWS_MAX] = {0};
    int last = (positions - 1) * stride + (taps - 1) * dilation, gaps = 0;
    assert(last < ROWS_MAX);
    for (int p = 0; p < positions; p++)
        for (int r = 0; r < taps; r++)
            touched[p * stride + r * dilation] = 1;
    for (int h = 0; h < last; h++)
        gaps |= !touched[h];
    return gaps;
}

/* The stride exceeds the filter's part in some buffer's tile (or the dilation the positions'), so
 * that Timeloop's box holds rows or columns that no window there touches. */
static int has_gaps(const struct timeloop_case *c)
{
    int found = 0;
    for (int level = 1; level < c->nest.level_count; level++) {
        const int *stride = c->shape.stride, *dilation = c->shape.dilation;
        if (!c->nest.keeps[level][TENSOR_I])
            continue;
        found |= leaves_gaps(tile_below(c, DIM_P, level), stride[ROWS], tile_below(c, DIM_R, level),
                             dilation[ROWS]);
        found |= leaves_gaps(tile_below(c, DIM_Q, level), stride[COLUMNS],
                             tile_below(c, DIM_S, level), dilation[COLUMNS]);
    }
    return found;
}

/* Rows (columns) from the first to the last that a tile's windows touch. */
static int window_span(const struct timeloop_case *c, enum dim position, enum dim tap, int level)
{
    int axis = position == DIM_P ? ROWS : COLUMNS;
    return (tile_below(c, position, level) - 1) * c->shape.stride[axis] +
           (tile_below(c, tap, level) - 1) * c->shape.dilation[axis] + 1;
}

/* Marks where, in rows or columns, the tiles of the instances begin that a level's network joins.
 */
static void mark_begins(const struct timeloop_case *c, enum dim position, enum dim tap, int level,
                        unsigned char *begins)
{
    int axis = position == DIM_P ? ROWS : COLUMNS;
    begins[0] = 1;
    for (int i = 0; i < c->nest.loop_count; i++) {
        const struct hierarchy_loop *loop = &c->nest.loop[i];
        if (!loop->is_spatial || loop->level != level ||
            (loop->dim != position && loop->dim != tap))
            continue;
        int step = timeloop_place(&c->nest, i) *
                   (loop->dim == position ? c->shape.stride[axis] : c->shape.dilation[axis]);
        for (int h = ROWS_MAX - 1; h >= 0; h--) {
            assert(!begins[h] || h + (loop->bound - 1) * step < ROWS_MAX);
            for (int k = 1; begins[h] && k < loop->bound; k++)
                begins[h + k * step] = 1;
        }
    }
}

/* Two of the tiles share some rows, but not all. */
static int overlaps(const unsigned char *begins, int span)
{
    int last = -span;
    for (int h = 0; h < ROWS_MAX; h++) {
        if (begins[h] && h - last < span)
            return 1;
        last = begins[h] ? h : last;
    }
    return 0;
}

/* Timeloop lets instances read together what is the same tile for them, not what their tiles
 * share; and it does so level by level, also where a level passes I on without keeping it. */
static int has_spatial_halo(const struct timeloop_case *c)
{
    int found = 0;
    for (int level = 0; level < c->nest.level_count; level++) {
        unsigned char rows[ROWS_MAX] = {0}, columns[ROWS_MAX] = {0};
        if (!c->nest.shares[level][TENSOR_I])
            continue;
        mark_begins(c, DIM_P, DIM_R, level, rows);
        mark_begins(c, DIM_Q, DIM_S, level, columns);
        found |= overlaps(rows, window_span(c, DIM_P, DIM_R, level + 1)) ||
                 overlaps(columns, window_span(c, DIM_Q, DIM_S, level + 1));
    }
    return found;
}

static int steps_above(const struct timeloop_case *c, int i, int level)
{
    const struct hierarchy_loop *loop = &c->nest.loop[i];
    return !loop->is_spatial && loop->bound > 1 && loop->level < level;
}

static int are_of_one_window(enum dim a, enum dim b)
{
    int is_row[] = {a == DIM_P || a == DIM_R, b == DIM_P || b == DIM_R};
    return is_row[0] == is_row[1];
}

/* The sweep over a buffer's windows is not one loop next to it. Timeloop compares a tile with the
 * one before as long as it moves as it did last time. A loop that leaves I alone, inside of the
 * sweep (M), makes the tile stand still; a second loop that moves the same windows, the next one
 * outside that moves I at all, makes another move, or by chance the same one where we start
 * again. */
static int is_split_at(const struct timeloop_case *c, int level)
{
    int sweep = -1, is_interrupted = 0;
    for (int i = c->nest.loop_count - 1; i >= 0; i--) {
        enum dim d = c->nest.loop[i].dim;
        if (!steps_above(c, i, level))
            continue;
        if (d == DIM_M)
            is_interrupted |= sweep < 0;
        else if (!is_swept(c, d))
            break;
        else if (sweep >= 0)
            return is_interrupted || are_of_one_window(d, c->nest.loop[sweep].dim);
        else
            sweep = i;
    }
    return sweep >= 0 && is_interrupted;
}

static int has_split_sweep(const struct timeloop_case *c)
{
    int found = 0;
    for (int level = 1; level < c->nest.level_count; level++)
        found |= c->nest.keeps[level][TENSOR_I] && is_split_at(c, level);
    return found;
}

/* Whether Timeloop's model finds a neighbour to take words from. */
static int can_link(const struct timeloop_case *c)
{
    int found = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        found |= timeloop_links(c, (enum tensor)t);
    return found;
}

enum timeloop_class timeloop_class_of(const struct timeloop_case *c)
{
    return c->has_residuals      ? TIMELOOP_IMPERFECT
           : can_link(c)         ? TIMELOOP_LINK
           : has_gaps(c)         ? TIMELOOP_STRIDE
           : has_spatial_halo(c) ? TIMELOOP_HALO
           : has_split_sweep(c)  ? TIMELOOP_SPLIT
                                 : TIMELOOP_EQUAL;
}
