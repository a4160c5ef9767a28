/* The least that the tensors together cost on their way from and to DRAM.
 *
 * Each tensor alone may cross once. Together they share the buffer, and what lets one
 * tensor stay there makes another come back: this bound is for layers that do not fit.
 * docs/mapper.md has the argument.
 */
#ifndef MAPPER_TRAFFIC_H
#define MAPPER_TRAFFIC_H

#include "bound.h"

/* Energy (pJ, whole batch) of the words between DRAM and GLB, the GLB's side included, of
 * the tensors in the set `kept`; of the others, of their words between DRAM and array, the
 * DRAM's side alone. No mapping that keeps this set needs less. */
double traffic_least_pj(struct solver *s, unsigned kept);

/* The least of the tensors `counted` alone: of those that the GLB keeps above this laying, where
 * what is laid limits the tiles, and of others than I of which the scratchpads' nodes are open. */
double traffic_least_above_pj(struct solver *s, const struct laying *l, unsigned counted);

/* The same with every tensor crossing once: what each needs apart. */
double traffic_once_pj(const struct solver *s, unsigned kept, unsigned counted);

#endif
