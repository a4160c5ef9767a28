/* A mapping of the mapper as a nest of mapper/hierarchy_nest.h, so that the two models can be held
 * against each other.
 *
 *   Levels: each run of keep nodes begins one. A level that keeps nothing begins where spatial
 *   loops change their axis, since a level's network shares words or does not as a whole.
 *   Lanes are one more spatial loop, innermost, whose words are shared.
 *   W and I are shared between PEs unless the machine's multicast is "none". "Identical" tiles are
 *   shared as well: for W there are no others, the reads of I it leaves without a counterpart.
 *   O is shared along axes with links (a chain sends one word up); `links` may say otherwise. */
#ifndef ORACLE_MAPPING_NEST_H
#define ORACLE_MAPPING_NEST_H

#include "mapper/hierarchy_nest.h"
#include "mapper/mapping.h"
#include "mapper/problem.h"

struct oracle_mapping_nest {
    struct layer_shape shape;
    struct hierarchy_nest nest;
    int keeper[LEVEL_COUNT][TENSOR_COUNT]; /* the nest's level; -1: kept nowhere */
};

/* `links`, for axes X and Y: 1 if psums are summed along it. Returns 0, or -1 if the nest would
 * have too many levels or loops. The mapping has to be one of the problem. */
int oracle_mapping_nest(const struct map_problem *problem, const struct map_mapping *mapping,
                        const int links[2], struct oracle_mapping_nest *out);

#endif
