/* One rank, of a program built without MPI: nobody to talk to. */
#include "explore_ranks.h"

#ifndef ENOS_MPI

void explore_ranks_prepare(void)
{
}

void explore_ranks_gather(int threads, int *thread, int count)
{
    (void)count;
    thread[0] = threads;
}

void explore_ranks_order(int rank, const struct explore_order *order)
{
    (void)rank;
    (void)order;
}

void explore_ranks_stop(int rank)
{
    (void)rank;
}

enum explore_message explore_ranks_hear(int *rank, struct explore_answer *answer)
{
    (void)rank;
    (void)answer;
    return MESSAGE_NONE;
}

void explore_ranks_open_box(struct explore_box *box, int threads)
{
    (void)threads;
    box->room = NULL;
}

void explore_ranks_close_box(struct explore_box *box)
{
    (void)box;
}

void explore_ranks_answer(const struct explore_box *box, const struct explore_answer *answer)
{
    (void)box;
    (void)answer;
}

void explore_ranks_say(enum explore_message message)
{
    (void)message;
}

enum explore_message explore_ranks_listen(struct explore_order *order)
{
    (void)order;
    return MESSAGE_NONE;
}

#endif
