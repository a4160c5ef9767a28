#include "explore_crew.h"

#include <omp.h>
#include <time.h>

static void sleep_a_moment(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static struct explore_task *take(struct explore_crew *crew)
{
    struct explore_task *task;
#pragma omp critical(explore_crew)
    {
        task = crew->first;
        if (task)
            crew->first = task->next;
    }
    return task;
}

void explore_crew_give(struct explore_crew *crew, struct explore_task *task)
{
    task->next = NULL;
#pragma omp critical(explore_crew)
    {
        if (crew->first)
            crew->last->next = task;
        else
            crew->first = task;
        crew->last = task;
    }
}

static void put_done(struct explore_crew *crew, struct explore_task *task)
{
#pragma omp critical(explore_crew)
    {
        task->next = crew->done;
        crew->done = task;
    }
}

struct explore_task *explore_crew_collect(struct explore_crew *crew)
{
    struct explore_task *task;
#pragma omp critical(explore_crew)
    {
        task = crew->done;
        if (task)
            crew->done = task->next;
    }
    return task;
}

/* Searches one task. Returns 0 when none waits. */
static int work_once(struct explore_crew *crew)
{
    struct explore_task *task = take(crew);
    struct map_solve_options options = {.objective = crew->search.objective,
                                        .time_limit_s = crew->search.time_limit_s,
                                        .gap = crew->search.gap,
                                        .stop = &crew->stop};
    if (!task)
        return 0;
    task->status = map_solve(&task->problem, &options, &task->solution);
    put_done(crew, task);
    return 1;
}

static void work(struct explore_crew *crew)
{
    while (!crew->is_closed)
        if (!work_once(crew))
            sleep_a_moment();
}

void explore_crew_rest(struct explore_crew *crew)
{
    if (crew->threads || !work_once(crew))
        sleep_a_moment();
}

void explore_crew_run(struct explore_crew *crew, int threads, explore_crew_lead *lead,
                      void *context)
{
#pragma omp parallel num_threads(threads + 1)
    if (omp_get_thread_num() == 0) {
        crew->threads = omp_get_num_threads() - 1;
        lead(context);
        crew->is_closed = 1;
    } else {
        work(crew);
    }
}
