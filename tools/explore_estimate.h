/* --dry-run: what there is to do, and how long it may take. */
#ifndef TOOLS_EXPLORE_ESTIMATE_H
#define TOOLS_EXPLORE_ESTIMATE_H

#include "explore_point.h"

struct explore_estimate_options {
    const struct explore_space *space;
    struct explore_search search;
    const char *identity; /* of the exploration */
    const char *folder;
    int workers; /* threads of all ranks */
    const atomic_int *interrupted;
};

/* Searches the base, a layer for two seconds at most, and writes what follows for all points.
 * Returns an exit status; a message goes to `errors`. */
int explore_estimate(FILE *out, const struct explore_estimate_options *options, FILE *errors);

#endif
