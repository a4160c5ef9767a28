#include "search_ranks.h"

#include <stdlib.h>

#include "search_ranks_state.h"

int search_ranks_rank(const struct search_ranks *ranks)
{
    return ranks->engine.rank;
}

int search_ranks_count(const struct search_ranks *ranks)
{
    return ranks->engine.count;
}

const struct engine_ranks *search_ranks_engine(const struct search_ranks *ranks)
{
    return ranks->engine.count > 1 ? &ranks->engine : NULL;
}

/* True if a launcher (Open MPI, MPICH and its kin, Slurm) started this program. */
static int is_launched(void)
{
    static const char *const variable[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"};
    for (size_t i = 0; i < sizeof variable / sizeof *variable; i++)
        if (getenv(variable[i]))
            return 1;
    return 0;
}

int search_ranks_open(struct search_ranks **out, FILE *errors)
{
    struct search_ranks *ranks = calloc(1, sizeof *ranks);
    if (!ranks) {
        fputs("enos-search: error: not enough memory\n", errors);
        return -1;
    }
    ranks->engine = (struct engine_ranks){.count = 1, .context = ranks};
    if (is_launched() && search_ranks_join(ranks, errors) != 0) {
        free(ranks);
        return -1;
    }
    *out = ranks;
    return 0;
}
