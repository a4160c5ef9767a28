/* Random assignments of a given energy: the control that a search must beat.
 *
 * Every assignment of the space within the tolerance is as likely as every other: the number of
 * them is counted by dynamic programming over the energy in small steps, and one is drawn layer
 * by layer in proportion to what follows; those that rounding let in are drawn again.
 */
#ifndef SEARCH_RANDOM_ASSIGNMENT_H
#define SEARCH_RANDOM_ASSIGNMENT_H

#include <stdint.h>

#include "search/space.h"

#define RANDOM_ASSIGNMENT_NOTE_MAX 200

/* Fills choice (count, layer_count) with distinct assignments of which the sum over layers of
 * share (layer_count, choice_count; cost->energy or cost->latency) is within `within` of `target`,
 * as a share of it (0.02), both ways. A pure function of its arguments. Returns how many there
 * are: if fewer than `count`, `note` says why. 0 also when memory is short. */
size_t random_assignments(const struct search_space *space, const double *share, double target,
                          double within, uint64_t seed, size_t count, size_t *choice,
                          char note[RANDOM_ASSIGNMENT_NOTE_MAX]);

#endif
