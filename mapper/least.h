/* The lesser and the greater of two numbers. */
#ifndef MAPPER_LEAST_H
#define MAPPER_LEAST_H

/* Inline, unlike fmin and fmax, which must mind NaN. */
static inline double lower(double a, double b)
{
    return a < b ? a : b;
}

static inline double higher(double a, double b)
{
    return a > b ? a : b;
}

#endif
