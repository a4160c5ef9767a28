/* The problem behind a problem: what is left when costs that no mapping changes are taken off.
 *
 * Two choices whose canonical problems are equal have the same best mapping, so one search does
 * for both. The key of a canonical problem names what is kept of it (mapper/result_cache.h).
 */
#ifndef MAPPER_CANONICAL_H
#define MAPPER_CANONICAL_H

#include "mapper/solve.h"

struct map_canonical {
    struct map_problem problem;
    /* What is asked: as in struct map_solve_options. */
    enum map_objective objective;
    enum map_factors factors;
    int even;
    double most_cycles;
    double constant; /* what every mapping costs more than in `problem`, in the objective's unit */
};

/* pJ of what the layer does under any mapping: terms, steps, reads of I that is not padding. */
double map_constant_pj(const struct map_problem *problem);

void map_canonical_of(struct map_canonical *out, const struct map_problem *problem,
                      const struct map_solve_options *asked);

/* True if both have the same problem and ask the same; the constants may differ. */
int map_canonical_equal(const struct map_canonical *a, const struct map_canonical *b);

/* sha256 of problem and what is asked, field by field. */
#define MAP_KEY_SIZE 65
void map_canonical_key(const struct map_canonical *canonical, char key[MAP_KEY_SIZE]);

/* Searches the canonical problem, so that whatever has the same one gets the same mapping. A gap
 * is one of the whole objective, constant included. `options` asks the same. Returns as
 * map_solve; *out is in terms of canonical->problem. */
int map_canonical_solve(const struct map_canonical *canonical,
                        const struct map_solve_options *options, struct map_solution *out);

/* What `found`, in terms of the canonical problem of `problem`, is for `problem`: the same mapping,
 * priced, with the bound as far below it, and as much proven. */
void map_canonical_apply(const struct map_problem *problem, enum map_objective objective,
                         const struct map_solution *found, struct map_solution *out);

#endif
