/* Ranks that talk by MPI: the tag of a message says what it is. */
#include "explore_ranks.h"

#ifdef ENOS_MPI

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>

/* To look for fabrics that match messages in hardware, Open MPI waits 0.2 s, and what is said here
 * is short: without them, unless the user has chosen. */
void explore_ranks_prepare(void)
{
    setenv("OMPI_MCA_pml", "^cm", 0);
}

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

/* MPI_Send of an answer returns, on one machine too, only when the first rank has looked: a rank
 * that waited for that lost 8 % of its processor's time. */
void explore_ranks_open_box(struct explore_box *box, int threads)
{
    size_t answers = (size_t)EXPLORE_AHEAD * (size_t)threads;
    size_t size = answers * (sizeof(struct explore_answer) + MPI_BSEND_OVERHEAD);
    box->room = size <= INT_MAX ? malloc(size) : NULL;
    if (box->room)
        MPI_Buffer_attach(box->room, (int)size);
}

void explore_ranks_close_box(struct explore_box *box)
{
    int size;
    if (box->room)
        MPI_Buffer_detach(&box->room, &size);
    free(box->room);
    box->room = NULL;
}

void explore_ranks_answer(const struct explore_box *box, const struct explore_answer *answer)
{
    if (box->room)
        MPI_Bsend(answer, sizeof *answer, MPI_BYTE, 0, MESSAGE_ANSWER, MPI_COMM_WORLD);
    else
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
