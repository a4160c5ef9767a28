#include "search/alpha.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_SIGMA 1e-3
#define BEGIN_DRAW 0x616c706861 /* the purpose of the numbers that alpha begins with */

int alpha_create(struct alpha *out, const struct search_space *space, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, 0, 0, BEGIN_DRAW);
    size_t count = space->layer_count * space->choice_count;
    *out = (struct alpha){
        .count = count,
        .value = calloc(count + 1, sizeof *out->value),
        .mean = calloc(count + 1, sizeof *out->mean),
        .square = calloc(count + 1, sizeof *out->square),
        .steps = calloc(count + 1, sizeof *out->steps),
    };
    if (!out->value || !out->mean || !out->square || !out->steps) {
        alpha_free(out);
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        out->value[i] = BEGIN_SIGMA * random_gaussian(&stream);
    return 0;
}

void alpha_free(struct alpha *alpha)
{
    free(alpha->value);
    free(alpha->mean);
    free(alpha->square);
    free(alpha->steps);
    *alpha = (struct alpha){0};
}

void alpha_reset(struct alpha *alpha, const struct search_space *space, size_t layer)
{
    for (size_t j = 0; j < space->choice_count; j++) {
        size_t i = layer * space->choice_count + j;
        alpha->value[i] = alpha->mean[i] = alpha->square[i] = 0;
        alpha->steps[i] = 0;
    }
}

static int is_finite(const double *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(value[i]))
            return 0;
    return 1;
}

static void step_one(struct alpha *alpha, const struct alpha_settings *settings, size_t i,
                     double gradient)
{
    double steps = (double)++alpha->steps[i];
    double mean = alpha->mean[i] =
        settings->beta[0] * alpha->mean[i] + (1 - settings->beta[0]) * gradient;
    double square = alpha->square[i] =
        settings->beta[1] * alpha->square[i] + (1 - settings->beta[1]) * gradient * gradient;
    mean /= 1 - pow(settings->beta[0], steps);
    square /= 1 - pow(settings->beta[1], steps);
    alpha->value[i] -= settings->rate * mean / (sqrt(square) + settings->epsilon);
}

int alpha_step(struct alpha *alpha, const struct alpha_settings *settings,
               const struct search_space *space, const double *gradient)
{
    if (!is_finite(gradient, alpha->count))
        return -1;
    for (size_t i = 0; i < alpha->count; i++)
        if (space->allowed[i] && space_open(space, i / space->choice_count) > 1)
            step_one(alpha, settings, i, gradient[i] + settings->decay * alpha->value[i]);
    return 0;
}

void alpha_add_gumbel(const struct alpha *alpha, struct random_stream *stream, double *sum)
{
    for (size_t i = 0; i < alpha->count; i++) {
        double u = random_uniform(stream); /* below 1; 0 would have no logarithm */
        sum[i] -= log(-log(fmax(u, 0x1p-54)));
    }
}
