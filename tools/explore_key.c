#include "explore_key.h"

#include <assert.h>

#include "mapper/canonical.h"

static_assert(EXPLORE_KEY_MAX == MAP_KEY_SIZE, "a key is that of the mapper's cache");

/* Of energy x delay nothing is constant, so that no value is left out. */
void explore_problem_key(const struct map_problem *problem, char out[EXPLORE_KEY_MAX])
{
    struct map_canonical canonical;
    map_canonical_of(&canonical, problem, &(struct map_solve_options){.objective = OBJECTIVE_EDP});
    map_canonical_key(&canonical, out);
}

struct map_problem explore_problem_to_search(const struct map_problem *problem,
                                             enum map_objective objective)
{
    struct map_problem p = *problem;
    if (objective != OBJECTIVE_ENERGY)
        return p;
    p.dram_bits_per_cycle = p.glb_read_bits_per_cycle = p.glb_write_bits_per_cycle = 0;
    p.collect_bits_per_cycle = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        p.deliver_bits_per_cycle[t] = 0;
    return p;
}
