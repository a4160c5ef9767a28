/* One rank, of a program built without MPI. */
#include "search_ranks_state.h"

#ifndef ENOS_MPI

#include <stdlib.h>

int search_ranks_join(struct search_ranks *ranks, const char *tool, FILE *errors)
{
    (void)ranks;
    fprintf(errors,
            "%s: error: started by mpirun, but built without MPI\n"
            "   hint: install libopenmpi-dev and build again\n",
            tool);
    return -1;
}

void search_ranks_close(struct search_ranks *ranks)
{
    free(ranks);
}

int search_ranks_any(const struct search_ranks *ranks, int is_true)
{
    (void)ranks;
    return is_true != 0;
}

#endif
