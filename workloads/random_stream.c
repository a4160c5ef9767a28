#include "random_stream.h"

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
