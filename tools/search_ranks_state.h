/* What is different with and without MPI, besides the functions of search_ranks.h that talk. */
#ifndef TOOLS_SEARCH_RANKS_STATE_H
#define TOOLS_SEARCH_RANKS_STATE_H

#include "search_ranks.h"

#define RANKS_CHUNK 65536 /* elements sent at once */

struct search_ranks {
    struct engine_ranks engine;
    int neighbours;            /* ranks on this machine, this one included */
    double chunk[RANKS_CHUNK]; /* of another rank; doubles or reals */
};

/* Joins the ranks that a launcher started. Returns 0, or -1 with the reason on `errors`. */
int search_ranks_join(struct search_ranks *ranks, const char *tool, FILE *errors);

#endif
