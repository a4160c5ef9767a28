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

/* About Gaussian: sum of four uniform numbers, less its mean. Its standard deviation is
 * RANDOM_SIGMA (2^16 / sqrt(3)), its values lie within 3.5 of them. */
#define RANDOM_SIGMA 37837
int32_t random_bell(struct random_stream *stream);

#endif
