/* Ranks that talk by MPI: the tag of a message says what it is. */
#include "explore_ranks.h"

#ifdef ENOS_MPI

#include <mpi.h>

void explore_ranks_gather(int threads, int *thread, int count)
{
    thread[0] = threads;
    if (count > 1)
        MPI_Gather(&threads, 1, MPI_INT, thread, 1, MPI_INT, 0, MPI_COMM_WORLD);
}

/* Not waited for: two ranks that both wait for the other to receive would wait for ever. The answer
 * says that it has arrived, in place of a wait. */
/* NOLINTBEGIN(clang-analyzer-optin.mpi.MPI-Checker) */
void explore_ranks_order(int rank, const struct explore_order *order)
{
    MPI_Request request;
    MPI_Isend(order, sizeof *order, MPI_BYTE, rank, MESSAGE_ORDER, MPI_COMM_WORLD, &request);
    MPI_Request_free(&request);
}
/* NOLINTEND(clang-analyzer-optin.mpi.MPI-Checker) */

void explore_ranks_stop(int rank)
{
    MPI_Send(NULL, 0, MPI_BYTE, rank, MESSAGE_STOP, MPI_COMM_WORLD);
}

/* Receives what waits, up to `size` bytes. */
static enum explore_message receive(int *rank, void *bytes, int size)
{
    int is_there;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, &status);
    if (!is_there)
        return MESSAGE_NONE;
    *rank = status.MPI_SOURCE;
    MPI_Recv(bytes, size, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    return (enum explore_message)status.MPI_TAG;
}

enum explore_message explore_ranks_hear(int *rank, struct explore_answer *answer)
{
    return receive(rank, answer, sizeof *answer);
}

void explore_ranks_answer(const struct explore_answer *answer)
{
    MPI_Send(answer, sizeof *answer, MPI_BYTE, 0, MESSAGE_ANSWER, MPI_COMM_WORLD);
}

void explore_ranks_say(enum explore_message message)
{
    MPI_Send(NULL, 0, MPI_BYTE, 0, (int)message, MPI_COMM_WORLD);
}

enum explore_message explore_ranks_listen(struct explore_order *order)
{
    int first;
    return receive(&first, order, sizeof *order);
}

#endif
