/* Sets of a tensor's elements, as bitmaps, and what a tile of loops needs. */
#ifndef ORACLE_ELEMENTS_H
#define ORACLE_ELEMENTS_H

#include <stddef.h>

#include "mapper/problem.h"

/* Words of a set over all elements of the tensor. */
size_t oracle_set_words(const struct map_problem *problem, enum tensor tensor);

uint64_t oracle_set_size(const uint64_t *set, size_t words);

/* Adds the elements of `set` to `into`. */
void oracle_set_join(uint64_t *into, const uint64_t *set, size_t words);

/* Makes `set` the elements that the terms from base[d] to base[d] + tile[d] - 1
 * (lane sets on the lane dimension, clipped at the layer) need. Padding is no
 * element; without terms the set is empty. */
void oracle_find_tile(const struct map_problem *problem, enum tensor tensor, const int *base,
                      const int *tile, uint64_t *set, size_t words);

/* 1 if the tensor's elements depend on the dimension. */
int oracle_relevant(enum tensor tensor, enum dim dim);

#endif
