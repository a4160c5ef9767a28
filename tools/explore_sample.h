/* Which combinations of the axes' values are tried, and in which order.
 *
 * A combination is its digits: the number of a value on each axis. The full factorial counts
 * through them as a number of mixed radix, the last axis fastest; GSL has combinations and
 * multisets, but no product of sets of different sizes. Random samples are GSL's mt19937,
 * quasi-random ones its Sobol sequence; both are distinct, and the first N of a longer sample
 * are the sample of N.
 */
#ifndef TOOLS_EXPLORE_SAMPLE_H
#define TOOLS_EXPLORE_SAMPLE_H

#include <stdint.h>

#include "explore_axis.h"

#define EXPLORE_POINTS_MAX 1000000

enum explore_sampling { SAMPLING_FULL, SAMPLING_RANDOM, SAMPLING_SOBOL };

struct explore_sample_options {
    enum explore_sampling kind;
    size_t count;  /* wanted; of SAMPLING_FULL not read */
    uint64_t seed; /* of SAMPLING_RANDOM */
};

struct explore_sample {
    size_t axis_count, count;
    uint16_t *digit; /* (count, axis_count), owned */
};

/* Parses "full", "random:200", "sobol:200". Returns 0, or -1 with a mistake in `diag`. */
int explore_sample_options_parse(struct explore_sample_options *out, const char *text,
                                 struct diag_list *diag);

/* Number of all combinations, UINT64_MAX when there are more. */
uint64_t explore_combinations(const struct explore_axis *axis, size_t axis_count);

/* Draws the sample; when `count` is at least the number of combinations, it is all of them, in the
 * full factorial's order. Returns 0, or -1 with the reason in `diag`. Free with
 * explore_sample_free. */
int explore_sample_draw(struct explore_sample *out, const struct explore_axis *axis,
                        size_t axis_count, const struct explore_sample_options *options,
                        struct diag_list *diag);
void explore_sample_free(struct explore_sample *sample);

/* The digits (axis_count) of point i. */
const uint16_t *explore_sample_digits(const struct explore_sample *sample, size_t i);

#endif
