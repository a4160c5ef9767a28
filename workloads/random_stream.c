#include "workloads/random_stream.h"

#include <math.h>

uint64_t random_u64(struct random_stream *stream)
{
    uint64_t z = stream->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

int32_t random_bell(struct random_stream *stream)
{
    int32_t sum = -2 * 65535;
    for (uint64_t bits = random_u64(stream), i = 0; i < 4; i++, bits >>= 16)
        sum += (int32_t)(bits & 65535);
    return sum;
}

struct random_stream random_stream_at(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    const uint64_t word[] = {a, b, c};
    struct random_stream stream = {seed};
    for (int i = 0; i < 3; i++)
        stream.state = random_u64(&stream) ^ word[i];
    stream.state = random_u64(&stream);
    return stream;
}

double random_uniform(struct random_stream *stream)
{
    return (double)(random_u64(stream) >> 11) * 0x1p-53;
}

uint64_t random_below(struct random_stream *stream, uint64_t n)
{
    return (uint64_t)(random_uniform(stream) * (double)n);
}

double random_gaussian(struct random_stream *stream)
{
    static const double pi = 3.14159265358979323846;
    double radius = sqrt(-2 * log(1 - random_uniform(stream)));
    return radius * cos(2 * pi * random_uniform(stream));
}
