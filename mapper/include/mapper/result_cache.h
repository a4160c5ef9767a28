/* No search twice: results are kept in a folder and used again.
 *
 * A result is kept under the key of its canonical problem (mapper/canonical.h), so that machines,
 * networks and choices that come to the same problem share it. Threads and processes may use one
 * folder at once: at worst two do the same work. What is taken from it is priced by the model first
 * and must cost what it cost. docs/cache.md tells what is kept and when it is used.
 */
#ifndef MAPPER_RESULT_CACHE_H
#define MAPPER_RESULT_CACHE_H

#include "mapper/canonical.h"

#define MAP_CACHE_WHY_MAX 120

struct map_cache_note {
    int hit;                     /* 1: a kept result, nothing was searched */
    char why[MAP_CACHE_WHY_MAX]; /* why there was a search, for people; "" after a hit, or without
                                    a cache */
    int unkept; /* errno of what kept the result from being kept, or 0; it is good all the same */
};

/* True if a search may end before the proof. Only such a one takes a start, its caller's or a kept
 * mapping: it ends sooner or further on. One that is to prove gains little, has to look at all that
 * is below the best anyway, and would owe to its start which of several equally good mappings it
 * finds, and the last bits of its bound. */
int map_may_end_early(const struct map_solve_options *options);

/* map_solve, unless the result is known. `folder` is made when it is first written to; NULL: no
 * cache. `options` and `note` may be NULL. The result is that of the canonical problem, for this
 * one: the same bits whether it was kept or not, unless this search or the kept one may end early.
 * Returns 0, or -1 when memory is short. */
int map_solve_cached(const char *folder, const struct map_problem *problem,
                     const struct map_solve_options *options, struct map_solution *out,
                     struct map_cache_note *note);

/* The same for a canonical problem that several problems share; *out is in terms of
 * canonical->problem, and map_canonical_apply makes it theirs. With a gap, the constant must be the
 * least of theirs. `options` has the canonical problem's objective. */
int map_solve_canonical_cached(const char *folder, const struct map_canonical *canonical,
                               const struct map_solve_options *options, struct map_solution *out,
                               struct map_cache_note *note);

#endif
