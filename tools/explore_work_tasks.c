/* Searches go out to threads and ranks, and come back. */
#include <stddef.h>
#include <stdlib.h>

#include "exit_status.h"
#include "explore_work_state.h"

enum { AHEAD = 2 }; /* tasks that a thread has, the one it works at included */

static struct explore_task *next_task(struct explore_leader *leader)
{
    struct explore_task *task = leader->first;
    leader->first = task->next;
    leader->waiting--;
    task->state = TASK_OUT;
    return task;
}

static int give_threads(struct explore_leader *leader)
{
    int moved = 0, wanted = leader->crew.threads ? leader->crew.threads : 1;
    while (leader->first && explore_crew_waiting(&leader->crew) < wanted) {
        struct explore_task *task = next_task(leader);
        task->rank = 0;
        explore_crew_give(&leader->crew, task);
        moved = 1;
    }
    return moved;
}

static int give_rank(struct explore_leader *leader, int r)
{
    struct explore_rank *rank = &leader->rank[r];
    int moved = 0;
    while (leader->first && !rank->is_gone && rank->out < AHEAD * rank->threads) {
        struct explore_task *task = next_task(leader);
        task->rank = r;
        task->order = (struct explore_order){task, task->problem};
        explore_ranks_order(r, &task->order);
        rank->out++;
        moved = 1;
    }
    return moved;
}

int explore_tasks_give(struct explore_leader *leader)
{
    int moved = give_threads(leader);
    for (int r = 1; r < leader->rank_count; r++)
        moved |= give_rank(leader, r);
    return moved;
}

static int take_done(struct explore_leader *leader, struct explore_task *task)
{
    task->state = TASK_DONE;
    return task->status ? explore_leader_fail(leader, EXIT_ENVIRONMENT, "out of memory") : 1;
}

static int take_answer(struct explore_leader *leader, int r, const struct explore_answer *answer)
{
    struct explore_task *task = answer->task;
    leader->rank[r].out--;
    task->solution = answer->solution;
    task->status = answer->status;
    return take_done(leader, task);
}

int explore_tasks_collect(struct explore_leader *leader)
{
    struct explore_task *task;
    struct explore_answer answer;
    int moved = 0, rank;
    while (moved >= 0 && (task = explore_crew_collect(&leader->crew)))
        moved = take_done(leader, task);
    while (moved >= 0 && leader->rank_count > 1) {
        enum explore_message message = explore_ranks_hear(&rank, &answer);
        if (message == MESSAGE_ANSWER)
            moved = take_answer(leader, rank, &answer);
        else if (message == MESSAGE_GIVE_UP)
            return explore_leader_fail(leader, EXIT_INTERRUPTED, NULL);
        else
            break;
    }
    return moved;
}

/* What ranks say before their last word is about work that is void. */
void explore_tasks_dismiss(struct explore_leader *leader)
{
    struct explore_answer answer;
    int rank, left = leader->rank_count - 1;
    for (int r = 1; r < leader->rank_count; r++)
        explore_ranks_stop(r);
    while (left)
        if (explore_ranks_hear(&rank, &answer) == MESSAGE_BYE)
            left--;
}
