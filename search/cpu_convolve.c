/* The three products of a convolution, block by block of images. */
#include <string.h>

#include "blas.h"
#include "cpu.h"
#include "cpu_depthwise.h"
#include "cpu_tile.h"
#include "vector.h"

/* What one thread needs for a tile. */
struct bench {
    struct tiling tiling;
    real *plane, *column;
};

static struct bench bench_of(const struct kernel_context *k, const struct convolution *c,
                             int thread)
{
    struct bench b = {.tiling = tile_plan(c)};
    b.plane = k->scratch[thread];
    b.column = b.plane + b.tiling.plane_count;
    return b;
}

static size_t group_outputs(const struct convolution *c)
{
    return (size_t)(c->shape.size[DIM_M] / c->shape.size[DIM_G]);
}

static size_t weight_count(const struct convolution *c, const struct tiling *t)
{
    return t->depth * (size_t)c->shape.size[DIM_M];
}

int cpu_reserve(struct kernel_context *k, const struct convolution *c, size_t images)
{
    struct tiling t = tile_plan(c);
    size_t outputs = (size_t)c->shape.size[DIM_M];
    size_t sums = outputs > KERNEL_PARTS_MAX ? 2 * outputs : 2 * KERNEL_PARTS_MAX;
    if (cpu_reserve_scratch(k, t.plane_count + t.column_count) != 0)
        return -1;
    return cpu_reserve_blocks(k, cpu_blocks((int)images), sums, weight_count(c, &t));
}

enum { CHUNK = 64, FLUSH = 256 }; /* channels, and positions that are summed in float */

VECTOR_LOOP
static void add_span_moments(const real *z, size_t positions, size_t stride, size_t channels,
                             double *sum, double *square)
{
    real s[CHUNK] = {0}, q[CHUNK] = {0};
    for (size_t i = 0; i < positions; i++)
        for (size_t c = 0; c < channels; c++) {
            real v = z[i * stride + c];
            s[c] += v;
            q[c] += v * v;
        }
    for (size_t c = 0; c < channels; c++) {
        sum[c] += s[c];
        square[c] += q[c];
    }
}

static void add_moments(const real *z, size_t positions, size_t stride, size_t channels,
                        double *sum, double *square)
{
    for (size_t begin = 0; begin < positions; begin += FLUSH)
        for (size_t first = 0; first < channels; first += CHUNK)
            add_span_moments(z + begin * stride + first,
                             positions - begin < FLUSH ? positions - begin : FLUSH, stride,
                             channels - first < CHUNK ? channels - first : CHUNK, sum + first,
                             square + first);
}

static void convolve_tile(const struct convolution *c, const struct bench *b,
                          const struct tile *tile, const struct view *x, const real *w,
                          const struct view *z)
{
    const struct tiling *t = &b->tiling;
    size_t outputs = group_outputs(c);
    tile_quantise(c, t, tile, x, b->plane);
    if (layer_is_depthwise(&c->shape)) {
        cpu_depthwise(c, t, tile, b->plane, w, z);
        return;
    }
    for (int g = 0; g < t->groups; g++) {
        const real *a = tile_unfold(c, t, tile, g, b->plane, b->column);
        blas_multiply(tile_positions(c, tile), outputs, t->depth, (struct matrix){a, t->depth, 0},
                      (struct matrix){w + (size_t)g * t->depth * outputs, outputs, 0}, 0,
                      view_at(z, tile->image, tile->row, 0) + (size_t)g * outputs,
                      (size_t)z->stride);
    }
}

void cpu_convolve(struct kernel_context *k, const struct convolution *c, const struct view *x,
                  const real *w, const struct view *z, double *sum, double *square)
{
    size_t blocks = cpu_blocks(x->images), outputs = (size_t)z->channels;
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t block = 0; block < blocks; block++) {
        struct bench b = bench_of(k, c, cpu_thread());
        double *sums = k->sums + block * k->sums_count;
        struct tile tile = {0};
        int first, end;
        cpu_block(x->images, block, &first, &end);
        memset(sums, 0, 2 * outputs * sizeof *sums);
        while (tile_next(c, &b.tiling, first, end, &tile)) {
            convolve_tile(c, &b, &tile, x, w, z);
            add_moments(view_at(z, tile.image, tile.row, 0), tile_positions(c, &tile),
                        (size_t)z->stride, outputs, sums, sums + outputs);
        }
    }
    cpu_sum_doubles(k->sums, blocks, k->sums_count, 2 * outputs);
    memcpy(sum, k->sums, outputs * sizeof *sum);
    memcpy(square, k->sums + outputs, outputs * sizeof *square);
}

static void weights_tile(const struct convolution *c, const struct bench *b,
                         const struct tile *tile, const struct view *x, const struct view *dz,
                         real *dw)
{
    const struct tiling *t = &b->tiling;
    size_t outputs = group_outputs(c);
    tile_quantise(c, t, tile, x, b->plane);
    if (layer_is_depthwise(&c->shape)) {
        cpu_depthwise_weights(c, t, tile, b->plane, dz, dw);
        return;
    }
    for (int g = 0; g < t->groups; g++) {
        const real *a = tile_unfold(c, t, tile, g, b->plane, b->column);
        const real *d = view_at(dz, tile->image, tile->row, 0) + (size_t)g * outputs;
        blas_multiply(t->depth, outputs, tile_positions(c, tile), (struct matrix){a, t->depth, 1},
                      (struct matrix){d, (size_t)dz->stride, 0}, 1,
                      dw + (size_t)g * t->depth * outputs, outputs);
    }
}

void cpu_convolve_weights(struct kernel_context *k, const struct convolution *c,
                          const struct view *x, const struct view *dz, real *dw)
{
    size_t blocks = cpu_blocks(x->images);
    struct tiling plan = tile_plan(c);
    size_t count = weight_count(c, &plan);
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t block = 0; block < blocks; block++) {
        struct bench b = bench_of(k, c, cpu_thread());
        real *sum = k->matrix + block * k->matrix_count;
        struct tile tile = {0};
        int first, end;
        cpu_block(x->images, block, &first, &end);
        memset(sum, 0, count * sizeof *sum);
        while (tile_next(c, &b.tiling, first, end, &tile))
            weights_tile(c, &b, &tile, x, dz, sum);
    }
    cpu_sum_reals(k, k->matrix, blocks, k->matrix_count, count);
    memcpy(dw, k->matrix, count * sizeof *dw);
}

static void data_tile(const struct convolution *c, const struct bench *b, const struct tile *tile,
                      const struct view *x, const real *w, const struct view *dz,
                      const struct view *dx, double *dstep)
{
    const struct tiling *t = &b->tiling;
    size_t outputs = group_outputs(c);
    real *to = t->pointwise ? b->plane : b->column;
    if (!t->pointwise)
        memset(b->plane, 0, t->plane_count * sizeof *b->plane);
    for (int g = 0; g < t->groups && !layer_is_depthwise(&c->shape); g++) {
        const real *d = view_at(dz, tile->image, tile->row, 0) + (size_t)g * outputs;
        blas_multiply(tile_positions(c, tile), t->main_depth, outputs,
                      (struct matrix){d, (size_t)dz->stride, 0},
                      (struct matrix){w + (size_t)g * t->depth * outputs, outputs, 1}, 0, to,
                      t->main_depth);
        if (!t->pointwise)
            tile_fold(c, t, tile, g, b->column, b->plane);
    }
    if (layer_is_depthwise(&c->shape))
        cpu_depthwise_data(c, t, tile, dz, w, b->plane);
    tile_straight_through(c, t, tile, x, b->plane, dx, dstep);
}

void cpu_convolve_data(struct kernel_context *k, const struct convolution *c, const struct view *x,
                       const real *w, const struct view *dz, const struct view *dx, int add,
                       double *dstep)
{
    size_t blocks = cpu_blocks(x->images);
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t block = 0; block < blocks; block++) {
        struct bench b = bench_of(k, c, cpu_thread());
        double *sums = k->sums + block * k->sums_count;
        struct tile tile = {0};
        int first, end;
        cpu_block(x->images, block, &first, &end);
        memset(sums, 0, KERNEL_PARTS_MAX * sizeof *sums);
        while (tile_next(c, &b.tiling, first, end, &tile)) {
            if (!add && tile.row == 0)
                cpu_clear(dx, tile.image, tile.image + tile.images);
            data_tile(c, &b, &tile, x, w, dz, dx, sums);
        }
    }
    cpu_sum_doubles(k->sums, blocks, k->sums_count, KERNEL_PARTS_MAX);
    memcpy(dstep, k->sums, (size_t)c->part_count * sizeof *dstep);
}
