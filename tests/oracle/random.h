/* Random numbers that are the same on every machine (splitmix64). */
#ifndef ORACLE_RANDOM_H
#define ORACLE_RANDOM_H

#include <stdint.h>

struct oracle_random {
    uint64_t state;
};

/* From 0 to count - 1; count is at least 1. */
int oracle_random_below(struct oracle_random *random, int count);

/* 1 once in `times`. */
int oracle_random_once_in(struct oracle_random *random, int times);

/* From 0 up to 1. */
double oracle_random_unit(struct oracle_random *random);

#endif
