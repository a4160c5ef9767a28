/* The fronts of a run: of every layer and choice, and of the network with one choice everywhere. */
#ifndef TOOLS_MAP_FRONT_RUN_H
#define TOOLS_MAP_FRONT_RUN_H

#include "map_run.h"
#include "mapper/front.h"
#include "mapper/front_sum.h"

/* The run belongs to the caller and outlives the fronts. */
struct map_front_run {
    const struct map_run *run;
    struct map_front *front;   /* (run->job_count) */
    struct map_front_sum *sum; /* (run->choice_count); NULL: layers alone */
    double tolerance;          /* as asked */
    int interrupted;
    size_t search_count, hit_count;
    int unkept; /* errno for which a result could not be kept, or 0 */
    double seconds;
};

/* Finds them, as `options` has it (its objective and cap are not read); `tolerance`: share of
 * cycles, over all. With `sums` the layers' fronts have half of it, the sums the rest. Returns 0,
 * or -1 when memory is short. Free with map_front_run_free in either case. */
int map_front_run_find(struct map_front_run *out, const struct map_run *run,
                       const struct map_run_options *options, double tolerance, int sums);
void map_front_run_free(struct map_front_run *fronts);

const struct map_front *map_front_run_of(const struct map_front_run *fronts, size_t layer,
                                         size_t choice);

/* The most of the GLB that a layer's tiles take up at point i of the network's front. */
uint64_t map_front_run_glb_bits(const struct map_front_run *fronts, size_t choice, size_t i);

/* What is certain of a front: of a layer, or of the network with a choice. */
struct map_front_claim {
    double energy_factor, cycles_factor; /* as in mapper/front.h */
    size_t open;                         /* layers whose faster mappings were not all searched */
    double open_cycles;                  /* of a layer */
};
struct map_front_claim map_front_claim_of_layer(const struct map_front *front);
struct map_front_claim map_front_claim_of_network(const struct map_front_run *fronts,
                                                  size_t choice);

/* Pairs of which it is sure that no mapping fits; fronts that are not certain. */
size_t map_front_run_impossible(const struct map_front_run *fronts);
size_t map_front_run_uncertain(const struct map_front_run *fronts);

#endif
