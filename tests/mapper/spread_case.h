/* What a solver needs of its own to list the ways to lay dimensions; criterion is included. */
#ifndef TEST_SPREAD_CASE_H
#define TEST_SPREAD_CASE_H

#include <stdlib.h>

#include "solver.h"

static inline void spread_case_open(struct solver *s, const struct map_problem *problem)
{
    s->problem = problem;
    for (int d = 0; d < DIM_COUNT; d++) {
        s->options_of[d] = calloc((size_t)problem->size[d] + 1, sizeof *s->options_of[d]);
        cr_assert(s->options_of[d]);
    }
}

static inline void spread_case_close(struct solver *s)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        for (int u = 0; u <= s->problem->size[d]; u++)
            free(s->options_of[d][u].option);
        free(s->options_of[d]);
    }
}

#endif
