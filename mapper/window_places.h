/* The ways in which the tensors can share the array where the windows of the input overlap. */
#ifndef MAPPER_WINDOW_PLACES_H
#define MAPPER_WINDOW_PLACES_H

#include "places.h"
#include "share.h"

struct window_places;

/* -1 without memory. */
int window_places_create(struct window_places **out);
void window_places_free(struct window_places *memo);

/* Ways to lay the windows, and the splits of what each leaves to N, M and C. I's turns are those of
 * M, times the rows times columns that are fetched above the array in each. */
struct window_splits {
    int count;
    struct {
        const struct places_split *given;
        const struct places_splits *rest;
    } way[];
};

/* All of them, for a nest of which nothing is laid yet and whose I node has closed. Of a nest that
 * is not complete, whatever loops of divisors may still be added inside the PE. Valid until the
 * memo is freed. NULL where there are too many ways to go through, or memory is short. */
const struct window_splits *window_splits_of(struct solver *s, const struct laying *l);

/* share_by_splits() over all of them. */
double window_share(const struct sharing *p, const struct window_splits *splits, double enough);

#endif
