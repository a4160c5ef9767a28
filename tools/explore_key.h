/* Equal problems have equal keys: what two variants share is searched once. */
#ifndef TOOLS_EXPLORE_KEY_H
#define TOOLS_EXPLORE_KEY_H

#include "mapper/solve.h"
#include "mapper/solver_version.h"

#define EXPLORE_KEY_MAX 65

/* Points that another version of the mapper computed are computed again. */
#define EXPLORE_ANSWERS_VERSION MAP_SOLVER_VERSION

/* The problem that is searched in place of `problem`. Where energy alone is sought, bandwidths
 * decide nothing (the mapper breaks no ties by latency): without them variants share more searches.
 * The mapping is that of `problem`, and its energies; what else there is to know of it map_evaluate
 * says of the problem itself. */
struct map_problem explore_problem_to_search(const struct map_problem *problem,
                                             enum map_objective objective);

/* SHA-256, in hex, of every value of the problem; the bytes between them do not count. */
void explore_problem_key(const struct map_problem *problem, char out[EXPLORE_KEY_MAX]);

#endif
