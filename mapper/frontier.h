/* What a search has met and not gone through yet, with bounds: paths, on which nests are to be
 * built, and nests, with the tensors that the GLB keeps above them. */
#ifndef MAPPER_FRONTIER_H
#define MAPPER_FRONTIER_H

#include "lower.h"

struct open_path {
    double bound;
    int path;
};

struct candidate {
    double bound;
    int nest; /* index in frontier.nest */
    unsigned kept;
};

struct frontier {
    struct open_path *path;
    struct candidate *candidate;
    struct lower_nest *nest;
    size_t paths, candidates, nests;
    size_t path_capacity, candidate_capacity, nest_capacity;
};

/* Each returns 0, or -1 without memory; what was added before stays. */
int frontier_add_path(struct frontier *f, int path, double bound);
int frontier_add_candidate(struct frontier *f, const struct candidate *candidate);

/* Adds a nest with every set of tensors kept that may win, now or later. */
int frontier_add_nest(struct frontier *f, struct solver *s, const struct lower_nest *nest);

/* Forgets the nests: no candidate is left. */
void frontier_forget_nests(struct frontier *f);

/* Takes everything with a bound up to `limit` out, least bound first. Owned by the caller. */
struct open_path *frontier_take_paths(struct frontier *f, double limit, size_t *count);
struct candidate *frontier_take_candidates(struct frontier *f, double limit, size_t *count);

double frontier_least(const struct frontier *f); /* bound of all; infinite if there is nothing */
size_t frontier_bytes(const struct frontier *f);
void frontier_free(struct frontier *f);

#endif
