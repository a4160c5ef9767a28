/* Searches go out to threads and ranks, and come back. */
#include <stddef.h>
#include <stdlib.h>

#include "exit_status.h"
#include "explore_work_state.h"

static struct explore_task *next_task(struct explore_leader *leader)
{
    struct explore_task *task = leader->first;
    leader->first = task->next;
    leader->waiting--;
    task->state = TASK_OUT;
    return task;
}

static void give(struct explore_leader *leader, int r)
{
    struct explore_task *task = next_task(leader);
    task->rank = r;
    leader->rank[r].out++;
    if (r == 0) {
        explore_crew_give(&leader->crew, task);
        return;
    }
    task->order = (struct explore_order){task, task->problem};
    explore_ranks_order(r, &task->order);
}

/* Tasks that a thread may have at a time. The last ones go to who is idle: nobody has one in store
 * while another has none. */
static int tasks_ahead(const struct explore_leader *leader)
{
    int is_last = leader->next == explore_space_points(leader->options->space);
    return is_last && leader->waiting < leader->capacity ? 1 : EXPLORE_AHEAD;
}

int explore_tasks_give(struct explore_leader *leader)
{
    int moved = 0;
    for (int r = 0; r < leader->rank_count; r++)
        while (leader->first &&
               leader->rank[r].out < tasks_ahead(leader) * leader->rank[r].threads) {
            give(leader, r);
            moved = 1;
        }
    return moved;
}

static int take_done(struct explore_leader *leader, struct explore_task *task)
{
    task->state = TASK_DONE;
    leader->rank[task->rank].out--;
    return task->status ? explore_leader_fail(leader, EXIT_ENVIRONMENT, "out of memory") : 1;
}

static int take_answer(struct explore_leader *leader, const struct explore_answer *answer)
{
    struct explore_task *task = answer->task;
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
            moved = take_answer(leader, &answer);
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
