/* Permutations, pure functions of a stream. */
#ifndef SEARCH_PERMUTE_H
#define SEARCH_PERMUTE_H

#include <stddef.h>

#include "workloads/random_stream.h"

/* Brings (count) items into a random order. Source: Durstenfeld, Algorithm 235, CACM 1964. */
void permute(size_t *item, size_t count, struct random_stream stream);

#endif
