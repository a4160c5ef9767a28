/* A timeloop_design, counted: words by our rules (mapper/hierarchy.h), energy and cycles by
 * Timeloop's, which say nothing about sets of elements.
 *
 *   Energy: ceil(words / block) accesses per instance, fills and updates at the price of a write;
 *   a term at the MAC's. Routers and wires are not counted.
 *   Cycles: the array's steps, or what the slowest port of any level needs; no fill, no drain.
 *   Fills of outputs: Timeloop sends a psum that comes back to every instance that sums into it.
 */
#ifndef MAPPER_TIMELOOP_COUNT_H
#define MAPPER_TIMELOOP_COUNT_H

#include "mapper/hierarchy.h"
#include "mapper/timeloop_design.h"

enum timeloop_port { TIMELOOP_NO_PORT, TIMELOOP_READ_PORT, TIMELOOP_WRITE_PORT };

struct timeloop_counts {
    struct hierarchy_counts words; /* summed over the instances; fills of O as above */
    int instances_used[HIERARCHY_LEVELS_MAX];
    double energy_pj[HIERARCHY_LEVELS_MAX][TENSOR_COUNT];
    uint64_t terms;
    double mac_pj, total_pj;
    uint64_t cycles;              /* with the ports; words.cycles are the array's */
    int slow_level;               /* of the port that bounds them */
    enum timeloop_port slow_port; /* TIMELOOP_NO_PORT: the array does */
    double utilization;           /* of the MACs there are, over `cycles` */
};

/* Fills of outputs as Timeloop counts them, for a nest that was counted. */
void timeloop_count_output_fills(const struct hierarchy_nest *nest,
                                 struct hierarchy_counts *counts);

/* Returns HIERARCHY_OK, or why the nest is not counted. */
enum hierarchy_status timeloop_count(const struct timeloop_design *design,
                                     struct timeloop_counts *out);

#endif
