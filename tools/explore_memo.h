/* Searches of one process: each problem once, and its answer as long as there is room.
 *
 * Used by one thread; what worker threads touch of a task is told below.
 */
#ifndef TOOLS_EXPLORE_MEMO_H
#define TOOLS_EXPLORE_MEMO_H

#include <stdint.h>

#include "explore_key.h"
#include "explore_ranks.h"

enum explore_task_state { TASK_WAITING, TASK_OUT, TASK_DONE };

struct explore_task {
    char key[EXPLORE_KEY_MAX];
    struct map_problem problem;
    struct map_solution solution; /* written by the worker that has the task */
    enum explore_task_state state;
    size_t users;               /* points that still need it */
    int status;                 /* of map_solve */
    int rank;                   /* that works at it */
    struct explore_order order; /* to another rank; stays until the answer is there */
    struct explore_task *next;  /* in a queue; the worker's while it has the task */
    struct explore_task *chain, *older, *newer; /* the memo's own */
};

struct explore_memo;

/* Keeps answers that nobody uses of up to `most` problems. Returns 0, or -1 when memory is short.
 */
int explore_memo_create(struct explore_memo **out, size_t most);
void explore_memo_free(struct explore_memo *memo);

/* The task of a problem, a new one or an old one, with one more user; NULL when memory is short.
 * *is_new tells which. */
struct explore_task *explore_memo_take(struct explore_memo *memo, const struct map_problem *problem,
                                       int *is_new);

/* One user less. A task that is done and has no user may be forgotten then. */
void explore_memo_leave(struct explore_memo *memo, struct explore_task *task);

#endif
