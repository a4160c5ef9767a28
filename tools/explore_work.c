#include "explore_work.h"

#include <stdlib.h>
#include <time.h>

#include "exit_status.h"
#include "explore_work_state.h"

enum { ANSWERS_KEPT = 20000 }; /* that no open point needs; about 5 KiB each */

int explore_leader_fail(struct explore_leader *leader, int status, const char *message)
{
    if (message)
        fprintf(leader->options->messages, "%s: %s\n", explore_option_set.tool, message);
    leader->result->status = status;
    return -1;
}

static int is_finished(const struct explore_leader *leader)
{
    return leader->open_count == 0 && leader->next == explore_space_points(leader->options->space);
}

/* One round of all that there is to do. Returns as each of its parts. */
static int step(struct explore_leader *leader)
{
    static int (*const part[])(struct explore_leader *) = {
        explore_tasks_collect, explore_points_finish, explore_tasks_give, explore_points_open};
    int moved = 0;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        int status = part[i](leader);
        if (status < 0)
            return -1;
        moved |= status;
    }
    return moved;
}

static void lead(void *context)
{
    struct explore_leader *leader = context;
    int moved = 0;
    while (moved >= 0 && !is_finished(leader)) {
        moved = step(leader);
        if (moved == 0 && !*leader->options->interrupted)
            explore_crew_rest(&leader->crew);
        if (moved >= 0 && *leader->options->interrupted)
            moved = explore_leader_fail(leader, EXIT_INTERRUPTED, NULL);
    }
    leader->crew.stop = moved < 0;
    progress_end(&leader->progress);
    if (leader->rank_count > 1)
        explore_tasks_dismiss(leader);
}

static void count_threads(struct explore_leader *leader, int threads)
{
    int *each = calloc((size_t)leader->rank_count, sizeof *each);
    leader->rank[0].threads = threads;
    leader->capacity = EXPLORE_AHEAD * (size_t)threads;
    /* all ranks are told, whatever fails here */
    int own[1];
    explore_ranks_gather(threads, each ? each : own, each ? leader->rank_count : 1);
    for (int r = 1; each && r < leader->rank_count; r++) {
        leader->rank[r].threads = each[r];
        leader->capacity += EXPLORE_AHEAD * (size_t)each[r];
    }
    free(each);
}

static int begin(struct explore_leader *leader)
{
    const struct explore_work_options *options = leader->options;
    size_t points = explore_space_points(options->space);
    leader->rank_count = search_ranks_count(options->ranks);
    leader->is_done = calloc(points, 1);
    leader->rank = calloc((size_t)leader->rank_count, sizeof *leader->rank);
    if (!leader->is_done || !leader->rank || explore_memo_create(&leader->memo, ANSWERS_KEPT))
        return explore_leader_fail(leader, EXIT_ENVIRONMENT, "out of memory");
    if (explore_store_finished(options->store, options->exploration, leader->is_done, points)) {
        explore_leader_fail(leader, EXIT_ENVIRONMENT, explore_store_error(options->store));
        return -1;
    }
    for (size_t i = 0; i < points; i++)
        leader->result->before += leader->is_done[i];
    return 0;
}

static void run(struct explore_leader *leader)
{
    const struct explore_work_options *options = leader->options;
    size_t left = explore_space_points(options->space) - leader->result->before;
    count_threads(leader, options->threads);
    leader->crew.search = options->search;
    progress_begin(&leader->progress, "exploring", left, options->quiet || options->verbose);
    explore_crew_run(&leader->crew, options->threads, lead, leader);
}

void explore_work_lead(struct explore_work_result *out, const struct explore_work_options *options)
{
    struct explore_leader *leader = calloc(1, sizeof *leader);
    double began_s = progress_clock_s();
    *out = (struct explore_work_result){0};
    if (!leader) {
        out->status = exit_out_of_memory(explore_option_set.tool);
        explore_work_dismiss(options->ranks);
        return;
    }
    leader->options = options;
    leader->result = out;
    if (begin(leader) == 0)
        run(leader);
    else
        explore_work_dismiss(options->ranks);
    explore_points_forget(leader);
    explore_memo_free(leader->memo);
    free(leader->is_done);
    free(leader->rank);
    free(leader);
    out->seconds = progress_clock_s() - began_s;
}

void explore_work_dismiss(struct search_ranks *ranks)
{
    struct explore_answer answer;
    int rank, count = search_ranks_count(ranks), left = count - 1;
    int *each = calloc((size_t)count, sizeof *each);
    if (count > 1 && each)
        explore_ranks_gather(0, each, count);
    free(each);
    for (int r = 1; r < count; r++)
        explore_ranks_stop(r);
    while (left)
        if (explore_ranks_hear(&rank, &answer) == MESSAGE_BYE)
            left--;
}
