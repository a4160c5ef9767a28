#include "search/random_assignment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/random_stream.h"

#define STEPS 4096 /* of energy, up to the target */
#define TRIES 256  /* per assignment asked for */

enum { DRAW_ASSIGNMENT = 0x72616e64 }; /* purpose of random numbers */

struct draw {
    const struct search_space *space;
    const double *share;
    double low, high; /* of the sum of shares */
    double unit;      /* share of a step */
    size_t steps;
    double *chance; /* (layer_count + 1, steps): that the layers before l, chosen uniformly, sum
                     * to s steps */
    double *total;  /* (steps) running sum of the window's chances */
};

static size_t step_of(const struct draw *d, size_t i)
{
    double step = d->share[i] / d->unit + 0.5;
    return step < (double)d->steps ? (size_t)step : d->steps;
}

static double *chances(const struct draw *d, size_t layer)
{
    return d->chance + layer * d->steps;
}

static void count_layer(struct draw *d, size_t layer)
{
    size_t choices = d->space->choice_count;
    double each = 1 / (double)space_open(d->space, layer);
    const double *from = chances(d, layer);
    double *to = chances(d, layer + 1);
    for (size_t i = layer * choices; i < (layer + 1) * choices; i++) {
        if (!d->space->allowed[i])
            continue;
        size_t step = step_of(d, i);
        for (size_t s = step; s < d->steps; s++)
            to[s] += each * from[s - step];
    }
}

/* Everything that may lie in the window: half a step of rounding for every layer either way. */
static void count_all(struct draw *d)
{
    double slack = (double)d->space->layer_count / 2 + 1, sum = 0;
    chances(d, 0)[0] = 1;
    for (size_t l = 0; l < d->space->layer_count; l++)
        count_layer(d, l);
    const double *last = chances(d, d->space->layer_count);
    for (size_t s = 0; s < d->steps; s++) {
        if ((double)s >= d->low / d->unit - slack && (double)s <= d->high / d->unit + slack)
            sum += last[s];
        d->total[s] = sum;
    }
}

static size_t draw_step(const struct draw *d, struct random_stream *stream)
{
    double at = random_uniform(stream) * d->total[d->steps - 1];
    size_t s = 0;
    while (s + 1 < d->steps && d->total[s] <= at)
        s++;
    return s;
}

/* A choice of the last of `layer + 1` layers that sum to *step; leaves the sum of those before. */
static size_t draw_choice(const struct draw *d, size_t layer, struct random_stream *stream,
                          size_t *step)
{
    size_t choices = d->space->choice_count, last = 0;
    const double *before = chances(d, layer);
    double at =
        random_uniform(stream) * chances(d, layer + 1)[*step] * (double)space_open(d->space, layer);
    for (size_t j = 0; j < choices; j++) {
        size_t i = layer * choices + j, here = step_of(d, i);
        if (!d->space->allowed[i] || here > *step || before[*step - here] <= 0)
            continue;
        last = j;
        at -= before[*step - here];
        if (at < 0)
            break;
    }
    *step -= step_of(d, layer * choices + last);
    return last;
}

/* Returns 1 if the assignment drawn is truly within. */
static int draw_one(const struct draw *d, struct random_stream *stream, size_t *choice)
{
    size_t step = draw_step(d, stream);
    double sum = 0;
    for (size_t l = d->space->layer_count; l-- > 0;)
        choice[l] = draw_choice(d, l, stream, &step);
    for (size_t l = 0; l < d->space->layer_count; l++)
        sum += d->share[l * d->space->choice_count + choice[l]];
    return sum >= d->low && sum <= d->high;
}

static int is_new(const size_t *choice, size_t count, size_t layers)
{
    const size_t *last = choice + count * layers;
    for (size_t i = 0; i < count; i++)
        if (memcmp(choice + i * layers, last, layers * sizeof *last) == 0)
            return 0;
    return 1;
}

static size_t draw_all(const struct draw *d, uint64_t seed, size_t count, size_t *choice)
{
    size_t found = 0, layers = d->space->layer_count;
    if (!(d->total[d->steps - 1] > 0))
        return 0;
    for (uint64_t number = 0; found < count && number < TRIES * count; number++) {
        struct random_stream stream = random_stream_at(seed, number, 0, DRAW_ASSIGNMENT);
        found += draw_one(d, &stream, choice + found * layers) && is_new(choice, found, layers);
    }
    return found;
}

static int allocate(struct draw *d)
{
    size_t layers = d->space->layer_count;
    d->steps = (size_t)(d->high / d->unit) + layers + 2;
    d->chance = calloc((layers + 1) * d->steps, sizeof *d->chance);
    d->total = calloc(d->steps, sizeof *d->total);
    return d->chance && d->total ? 0 : -1;
}

/* Sum over layers of the least, or by `sign` -1 the greatest, allowed share. */
static double extreme(const struct search_space *space, const double *share, double sign)
{
    double sum = 0;
    for (size_t l = 0; l < space->layer_count; l++) {
        double least = INFINITY;
        for (size_t i = l * space->choice_count; i < (l + 1) * space->choice_count; i++)
            if (space->allowed[i])
                least = fmin(least, sign * share[i]);
        sum += sign * least;
    }
    return sum;
}

static void explain(const struct draw *d, double target, size_t found, size_t count, char *note)
{
    double least = extreme(d->space, d->share, 1), most = extreme(d->space, d->share, -1);
    if (found == count)
        note[0] = '\0';
    else if (least > d->high || most < d->low)
        snprintf(note, RANDOM_ASSIGNMENT_NOTE_MAX,
                 "no assignment costs %.4g: they cost from %.4g to %.4g", target, least, most);
    else
        snprintf(note, RANDOM_ASSIGNMENT_NOTE_MAX,
                 "%zu of %zu assignments that cost %.4g were found, there are hardly more", found,
                 count, target);
}

size_t random_assignments(const struct search_space *space, const double *share, double target,
                          double within, uint64_t seed, size_t count, size_t *choice,
                          char note[RANDOM_ASSIGNMENT_NOTE_MAX])
{
    struct draw d = {.space = space,
                     .share = share,
                     .low = target * (1 - within),
                     .high = target * (1 + within),
                     .unit = target / STEPS};
    size_t found = 0;
    if (allocate(&d) != 0) {
        snprintf(note, RANDOM_ASSIGNMENT_NOTE_MAX, "out of memory");
    } else {
        count_all(&d);
        found = draw_all(&d, seed, count, choice);
        explain(&d, target, found, count, note);
    }
    free(d.chance);
    free(d.total);
    return found;
}
