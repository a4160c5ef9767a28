/* Random numbers, the same on every platform: splitmix64.
 * Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014,
 * Fig. 16 (mix64variant13, golden gamma). */
#ifndef WORKLOADS_RANDOM_STREAM_H
#define WORKLOADS_RANDOM_STREAM_H

#include <stdint.h>

struct random_stream {
    uint64_t state; /* the seed, to begin with */
};

uint64_t random_u64(struct random_stream *stream);

/* The stream of a seed and three counters (an epoch, an image, a purpose): any of them can be
 * had without the others. */
struct random_stream random_stream_at(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* Uniform in [0, 1). */
double random_uniform(struct random_stream *stream);

/* A whole number below n, n at least 1; the bias is below n / 2^53. */
uint64_t random_below(struct random_stream *stream, uint64_t n);

/* Gaussian, mean 0, standard deviation 1 (Box and Muller); as good as the C library's log and cos.
 */
double random_gaussian(struct random_stream *stream);

/* About Gaussian: sum of four uniform numbers, less its mean. Its standard deviation is
 * RANDOM_SIGMA (2^16 / sqrt(3)), its values lie within 3.5 of them. */
#define RANDOM_SIGMA 37837
int32_t random_bell(struct random_stream *stream);

#endif
