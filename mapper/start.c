#include "solver.h"

void start_from_given(struct solver *s)
{
    struct map_result result;
    const struct map_mapping *start = s->options.start;
    if (start && map_evaluate(s->problem, start, &result, NULL) == MAP_OK)
        solver_offer(s, start, &result);
}
