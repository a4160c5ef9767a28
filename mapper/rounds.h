/* What a round of the search goes through; shared by rounds.c and brief.c. */
#ifndef MAPPER_ROUNDS_H
#define MAPPER_ROUNDS_H

#include "solver.h"

/* A lower nest and the tensors kept in the GLB above it. */
struct candidate {
    double bound;
    int nest; /* index in solver.lower */
    unsigned kept;
};

/* Lists the lower nests with a bound up to `limit` in s->lower, and makes it the limit. Returns 0
 * if that took more ticks than `allowance` and was given up. */
int list_nests(struct solver *s, double limit, uint64_t allowance);

/* The nests listed, each with every set of tensors kept that is not hopeless, least bound first.
 * Owned by the caller; NULL without memory. */
struct candidate *list_candidates(struct solver *s, size_t *count);

/* brief.c: looks for a good mapping where `root`, the bound of everything, is far below the
 * first ones. It proves nothing. */
void search_briefly(struct solver *s, double root);

#endif
