/* From a weight to its integer level: what the operators' files share. */
#ifndef SEARCH_WEIGHT_LEVEL_H
#define SEARCH_WEIGHT_LEVEL_H

#include "nearest.h"
#include "search/real.h"

/* Largest magnitude of a weight of `bits` (sign and magnitude). */
static inline real weight_limit(int bits)
{
    return (real)((1 << (bits - 1)) - 1);
}

static inline real weight_clamp(real u, real limit)
{
    return u < -limit ? -limit : u > limit ? limit : u;
}

/* m sign(w), sign(0) = 1; smooth: w clamped to +-2 m, whose derivative the surrogate is. */
static inline real weight_signed(real w, real mean, int smooth)
{
    if (smooth)
        return weight_clamp(w, 2 * mean);
    return w < 0 ? -mean : mean;
}

/* The surrogate's derivative: 1 where |w| <= 2 m. */
static inline real weight_sign_passes(real w, real mean)
{
    return w <= 2 * mean && w >= -2 * mean ? 1 : 0;
}

#endif
