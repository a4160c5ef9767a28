/* The planes of a tile: activations quantised, and gradients through the quantisers. */
#include <string.h>

#include "cpu.h"
#include "cpu_tile.h"
#include "vector.h"

/* A run of positions side by side, in a view and in the planes of all parts. */
struct run {
    const real *v;
    int positions, channels, stride;
    size_t step, part; /* in the planes: from a position, a part to the next */
};

static inline real clamp(real u, real min, real max)
{
    return u < min ? min : u > max ? max : u;
}

static inline void quantise(const real *x, int n, const struct part *part, real *out)
{
    struct quantiser q = part->quantiser;
    real inverse = 1 / q.step, min = (real)q.min, max = (real)q.max;
    if (q.smooth && !part->is_sign)
        for (int i = 0; i < n; i++)
            out[i] = q.step * clamp(x[i] * inverse, min, max);
    else if (!part->is_sign)
        for (int i = 0; i < n; i++)
            out[i] = q.step * nearest(clamp(x[i] * inverse, min, max));
    else
        for (int i = 0; i < n; i++) {
            real level = clamp(x[i] * inverse, min, max);
            level = q.smooth ? level : nearest(level);
            out[i] = (real)((level > 0) - (level < 0));
        }
}

static inline void activate(const struct view *view, const real *v, int first, int n, real *x)
{
    real floor = view->relu ? 0 : -(real)1e30;
    for (int i = 0; i < n; i++) {
        real value = view->scale[first + i] * v[i] + view->shift[first + i];
        x[i] = value < floor ? floor : value;
    }
}

enum { CHUNK = 64 }; /* channels at a time: their x stays in registers and first cache */

VECTOR_LOOP
static void quantise_run(const struct convolution *c, const struct view *view,
                         const struct run *run, real *out)
{
    real x[CHUNK];
    for (int i = 0; i < run->positions; i++)
        for (int first = 0; first < run->channels; first += CHUNK) {
            int n = run->channels - first < CHUNK ? run->channels - first : CHUNK;
            activate(view, run->v + (size_t)i * (size_t)run->stride + first, first, n, x);
            for (int part = 0; part < c->part_count; part++)
                quantise(x, n, &c->part[part],
                         out + (size_t)i * run->step + (size_t)part * run->part + first);
        }
}

/* Through the quantiser: inside its range the gradient passes, outside it is the step's. */
static inline void pass(const real *x, int n, const struct quantiser *q, const real *d, real *dx,
                        real *dstep)
{
    real inverse = 1 / q->step, min = (real)q->min, max = (real)q->max;
    for (int i = 0; i < n; i++) {
        real level = x[i] * inverse;
        real above = level > max ? d[i] : 0, below = level < min ? d[i] : 0;
        dx[i] += d[i] - above - below;
        dstep[i] += max * above + min * below;
    }
}

VECTOR_LOOP
static void pass_run(const struct convolution *c, int parts, const struct view *view,
                     const struct run *run, const real *d, real *dx, double *dstep)
{
    real x[CHUNK];
    for (int first = 0; first < run->channels; first += CHUNK) {
        real sum[KERNEL_PARTS_MAX][CHUNK] = {{0}};
        int n = run->channels - first < CHUNK ? run->channels - first : CHUNK;
        for (int i = 0; i < run->positions; i++) {
            size_t at = (size_t)i * (size_t)run->stride + (size_t)first;
            activate(view, run->v + at, first, n, x);
            for (int part = 0; part < parts; part++)
                pass(x, n, &c->part[part].quantiser,
                     d + (size_t)i * run->step + (size_t)part * run->part + first, dx + at,
                     sum[part]);
        }
        for (int part = 0; part < parts; part++)
            for (int i = 0; i < n; i++)
                dstep[part] += sum[part][i];
    }
}

/* Columns of the input that a plane holds. */
static int held_columns(const struct convolution *c, const struct tiling *t)
{
    int room = t->plane_columns - c->shape.pad[COLUMNS];
    return room < c->shape.input[COLUMNS] ? room : c->shape.input[COLUMNS];
}

static struct run tile_run(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, const struct view *x, int parts)
{
    struct run run = {.channels = x->channels, .stride = x->stride};
    run.step = (size_t)x->channels;
    run.part = (size_t)tile_rows(c, tile) * (size_t)t->plane_columns * run.step;
    run.positions = held_columns(c, t);
    if (t->pointwise) {
        run.part = run.step;
        run.step *= (size_t)parts;
        run.positions = (int)tile_positions(c, tile);
    }
    return run;
}

/* Planes of one image, row by row; the padding is 0. */
static void quantise_image(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, const struct view *x, int image, real *plane)
{
    struct run run = tile_run(c, t, tile, x, c->part_count);
    int rows = tile_rows(c, tile), first = tile_first_row(c, tile);
    memset(plane, 0, run.part * (size_t)c->part_count * sizeof *plane);
    for (int h = first < 0 ? 0 : first; h < first + rows && h < x->rows; h++) {
        size_t at = (size_t)(h - first) * (size_t)t->plane_columns + (size_t)c->shape.pad[COLUMNS];
        run.v = view_at(x, image, h, 0);
        quantise_run(c, x, &run, plane + at * run.step);
    }
}

void tile_quantise(const struct convolution *c, const struct tiling *t, const struct tile *tile,
                   const struct view *x, real *plane)
{
    struct run run = tile_run(c, t, tile, x, c->part_count);
    if (t->pointwise) {
        run.v = view_at(x, tile->image, tile->row, 0);
        quantise_run(c, x, &run, plane);
        return;
    }
    for (int i = 0; i < tile->images; i++)
        quantise_image(c, t, tile, x, tile->image + i,
                       plane + (size_t)i * run.part * (size_t)c->part_count);
}

static void pass_image(const struct convolution *c, const struct tiling *t, const struct tile *tile,
                       const struct view *x, int image, const real *plane, const struct view *dx,
                       double *dstep)
{
    int parts = tile_main_parts(c);
    struct run run = tile_run(c, t, tile, x, parts);
    int rows = tile_rows(c, tile), first = tile_first_row(c, tile);
    for (int h = first < 0 ? 0 : first; h < first + rows && h < x->rows; h++) {
        size_t at = (size_t)(h - first) * (size_t)t->plane_columns + (size_t)c->shape.pad[COLUMNS];
        run.v = view_at(x, image, h, 0);
        pass_run(c, parts, x, &run, plane + at * run.step, view_at(dx, image, h, 0), dstep);
    }
}

void tile_straight_through(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, const struct view *x, const real *plane,
                           const struct view *dx, double *dstep)
{
    int parts = tile_main_parts(c);
    struct run run = tile_run(c, t, tile, x, parts);
    if (t->pointwise) {
        run.v = view_at(x, tile->image, tile->row, 0);
        pass_run(c, parts, x, &run, plane, view_at(dx, tile->image, tile->row, 0), dstep);
        return;
    }
    for (int i = 0; i < tile->images; i++)
        pass_image(c, t, tile, x, tile->image + i, plane + (size_t)i * run.part * (size_t)parts, dx,
                   dstep);
}
