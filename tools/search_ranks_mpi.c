/* Ranks that talk by MPI. */
#include "search_ranks_state.h"

#ifdef ENOS_MPI

#include <mpi.h>
#include <stdlib.h>

struct number_kind {
    MPI_Datatype type;
    size_t size;
    void (*add)(void *to, const void *from, int count);
};

static void add_doubles(void *to, const void *from, int count)
{
    double *a = to;
    const double *b = from;
    for (int i = 0; i < count; i++)
        a[i] += b[i];
}

static void add_reals(void *to, const void *from, int count)
{
    real *a = to;
    const real *b = from;
    for (int i = 0; i < count; i++)
        a[i] += b[i];
}

/* To rank 0 along a balanced tree, the lower rank's sum on the left, and back to all. MPI_Allreduce
 * may add in another order, and in one that depends on the machine. */
static void sum_chunk(struct search_ranks *ranks, void *value, int count,
                      const struct number_kind *kind)
{
    int rank = ranks->engine.rank, all = ranks->engine.count;
    for (int apart = 1; apart < all; apart *= 2) {
        if (rank % (2 * apart) == apart) {
            MPI_Send(value, count, kind->type, rank - apart, 0, MPI_COMM_WORLD);
            break;
        }
        if (rank + apart < all) {
            MPI_Recv(ranks->chunk, count, kind->type, rank + apart, 0, MPI_COMM_WORLD,
                     MPI_STATUS_IGNORE);
            kind->add(value, ranks->chunk, count);
        }
    }
    MPI_Bcast(value, count, kind->type, 0, MPI_COMM_WORLD);
}

static void sum_all(struct search_ranks *ranks, void *value, size_t count,
                    const struct number_kind *kind)
{
    char *at = value;
    for (size_t done = 0; done < count; done += RANKS_CHUNK) {
        size_t part = count - done < RANKS_CHUNK ? count - done : RANKS_CHUNK;
        sum_chunk(ranks, at + done * kind->size, (int)part, kind);
    }
}

static void sum_doubles(void *context, double *value, size_t count)
{
    const struct number_kind kind = {MPI_DOUBLE, sizeof *value, add_doubles};
    sum_all(context, value, count, &kind);
}

static void sum_reals(void *context, real *value, size_t count)
{
    const struct number_kind kind = {sizeof *value == sizeof(double) ? MPI_DOUBLE : MPI_FLOAT,
                                     sizeof *value, add_reals};
    sum_all(context, value, count, &kind);
}

/* Ranks on this machine, this one included. */
static int count_neighbours(void)
{
    MPI_Comm here;
    int count;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &count);
    MPI_Comm_free(&here);
    return count;
}

int search_ranks_join(struct search_ranks *ranks, const char *tool, FILE *errors)
{
    int provided;
    (void)tool;
    (void)errors;
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->engine.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->engine.count);
    ranks->neighbours = count_neighbours();
    ranks->engine.sum = sum_doubles;
    ranks->engine.sum_real = sum_reals;
    return 0;
}

void search_ranks_close(struct search_ranks *ranks)
{
    int is_begun = 0;
    MPI_Initialized(&is_begun);
    if (ranks && is_begun)
        MPI_Finalize();
    free(ranks);
}

int search_ranks_any(const struct search_ranks *ranks, int is_true)
{
    int any = is_true != 0;
    if (ranks->engine.count > 1)
        MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return any;
}

#endif
