/* The threads of one process that search, beside the one that leads them.
 *
 * The leader, which alone talks to files, the screen and other ranks, gives tasks and collects them
 * when they are done.
 */
#ifndef TOOLS_EXPLORE_CREW_H
#define TOOLS_EXPLORE_CREW_H

#include <stdatomic.h>

#include "explore_memo.h"
#include "explore_point.h"

struct explore_crew {
    struct explore_search search;
    int threads;                       /* that search */
    atomic_int stop;                   /* leader: 1 ends searches at once, their results void */
    atomic_int is_closed;              /* no more tasks */
    struct explore_task *first, *last; /* that wait */
    struct explore_task *done;
};

/* What the leader does while the threads search. */
typedef void explore_crew_lead(void *context);

/* Starts `threads` threads, leads them by `lead` in the calling one, and ends them when it returns.
 * `crew->threads` says while it runs how many there are: none, if the system gives none. */
void explore_crew_run(struct explore_crew *crew, int threads, explore_crew_lead *lead,
                      void *context);

/* The leader's: hands over a task; takes one that is done, or NULL. */
void explore_crew_give(struct explore_crew *crew, struct explore_task *task);
struct explore_task *explore_crew_collect(struct explore_crew *crew);

/* The leader has nothing to do: sleeps a moment, or searches a task itself when there are no
 * threads. */
void explore_crew_rest(struct explore_crew *crew);

#endif
