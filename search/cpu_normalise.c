/* Batch normalisation backward, and the network's input. */
#include <string.h>

#include "cpu.h"
#include "vector.h"

struct rows {
    const real *z, *mean, *scale, *shift;
    real *dx;
    size_t positions, stride, channels;
    int relu;
};

static struct rows rows_of(const struct view *z, const struct view *dx, const real *mean,
                           size_t block)
{
    int first, end;
    cpu_block(z->images, block, &first, &end);
    size_t plane = (size_t)z->rows * (size_t)z->columns;
    return (struct rows){.z = view_at(z, first, 0, 0),
                         .dx = view_at(dx, first, 0, 0),
                         .mean = mean,
                         .scale = z->scale,
                         .shift = z->shift,
                         .positions = (size_t)(end - first) * plane,
                         .stride = (size_t)z->stride,
                         .channels = (size_t)z->channels,
                         .relu = z->relu};
}

enum { CHUNK = 64, FLUSH = 256 };

/* Sums of a chunk of channels, over a span of positions. */
VECTOR_LOOP
static void add_sums(const struct rows *r, size_t first, size_t begin, size_t end, double *sum_dy,
                     double *sum_dy_z)
{
    real s[CHUNK] = {0}, t[CHUNK] = {0};
    size_t n = r->channels - first < CHUNK ? r->channels - first : CHUNK;
    real floor = r->relu ? 0 : -(real)1e30;
    for (size_t i = begin; i < end; i++) {
        const real *z = r->z + i * r->stride + first, *dx = r->dx + i * r->stride + first;
        for (size_t c = 0; c < n; c++) {
            real x = r->scale[first + c] * z[c] + r->shift[first + c];
            real dy = x > floor ? dx[c] : 0;
            s[c] += dy;
            t[c] += dy * (z[c] - r->mean[first + c]);
        }
    }
    for (size_t c = 0; c < n; c++) {
        sum_dy[first + c] += s[c];
        sum_dy_z[first + c] += t[c];
    }
}

static void block_sums(const struct rows *r, double *sums)
{
    memset(sums, 0, 2 * r->channels * sizeof *sums);
    for (size_t begin = 0; begin < r->positions; begin += FLUSH)
        for (size_t first = 0; first < r->channels; first += CHUNK)
            add_sums(r, first, begin, begin + FLUSH < r->positions ? begin + FLUSH : r->positions,
                     sums, sums + r->channels);
}

void cpu_normalise_sums(struct kernel_context *k, const struct view *z, const struct view *dx,
                        const real *mean, double *sum_dy, double *sum_dy_z)
{
    size_t blocks = cpu_blocks(z->images), channels = (size_t)z->channels;
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t b = 0; b < blocks; b++) {
        struct rows r = rows_of(z, dx, mean, b);
        block_sums(&r, k->sums + b * k->sums_count);
    }
    cpu_sum_doubles(k->sums, blocks, k->sums_count, 2 * channels);
    memcpy(sum_dy, k->sums, channels * sizeof *sum_dy);
    memcpy(sum_dy_z, k->sums + channels, channels * sizeof *sum_dy_z);
}

VECTOR_LOOP
static void apply(const struct rows *r, const real *a, const real *b, const real *c)
{
    real floor = r->relu ? 0 : -(real)1e30;
    for (size_t i = 0; i < r->positions; i++) {
        const real *z = r->z + i * r->stride;
        real *dx = r->dx + i * r->stride;
        for (size_t m = 0; m < r->channels; m++) {
            real x = r->scale[m] * z[m] + r->shift[m];
            real dy = x > floor ? dx[m] : 0;
            dx[m] = a[m] * dy + b[m] + c[m] * (z[m] - r->mean[m]);
        }
    }
}

void cpu_normalise_apply(struct kernel_context *k, const struct view *z, const struct view *dx,
                         const real *mean, const real *a, const real *b, const real *c)
{
    size_t blocks = cpu_blocks(z->images);
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (size_t block = 0; block < blocks; block++) {
        struct rows r = rows_of(z, dx, mean, block);
        apply(&r, a, b, c);
    }
}

void cpu_input(struct kernel_context *k, const uint8_t *pixel, int zero, real unit,
               const struct view *out)
{
    size_t plane = (size_t)out->rows * (size_t)out->columns, channels = (size_t)out->channels;
#pragma omp parallel for num_threads(k->threads) schedule(dynamic)
    for (int i = 0; i < out->images; i++) {
        const uint8_t *from = pixel + (size_t)i * plane * channels;
        real *to = view_at(out, i, 0, 0);
        for (size_t at = 0; at < plane; at++)
            for (size_t c = 0; c < channels; c++)
                to[at * (size_t)out->stride + c] = (real)(from[c * plane + at] - zero) * unit;
    }
}
