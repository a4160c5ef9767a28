/* A rank that searches what the first one asks for. */
#include <stdlib.h>

#include "explore_crew.h"
#include "explore_ranks.h"
#include "explore_work.h"

struct follower {
    struct explore_crew crew;
    struct explore_box box;
    const atomic_int *interrupted;
};

/* Takes an order. Returns 0 when there is none, -1 when it is time to end. */
static int listen(struct follower *follower)
{
    struct explore_order order;
    enum explore_message message = explore_ranks_listen(&order);
    if (message == MESSAGE_STOP)
        return -1;
    if (message != MESSAGE_ORDER || follower->crew.stop)
        return message != MESSAGE_NONE;
    struct explore_task *task = calloc(1, sizeof *task);
    if (!task) {
        explore_ranks_answer(&follower->box,
                             &(struct explore_answer){.task = order.task, .status = -1});
        return 1;
    }
    task->order = order;
    task->problem = order.problem;
    explore_crew_give(&follower->crew, task);
    return 1;
}

/* What was searched when the rank was interrupted is void. */
static int answer_done(struct follower *follower)
{
    struct explore_task *task = explore_crew_collect(&follower->crew);
    if (!task)
        return 0;
    struct explore_answer answer = {task->order.task, task->status, task->solution};
    if (!follower->crew.stop)
        explore_ranks_answer(&follower->box, &answer);
    free(task);
    return 1;
}

static void follow(void *context)
{
    struct follower *follower = context;
    int heard = 0;
    while (heard >= 0) {
        if (*follower->interrupted && !follower->crew.stop) {
            follower->crew.stop = 1;
            explore_ranks_say(MESSAGE_GIVE_UP);
        }
        heard = listen(follower);
        if (heard == 0 && !answer_done(follower))
            explore_crew_rest(&follower->crew);
    }
    follower->crew.stop = 1;
    explore_ranks_say(MESSAGE_BYE);
}

static void free_tasks(struct explore_task *task)
{
    while (task) {
        struct explore_task *next = task->next;
        free(task);
        task = next;
    }
}

void explore_work_follow(const struct explore_search *search, int threads,
                         struct search_ranks *ranks, const atomic_int *interrupted)
{
    struct follower follower = {.crew.search = *search, .interrupted = interrupted};
    int own[1] = {0};
    explore_ranks_gather(threads, own, search_ranks_count(ranks));
    explore_ranks_open_box(&follower.box, threads);
    explore_crew_run(&follower.crew, threads, follow, &follower);
    explore_ranks_close_box(&follower.box);
    free_tasks(follower.crew.first);
    free_tasks(follower.crew.done);
}
