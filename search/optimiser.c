#include "search/optimiser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "optimiser_method.h"

#define BLOCK 4096 /* elements summed one after the other */

const char *const optimiser_names[OPTIMISER_KINDS + 1] = {"adam", "sgd", NULL};

static const struct optimiser_method *const methods[OPTIMISER_KINDS] = {
    [OPTIMISER_ADAM] = &optimiser_adam,
    [OPTIMISER_SGD] = &optimiser_sgd,
};

static size_t block_count(const struct optimiser *optimiser)
{
    return (optimiser->count + BLOCK - 1) / BLOCK;
}

static int allocate(struct optimiser *out, const struct slice *slice)
{
    out->slice = malloc((out->slice_count + 1) * sizeof *slice);
    out->block = calloc(block_count(out) + 1, sizeof *out->block);
    if (!out->slice || !out->block)
        return -1;
    if (out->slice_count)
        memcpy(out->slice, slice, out->slice_count * sizeof *slice);
    for (int i = 0; i < out->method->moments; i++) {
        out->moment[i] = calloc(out->count + 1, sizeof(real));
        if (!out->moment[i])
            return -1;
    }
    return 0;
}

int optimiser_create(struct optimiser **out, const struct optimiser_options *options,
                     const struct slice *slice, size_t slice_count, size_t count)
{
    struct optimiser *optimiser = calloc(1, sizeof *optimiser);
    *out = NULL;
    if (!optimiser)
        return -1;
    *optimiser = (struct optimiser){.options = *options,
                                    .method = methods[options->kind],
                                    .count = count,
                                    .slice_count = slice_count};
    if (allocate(optimiser, slice) != 0) {
        optimiser_free(optimiser);
        return -1;
    }
    *out = optimiser;
    return 0;
}

void optimiser_free(struct optimiser *optimiser)
{
    if (!optimiser)
        return;
    for (int i = 0; i < OPTIMISER_MOMENTS_MAX; i++)
        free(optimiser->moment[i]);
    free(optimiser->slice);
    free(optimiser->block);
    free(optimiser);
}

static double sum_squares(const real *value, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)value[i] * (double)value[i];
    return sum;
}

/* Neighbours are added, then neighbours of these: a balanced tree. */
static double add_up(double *value, size_t count)
{
    for (size_t gap = 1; gap < count; gap *= 2)
        for (size_t i = 0; i + gap < count; i += 2 * gap)
            value[i] += value[i + gap];
    return count ? value[0] : 0;
}

double optimiser_norm(struct optimiser *optimiser, const real *gradient)
{
    size_t blocks = block_count(optimiser);
#pragma omp parallel for schedule(static) if (blocks > 8)
    for (size_t b = 0; b < blocks; b++) {
        size_t left = optimiser->count - b * BLOCK;
        optimiser->block[b] = sum_squares(gradient + b * BLOCK, left < BLOCK ? left : BLOCK);
    }
    return sqrt(add_up(optimiser->block, blocks));
}

double optimiser_clip(struct optimiser *optimiser, real *gradient, double largest)
{
    double norm = optimiser_norm(optimiser, gradient);
    double share = largest / (norm + 1e-6); /* as in clip_grad_norm_ */
    if (share < 1) {
        const real factor = (real)share;
#pragma omp parallel for schedule(static) if (optimiser->count >= OPTIMISER_PARALLEL_MIN)
        for (size_t i = 0; i < optimiser->count; i++)
            gradient[i] *= factor;
    }
    return norm;
}

void optimiser_step(struct optimiser *optimiser, real *parameter, const real *gradient, double rate)
{
    optimiser->step++;
    for (size_t s = 0; s < optimiser->slice_count; s++) {
        const struct slice *slice = &optimiser->slice[s];
        int decays = slice->kind == SLICE_WEIGHT;
        struct optimiser_run run = {
            .gradient = gradient + slice->first,
            .count = slice->count,
            .rate = rate,
            .weight_decay = decays ? optimiser->options.weight_decay : 0,
            .is_log_step = slice->kind == SLICE_WEIGHT_STEP || slice->kind == SLICE_INPUT_STEP,
        };
        run.parameter = parameter + slice->first;
        for (int i = 0; i < optimiser->method->moments; i++)
            run.moment[i] = optimiser->moment[i] + slice->first;
        optimiser->method->update(&optimiser->options, optimiser->step, &run);
    }
}

void optimiser_reset(struct optimiser *optimiser)
{
    optimiser->step = 0;
    for (int i = 0; i < OPTIMISER_MOMENTS_MAX && optimiser->moment[i]; i++)
        memset(optimiser->moment[i], 0, optimiser->count * sizeof(real));
}

size_t optimiser_items(struct optimiser *optimiser, struct archive_item *out)
{
    static const char *const names[] = {"optimiser.moment0", "optimiser.moment1"};
    size_t count = 0;
    out[count++] =
        (struct archive_item){"optimiser.step", &optimiser->step, sizeof optimiser->step};
    for (int i = 0; i < optimiser->method->moments; i++)
        out[count++] =
            (struct archive_item){names[i], optimiser->moment[i], optimiser->count * sizeof(real)};
    return count;
}
