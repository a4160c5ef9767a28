/* Every mapping of a small problem, by brute force.
 *
 * The whole map space of docs/model.md: every order of temporal loops of any
 * bounds, every keep position, every GLB bypass, every split over the array.
 * Nothing is pruned; mappings share the walks of their nodes.
 */
#ifndef ORACLE_ENUMERATE_H
#define ORACLE_ENUMERATE_H

#include "count.h"
#include "front.h"
#include "space.h"

enum oracle_objective { ORACLE_ENERGY, ORACLE_LATENCY, ORACLE_EDP };

struct oracle_best {
    int found;
    double objective; /* pJ, cycles or pJ x cycles of the whole batch */
    struct map_mapping mapping;
    uint64_t mappings;          /* of which every scratchpad tile fits */
    uint64_t walks;             /* nodes walked to count them */
    double objective_large_glb; /* the best if the GLB held any amount */
    double objective_lean;      /* the best with lean bounds in time */
    double objective_spatial;   /* the best with spatial factors */
    double objective_perfect;   /* the best with perfect factors */
};

/* Finds the best of all mappings of the space that fit; NULL is the space of spatial factors. The
 * mapping of every candidate is built only if the space asks to see it. Returns 0; 1 if there are
 * more than `limit` mappings (out is then of no use); -1 without memory. */
int oracle_best(const struct map_problem *problem, const struct oracle_space *space,
                enum oracle_objective objective, uint64_t limit, struct oracle_best *out);

/* The front in energy and cycles of all mappings of the space that fit, and of those of lean bounds
 * in time. Returns as oracle_best; free both with oracle_front_free in any case. */
int oracle_front_of(const struct map_problem *problem, const struct oracle_space *space,
                    uint64_t limit, struct oracle_front *all, struct oracle_front *lean);

#endif
