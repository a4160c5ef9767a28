/* The front of one problem: which mappings no other beats in energy and in cycles.
 *
 * Energy falls only where cycles rise. The front is found from its least energy on: the least
 * energy of all mappings, then that of the mappings a little faster than the last point, and
 * so on until no mapping is left; every step is a search that map_solve proves. The last one, which
 * finds nothing, is given up after some work unless the front is to be exact (open_cycles).
 */
#ifndef MAPPER_FRONT_H
#define MAPPER_FRONT_H

#include <stddef.h>

#include "mapper/result_cache.h"

struct map_front_point {
    struct map_mapping mapping;
    struct map_result result;
    double energy_pj, cycles; /* of the whole batch */
    uint64_t glb_bits;     /* of the GLB that its tiles take up, both halves if double-buffered */
    double lower_bound_pj; /* of every mapping that takes `bound_cycles` or fewer */
    double bound_cycles;   /* INFINITY: of every mapping */
    int proven;            /* none with as few cycles as this one has less energy */
};

struct map_front {
    struct map_front_point *point; /* least energy first: energies rise, cycles fall */
    size_t count, capacity;
    double plain_pj, plain_cycles; /* of the first search: least energy, whatever the cycles */
    /* Every mapping of more than `open_cycles` cycles has a point of at most `energy_factor` x its
     * energy and `cycles_factor` x its cycles. Both are at least 1; INFINITY: no bound. */
    double energy_factor, cycles_factor;
    double open_cycles; /* 0: every mapping. Faster ones were not searched to an end. */
    size_t searches, hits;
    int unkept;                  /* errno for which a result could not be kept, or 0 */
    double seconds;              /* of the searches */
    char reason[MAP_REASON_MAX]; /* why there is no point */
};

struct map_front_options {
    struct map_solve_options solve; /* of each search; objective, most_cycles, start are not read */
    double tolerance;               /* share of cycles that a point may be above another mapping
                                       that has no less energy; 0: the exact front, to its end */
    const char *cache;              /* folder of earlier results, or NULL */
    /* Told after each search how many cycles the front has come down to; or NULL. */
    void (*told)(void *context, const struct map_front *so_far);
    void *context;
};

/* Finds the front. Deterministic, an interruption (solve.stop) and a time limit aside. Energies
 * that differ by less than 1e-9 are equal: of such mappings the faster is the point. Returns 0, or
 * -1 when memory is short, with nothing to free. */
int map_front_find(const struct map_problem *problem, const struct map_front_options *options,
                   struct map_front *out);
void map_front_free(struct map_front *front);

/* 1 if every mapping was covered and the energies are proven. */
int map_front_is_certain(const struct map_front *front);

#endif
