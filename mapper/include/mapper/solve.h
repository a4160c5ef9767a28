/* The exact mapper: the best mapping of one problem, proven. */
#ifndef MAPPER_SOLVE_H
#define MAPPER_SOLVE_H

#include <stdatomic.h>
#include <stdint.h>

#include "mapper/evaluate.h"
#include "mapper/mapping.h"
#include "mapper/problem.h"

enum map_objective { OBJECTIVE_ENERGY, OBJECTIVE_LATENCY, OBJECTIVE_EDP };

/* Which loop bounds are tried: docs/model.md. */
enum map_factors {
    FACTORS_SPATIAL, /* those in time divide what is left to them */
    FACTORS_PERFECT, /* those on the array, too */
    FACTORS_IMPERFECT
};

struct map_solve_options {
    enum map_objective objective;
    enum map_factors factors;
    double most_cycles;     /* of the mappings asked for; 0: any */
    int even;               /* 1: no loop between the keep nodes of one level */
    double time_limit_s;    /* 0: none */
    uint64_t work_limit;    /* steps of the search, as many on every machine; 0: none */
    double gap;             /* end as soon as lower_bound >= (1 - gap) objective; 0: prove */
    const atomic_int *stop; /* becomes nonzero to interrupt, or NULL */
    double bound_scale;     /* 0 or 1: sound bounds; tests break them with 1.01 */
    /* Evaluated first; if it is a mapping of the problem it is the one to beat. NULL: none. */
    const struct map_mapping *start;
};

struct map_solution {
    struct map_mapping mapping;
    struct map_result result;
    double objective;   /* pJ, cycles or pJ x cycles of the whole batch */
    double lower_bound; /* of the objective, from the bounds of everything not examined */
    int proven;         /* 1: the search ended and lower_bound equals the objective to 1e-9 */
    int found;          /* 0: no mapping (proven 1), or interrupted before the first (proven 0) */
    double seconds;
    uint64_t nests, leaves;      /* work done: scratchpad nests and array tiles examined */
    char reason[MAP_REASON_MAX]; /* why nothing fits: which buffer, how many bits too few */
};

/* The objective as a result has it: pJ, cycles or pJ x cycles of the whole batch. */
double map_objective_value(const struct map_result *result, enum map_objective objective);

/* Finds the mapping of least objective in the map space of docs/model.md.
 * Deterministic: depends on nothing but its arguments (an interruption aside).
 * `options` may be NULL. Returns 0, or -1 when memory is short. */
int map_solve(const struct map_problem *problem, const struct map_solve_options *options,
              struct map_solution *out);

#endif
