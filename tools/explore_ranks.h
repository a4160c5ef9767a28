/* What ranks say to each other: the first one hands out searches, the others answer.
 *
 * All are of one program on machines of one kind: values travel as they lie in memory.
 */
#ifndef TOOLS_EXPLORE_RANKS_H
#define TOOLS_EXPLORE_RANKS_H

#include "mapper/solve.h"
#include "search_ranks.h"

/* A search, and its answer. `task` is the first rank's, which alone looks where it points. */
struct explore_order {
    void *task;
    struct map_problem problem;
};

struct explore_answer {
    void *task;
    int status; /* of map_solve */
    struct map_solution solution;
};

enum explore_message {
    MESSAGE_NONE,
    MESSAGE_ORDER,   /* to another rank: search this */
    MESSAGE_STOP,    /* to another rank: end */
    MESSAGE_ANSWER,  /* to the first */
    MESSAGE_GIVE_UP, /* to the first: this rank was interrupted */
    MESSAGE_BYE      /* to the first: the last word of a rank */
};

enum { EXPLORE_AHEAD = 4 }; /* tasks that a thread has at most, the one it works at included */

/* Makes ready to talk; to be called before the ranks join. */
void explore_ranks_prepare(void);

/* Tells the first rank how many threads each has: thread (ranks), of all. All ranks call it. */
void explore_ranks_gather(int threads, int *thread, int count);

/* The first rank's. An order must stay where it is until its answer is there. */
void explore_ranks_order(int rank, const struct explore_order *order);
void explore_ranks_stop(int rank);
/* Takes a message if there is one; *rank is whose. */
enum explore_message explore_ranks_hear(int *rank, struct explore_answer *answer);

/* Of another rank: where answers wait until the first one takes them. It has room for all that a
 * rank with so many threads can have out; without it, when memory is short, the rank waits with
 * each answer. To close it takes until all are taken. */
struct explore_box {
    void *room; /* owned; NULL: none */
};
void explore_ranks_open_box(struct explore_box *box, int threads);
void explore_ranks_close_box(struct explore_box *box);

/* The other ranks'. */
void explore_ranks_answer(const struct explore_box *box, const struct explore_answer *answer);
void explore_ranks_say(enum explore_message message);
/* Takes a message of the first rank if there is one. */
enum explore_message explore_ranks_listen(struct explore_order *order);

#endif
