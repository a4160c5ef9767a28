/* Discretisation under a budget: the likeliest assignment that costs what it may.
 *
 * A multiple-choice knapsack. Solved by dynamic programming over the cost in steps of 1/20000 of
 * the target; the best assignment of every step is then held against its true cost. So a cost
 * is never wrong, but of assignments within half a step per layer of each other in cost another
 * than the likeliest may be taken, and one that close to the window's edge be missed.
 * Energy times latency is no sum: by (r E + L / r) / 2 >= sqrt(E L), equal at r = sqrt(L / E),
 * it is solved as one, and again with the r of what was found, a few times.
 * Source: Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004, Sec. 11.5 (dynamic
 * programming).
 */
#ifndef SEARCH_REPAIR_H
#define SEARCH_REPAIR_H

#include "search/cost.h"

#define REPAIR_NOTE_MAX 200

enum repair_result { REPAIR_MET, REPAIR_MISSED, REPAIR_NO_MEMORY };

/* Of all assignments, the one with the largest sum of scores (layer_count, choice_count;
 * logarithms of p, -inf: not allowed; a constant per layer changes nothing) among those with cost
 * in [1 - within, 1] of the target; if there are none, in (1, 1 + within]. Both are REPAIR_MET.
 * Otherwise REPAIR_MISSED: the best that costs less, or else the cheapest, and `note` says why.
 * Ties go to the lower cost. Deterministic. */
enum repair_result search_repair(const struct cost *cost, const double *score, double target,
                                 double within, size_t *choice, char note[REPAIR_NOTE_MAX]);

#endif
