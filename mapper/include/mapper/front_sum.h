/* The front of layers that run one after another, from the front of each: energies and cycles add
 * up, so a mapping of the whole is one of each, and only points of the layers' fronts come into
 * question. Layers are joined in pairs, these in pairs again; each sum is thinned, since the sums
 * of two fronts are as many as their product.
 */
#ifndef MAPPER_FRONT_SUM_H
#define MAPPER_FRONT_SUM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "mapper/front.h"

struct map_front_sum_point {
    double energy_pj, cycles; /* of the whole batch */
};

struct map_front_sum {
    struct map_front_sum_point *point; /* least energy first: energies rise, cycles fall */
    size_t count, parts;
    uint32_t *pick; /* (count, parts): index of the part's point */
    /* Every sum of points of the parts has a point of at most its energy and at most so many times
     * its cycles: what thinning lost, as it was, not as it was allowed; at least 1. */
    double cycles_factor;
};

/* Composes the front of parts[0..count). A point is dropped where another has no more energy and
 * at most `tolerance` more cycles (a share, over all joins together); 0: none is. The points of
 * least energy and of fewest cycles stay. Returns 0; 1 when `stop` (or NULL) became nonzero; -1
 * when memory is short; without 0 there is nothing to free. A part without points leaves the
 * sum without points. */
int map_front_sum(const struct map_front *const *part, size_t count, double tolerance,
                  const atomic_int *stop, struct map_front_sum *out);
void map_front_sum_free(struct map_front_sum *sum);

#endif
