#include "mapper/timeloop_design.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *timeloop_letters(enum timeloop_problem problem)
{
    return problem == TIMELOOP_GROUPED ? "GCMRSNPQ" : "CMRSNPQ";
}

char timeloop_letter(enum timeloop_problem problem, enum dim d)
{
    if (problem == TIMELOOP_DEPTHWISE)
        return d == DIM_G ? 'C' : d == DIM_C ? '\0' : dim_letters[d];
    return problem == TIMELOOP_PLAIN && d == DIM_G ? '\0' : dim_letters[d];
}

int timeloop_dim(enum timeloop_problem problem, char letter)
{
    for (int d = 0; letter && d < DIM_COUNT; d++)
        if (timeloop_letter(problem, (enum dim)d) == letter)
            return d;
    return -1;
}

int timeloop_extent(const struct layer_shape *shape, enum dim d)
{
    return d == DIM_C || d == DIM_M ? shape->size[d] / shape->size[DIM_G] : shape->size[d];
}

/* Product of the bounds of a dimension's loops from loop `first` on. */
static int64_t product_from(const struct hierarchy_nest *nest, int first, enum dim d)
{
    int64_t product = 1;
    for (int i = first; i < nest->loop_count && product <= INT32_MAX; i++)
        if (nest->loop[i].dim == d)
            product *= nest->loop[i].bound;
    return product;
}

int timeloop_residual(const struct timeloop_design *design, int i)
{
    const struct hierarchy_loop *loop = &design->nest.loop[i];
    int64_t last = timeloop_extent(&design->shape, loop->dim) - 1;
    return (int)(last / product_from(&design->nest, i + 1, loop->dim) % loop->bound) + 1;
}

int timeloop_fan_out(const struct timeloop_design *design, int level, int fan_out[2])
{
    const struct timeloop_storage *above = &design->storage[level];
    int is_last = level + 1 == design->nest.level_count;
    int instances = is_last ? design->mac.instances : above[1].instances;
    int mesh_x = is_last ? design->mac.mesh_x : above[1].mesh_x;
    int rows = instances / mesh_x, rows_above = above->instances / above->mesh_x;
    fan_out[0] = mesh_x / above->mesh_x;
    fan_out[1] = rows / rows_above;
    return mesh_x % above->mesh_x || rows % rows_above || fan_out[0] < 1 || fan_out[1] < 1 ? -1 : 0;
}

/* Indices of a dimension in a tile of the level. */
static uint64_t tile_of(const struct timeloop_design *design, int level, enum dim d)
{
    int first = 0, extent = timeloop_extent(&design->shape, d);
    while (first < design->nest.loop_count && design->nest.loop[first].level < level)
        first++;
    int64_t product = product_from(&design->nest, first, d);
    return product < extent ? (uint64_t)product : (uint64_t)extent;
}

static uint64_t span_of(const struct timeloop_design *design, int level, enum axis_2d axis)
{
    uint64_t position = tile_of(design, level, axis == ROWS ? DIM_P : DIM_Q);
    uint64_t tap = tile_of(design, level, axis == ROWS ? DIM_R : DIM_S);
    return (position - 1) * (uint64_t)design->shape.stride[axis] +
           (tap - 1) * (uint64_t)design->shape.dilation[axis] + 1;
}

/* Saturates: a tile so large fits nowhere. */
static uint64_t times(uint64_t a, uint64_t b)
{
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

uint64_t timeloop_tile_words(const struct timeloop_design *design, int level, enum tensor t)
{
    static const char *const single[TENSOR_COUNT] = {"GCMRS", "NGC", "NGMPQ"};
    if (!design->nest.keeps[level][t])
        return 0;
    uint64_t words = 1;
    for (const char *letter = single[t]; *letter; letter++)
        words = times(
            words, tile_of(design, level, (enum dim)(strchr(dim_letters, *letter) - dim_letters)));
    if (t == TENSOR_I)
        words = times(times(words, span_of(design, level, ROWS)), span_of(design, level, COLUMNS));
    return words;
}

int timeloop_check_room(const struct timeloop_design *design, int level,
                        char reason[TIMELOOP_REASON_MAX])
{
    const struct timeloop_storage *storage = &design->storage[level];
    uint64_t words = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        if (__builtin_add_overflow(words, timeloop_tile_words(design, level, (enum tensor)t),
                                   &words))
            words = UINT64_MAX;
    double room = floor(storage->entries / storage->multiple_buffering);
    if (!storage->entries || (double)words <= room)
        return 0;
    snprintf(reason, TIMELOOP_REASON_MAX,
             "%s has room for %.0f words of %d bits, Timeloop's tiles (boxes, padding included) "
             "need %llu",
             storage->name, room, storage->word_bits, (unsigned long long)words);
    return -1;
}
