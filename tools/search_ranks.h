/* The processes (ranks) that mpirun started together; without it there is one. */
#ifndef TOOLS_SEARCH_RANKS_H
#define TOOLS_SEARCH_RANKS_H

#include "search/engine.h"
#include "search/run.h"

struct search_ranks;

/* Joins the others. A program that no launcher started does not touch MPI. Returns 0, or -1 when
 * memory is short, or when there are others and this program was built without MPI; the reason is
 * written to `errors` and begins with `tool`. Leave with search_ranks_close, in every rank. */
int search_ranks_open(struct search_ranks **out, const char *tool, FILE *errors);
void search_ranks_close(struct search_ranks *ranks);

int search_ranks_rank(const struct search_ranks *ranks);
int search_ranks_count(const struct search_ranks *ranks);

/* For training one network together; NULL if there are no others. A sum is the balanced tree over
 * the ranks in their order, and all get its bits. Holds as long as the ranks do. */
const struct engine_ranks *search_ranks_engine(const struct search_ranks *ranks);

/* True in all ranks if it is in any of them; all have to call it. */
int search_ranks_any(const struct search_ranks *ranks, int is_true);

/* Threads for one rank: the processors it may use, shared with those on the same machine. */
int search_ranks_threads(const struct search_ranks *ranks);

/* Checks that the run's batches can be cut into as many shares of whole blocks. Returns 0, or -1
 * with the reasons in `diag`. */
int search_ranks_check(const struct search_run *run, int count, struct diag_list *diag);

#endif
