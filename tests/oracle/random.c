#include "random.h"

static uint64_t next(struct oracle_random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

int oracle_random_below(struct oracle_random *random, int count)
{
    return (int)(next(random) % (uint64_t)count);
}

int oracle_random_once_in(struct oracle_random *random, int times)
{
    return oracle_random_below(random, times) == 0;
}

double oracle_random_unit(struct oracle_random *random)
{
    return (double)(next(random) >> 11) / 9007199254740992.0;
}
