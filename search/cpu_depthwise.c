#include "cpu_depthwise.h"

#include <string.h>

#include "cpu.h"
#include "vector.h"

/* One filter tap over a row of output positions. */
struct tap_row {
    size_t channels, positions;
    size_t plane_step; /* elements from a position's input to the next one's */
    size_t out_step;   /* and of its outputs */
};

VECTOR_LOOP
static void multiply_row(const struct tap_row *r, const real *plane, const real *w, real *z)
{
    for (size_t q = 0; q < r->positions; q++)
        for (size_t c = 0; c < r->channels; c++)
            z[q * r->out_step + c] += plane[q * r->plane_step + c] * w[c];
}

VECTOR_LOOP
static void weights_row(const struct tap_row *r, const real *plane, const real *dz, real *dw)
{
    for (size_t q = 0; q < r->positions; q++)
        for (size_t c = 0; c < r->channels; c++)
            dw[c] += plane[q * r->plane_step + c] * dz[q * r->out_step + c];
}

VECTOR_LOOP
static void data_row(const struct tap_row *r, const real *dz, const real *w, real *plane)
{
    for (size_t q = 0; q < r->positions; q++)
        for (size_t c = 0; c < r->channels; c++)
            plane[q * r->plane_step + c] += dz[q * r->out_step + c] * w[c];
}

/* The taps of a tile, each for one row of outputs. */
struct walk {
    const struct convolution *c;
    const struct tiling *t;
    const struct tile *tile;
    int parts;
    struct tap_row row;
};

static struct walk walk_of(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, int parts, const struct view *z)
{
    struct walk w = {.c = c, .t = t, .tile = tile, .parts = parts};
    w.row.channels = (size_t)z->channels;
    w.row.positions = (size_t)z->columns;
    w.row.plane_step = (size_t)c->shape.stride[COLUMNS] * w.row.channels;
    w.row.out_step = (size_t)z->stride;
    return w;
}

/* Where in the planes tap (part, r, s) of output row p of image i begins. */
static size_t plane_at(const struct walk *w, int i, int part, int p, int r, int s)
{
    const struct layer_shape *shape = &w->c->shape;
    size_t rows = (size_t)tile_rows(w->c, w->tile);
    int row = p * shape->stride[ROWS] + r * shape->dilation[ROWS];
    int column = s * shape->dilation[COLUMNS];
    size_t plane = (size_t)i * (size_t)w->parts + (size_t)part;
    size_t columns = (size_t)w->t->plane_columns;
    return ((plane * rows + (size_t)row) * columns + (size_t)column) * w->row.channels;
}

typedef void on_tap(const struct walk *w, size_t plane, size_t weight, int i, int p, void *context);

static void each_tap(const struct walk *w, on_tap *call, void *context)
{
    int taps_r = w->c->shape.size[DIM_R], taps_s = w->c->shape.size[DIM_S];
    for (int i = 0; i < w->tile->images; i++)
        for (int p = 0; p < w->tile->rows; p++)
            for (int part = 0; part < w->parts; part++)
                for (int r = 0; r < taps_r; r++)
                    for (int s = 0; s < taps_s; s++) {
                        int tap = (part * taps_r + r) * taps_s + s;
                        call(w, plane_at(w, i, part, p, r, s), (size_t)tap * w->row.channels, i, p,
                             context);
                    }
}

struct product {
    const real *in, *w; /* planes, weights; of weights_row: planes, NULL */
    const struct view *z;
    real *out; /* weights or planes */
};

static real *row_of(const struct walk *w, const struct view *z, int i, int p)
{
    return view_at(z, w->tile->image + i, w->tile->row + p, 0);
}

static void forward_tap(const struct walk *w, size_t plane, size_t weight, int i, int p,
                        void *context)
{
    const struct product *f = context;
    multiply_row(&w->row, f->in + plane, f->w + weight, row_of(w, f->z, i, p));
}

static void weights_tap(const struct walk *w, size_t plane, size_t weight, int i, int p,
                        void *context)
{
    const struct product *f = context;
    weights_row(&w->row, f->in + plane, row_of(w, f->z, i, p), f->out + weight);
}

static void data_tap(const struct walk *w, size_t plane, size_t weight, int i, int p, void *context)
{
    const struct product *f = context;
    data_row(&w->row, row_of(w, f->z, i, p), f->w + weight, f->out + plane);
}

static void clear(const struct view *z, const struct tile *tile)
{
    for (int i = 0; i < tile->images; i++)
        for (int p = 0; p < tile->rows; p++)
            for (int q = 0; q < z->columns; q++)
                memset(view_at(z, tile->image + i, tile->row + p, q), 0,
                       (size_t)z->channels * sizeof(real));
}

void cpu_depthwise(const struct convolution *c, const struct tiling *t, const struct tile *tile,
                   const real *plane, const real *w, const struct view *z)
{
    struct walk walk = walk_of(c, t, tile, c->part_count, z);
    clear(z, tile);
    each_tap(&walk, forward_tap, &(struct product){.in = plane, .w = w, .z = z});
}

void cpu_depthwise_weights(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, const real *plane, const struct view *dz,
                           real *dw)
{
    struct walk walk = walk_of(c, t, tile, c->part_count, dz);
    each_tap(&walk, weights_tap, &(struct product){.in = plane, .z = dz, .out = dw});
}

void cpu_depthwise_data(const struct convolution *c, const struct tiling *t,
                        const struct tile *tile, const struct view *dz, const real *w, real *plane)
{
    struct walk walk = walk_of(c, t, tile, tile_main_parts(c), dz);
    each_tap(&walk, data_tap, &(struct product){.w = w, .z = dz, .out = plane});
}
