/* Rounding of levels: what activations and weights share. */
#ifndef SEARCH_NEAREST_H
#define SEARCH_NEAREST_H

#include "search/real.h"

/* Halves away from zero; |u| is small, so that an int holds it. */
static inline real nearest(real u)
{
    return (real)(int)(u + (u < 0 ? (real)-0.5 : (real)0.5));
}

#endif
