/* The ways in which the tensors can share the array where the windows of the input overlap. */
#ifndef MAPPER_WINDOW_PLACES_H
#define MAPPER_WINDOW_PLACES_H

#include "places.h"

struct window_places;

/* -1 without memory. */
int window_places_create(struct window_places **out);
void window_places_free(struct window_places *memo);

/* Splits of all places, for a nest of which nothing is laid yet and whose I node has closed: I's
 * places are those that serve M, over the rows times columns that are fetched above the array in
 * each turn of M. Of a nest that is not complete, whatever loops of divisors may still be added
 * inside the PE. Valid until the memo is freed. NULL where there are too many ways to go
 * through, or memory is short. */
const struct places_splits *window_splits_of(struct solver *s, const struct laying *l);

#endif
