/* What the leader of an exploration keeps in mind. */
#ifndef TOOLS_EXPLORE_WORK_STATE_H
#define TOOLS_EXPLORE_WORK_STATE_H

#include "explore_crew.h"
#include "explore_ranks.h"
#include "explore_work.h"
#include "progress.h"

/* A point some of whose searches are not done. */
struct explore_open {
    size_t number;
    char *overrides; /* owned */
    struct explore_variant variant;
    struct explore_point point;
    struct explore_task **task; /* (run.job_count), owned */
    size_t task_count, ready;   /* ready: tasks before it are done */
};

/* What searches, and how many tasks it has. */
struct explore_rank {
    int threads, out;
};

enum { EXPLORE_OPEN_MAX = 64 };

struct explore_leader {
    const struct explore_work_options *options;
    struct explore_work_result *result;
    struct explore_crew crew;
    struct explore_memo *memo;
    struct explore_open open[EXPLORE_OPEN_MAX];
    size_t open_count;
    size_t next;                       /* point to open next */
    unsigned char *is_done;            /* (points), owned */
    struct explore_task *first, *last; /* new ones, that nobody has yet */
    size_t waiting;
    struct explore_rank *rank; /* (rank_count), owned; [0] is this one */
    int rank_count;
    size_t capacity; /* tasks that everyone has when there are enough */
    struct progress progress;
    size_t finished;
};

/* The next points, until there are enough tasks. Return 1 if something was done, 0 if not, -1 after
 * a message. */
int explore_points_open(struct explore_leader *leader);
/* Stores those whose searches are done. The same. */
int explore_points_finish(struct explore_leader *leader);
void explore_points_forget(struct explore_leader *leader);

/* Gives tasks to threads and ranks that can take more; takes those that are done. Return 1 if
 * something was done, 0 if not, -1 after a message. */
int explore_tasks_give(struct explore_leader *leader);
int explore_tasks_collect(struct explore_leader *leader);

/* Ends the other ranks and waits for their last words. */
void explore_tasks_dismiss(struct explore_leader *leader);

/* Ends the work with a status and, unless `message` is NULL, a message. Returns -1. */
int explore_leader_fail(struct explore_leader *leader, int status, const char *message);

#endif
