#include "search_ranks.h"

#include <omp.h>
#include <stdlib.h>
#include <unistd.h>

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

/* A launcher that binds ranks to processors has shared them already. */
int search_ranks_threads(const struct search_ranks *ranks)
{
    int allowed = omp_get_num_procs();
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int fair = online > ranks->neighbours ? (int)online / ranks->neighbours : 1;
    return ranks->engine.count == 1 || allowed < fair ? allowed : fair;
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

int search_ranks_open(struct search_ranks **out, const char *tool, FILE *errors)
{
    struct search_ranks *ranks = calloc(1, sizeof *ranks);
    if (!ranks) {
        fprintf(errors, "%s: error: not enough memory\n", tool);
        return -1;
    }
    ranks->engine = (struct engine_ranks){.count = 1, .context = ranks};
    ranks->neighbours = 1;
    if (is_launched() && search_ranks_join(ranks, tool, errors) != 0) {
        free(ranks);
        return -1;
    }
    *out = ranks;
    return 0;
}
