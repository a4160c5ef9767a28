#include "explore_sample.h"

#include <ctype.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

#include "explore_seen.h"

/* What draws: fills the digits of one more combination, perhaps one that was there before. */
struct source {
    const struct explore_axis *axis;
    size_t axis_count;
    gsl_rng *random;
    gsl_qrng *sobol;
};

static int fail(struct diag_list *diag, const char *hint, const char *message)
{
    diag_error(diag, &(struct diag_place){.file = "--sample"}, hint, "%s", message);
    return -1;
}

int explore_sample_options_parse(struct explore_sample_options *out, const char *text,
                                 struct diag_list *diag)
{
    static const char *const kinds[] = {"full", "random:", "sobol:"};
    for (int kind = SAMPLING_RANDOM; kind <= SAMPLING_SOBOL; kind++) {
        size_t length = strlen(kinds[kind]);
        if (strncmp(text, kinds[kind], length) != 0 || !isdigit((unsigned char)text[length]))
            continue;
        char *end;
        unsigned long long count = strtoull(text + length, &end, 10);
        if (*end || !count || count > EXPLORE_POINTS_MAX)
            return fail(diag, NULL, "a sample has from 1 to 1000000 points");
        out->kind = (enum explore_sampling)kind;
        out->count = (size_t)count;
        return 0;
    }
    out->kind = SAMPLING_FULL;
    if (!strcmp(text, kinds[SAMPLING_FULL]))
        return 0;
    return fail(diag, "full, random:N or sobol:N, for instance random:200", "unknown sampling");
}

uint64_t explore_combinations(const struct explore_axis *axis, size_t axis_count)
{
    uint64_t all = 1;
    for (size_t a = 0; a < axis_count; a++) {
        if (axis[a].value_count && all > UINT64_MAX / axis[a].value_count)
            return UINT64_MAX;
        all *= axis[a].value_count;
    }
    return all;
}

static uint16_t *row(const struct explore_sample *sample, size_t i)
{
    return sample->digit + i * sample->axis_count;
}

static void fill_all(struct explore_sample *sample, const struct explore_axis *axis, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t rest = i;
        for (size_t a = sample->axis_count; a-- > 0;) {
            row(sample, i)[a] = (uint16_t)(rest % axis[a].value_count);
            rest /= axis[a].value_count;
        }
    }
    sample->count = count;
}

static void draw(const struct source *source, uint16_t *digits)
{
    double place[EXPLORE_AXES_MAX];
    if (source->sobol)
        gsl_qrng_get(source->sobol, place);
    for (size_t a = 0; a < source->axis_count; a++) {
        size_t count = source->axis[a].value_count;
        digits[a] = source->sobol ? (uint16_t)(place[a] * (double)count)
                                  : (uint16_t)gsl_rng_uniform_int(source->random, count);
    }
}

/* Most of the combinations that are left may be hit late: so many draws, then it is enough. */
static uint64_t draws_of(size_t count)
{
    return 1000000 + 64 * (uint64_t)count;
}

static int draw_distinct(struct explore_sample *sample, const struct source *source, size_t count)
{
    struct explore_seen *seen;
    if (explore_seen_create(&seen, sample->digit, sample->axis_count, count))
        return -1;
    for (uint64_t i = 0; i < draws_of(count) && sample->count < count; i++) {
        draw(source, row(sample, sample->count));
        if (explore_seen_add(seen, sample->count))
            sample->count++;
    }
    explore_seen_free(seen);
    return 0;
}

static int open_source(struct source *source, const struct explore_sample_options *options)
{
    if (options->kind == SAMPLING_SOBOL) {
        source->sobol = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)source->axis_count);
        return source->sobol ? 0 : -1;
    }
    source->random = gsl_rng_alloc(gsl_rng_mt19937);
    if (source->random)
        gsl_rng_set(source->random, options->seed);
    return source->random ? 0 : -1;
}

static int draw_sample(struct explore_sample *sample, const struct explore_axis *axis,
                       const struct explore_sample_options *options)
{
    struct source source = {.axis = axis, .axis_count = sample->axis_count};
    int status = open_source(&source, options);
    if (status == 0)
        status = draw_distinct(sample, &source, options->count);
    if (source.random)
        gsl_rng_free(source.random);
    if (source.sobol)
        gsl_qrng_free(source.sobol);
    return status;
}

int explore_sample_draw(struct explore_sample *out, const struct explore_axis *axis,
                        size_t axis_count, const struct explore_sample_options *options,
                        struct diag_list *diag)
{
    uint64_t all = explore_combinations(axis, axis_count);
    int is_full = options->kind == SAMPLING_FULL || options->count >= all;
    uint64_t count = is_full ? all : options->count;
    *out = (struct explore_sample){.axis_count = axis_count};
    if (count > EXPLORE_POINTS_MAX)
        return fail(diag, "--sample random:1000 draws from them",
                    "more than 1000000 combinations of all values");
    out->digit = calloc(count * axis_count + 1, sizeof *out->digit);
    if (!out->digit)
        return fail(diag, NULL, "out of memory");
    if (is_full)
        fill_all(out, axis, (size_t)count);
    else if (draw_sample(out, axis, options))
        return fail(diag, NULL, "out of memory");
    return 0;
}

void explore_sample_free(struct explore_sample *sample)
{
    free(sample->digit);
    *sample = (struct explore_sample){0};
}

const uint16_t *explore_sample_digits(const struct explore_sample *sample, size_t i)
{
    return row(sample, i);
}
