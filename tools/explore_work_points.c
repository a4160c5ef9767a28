/* Points begin as a machine and its problems and end as rows of the store. */
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "explore_work_state.h"
#include "number_text.h"

char *explore_overrides_json(const struct explore_space *space, size_t point)
{
    json_t *object = json_object();
    for (size_t a = 0; point != EXPLORE_BASE && a < space->axis_count; a++) {
        const struct explore_axis *axis = &space->axis[a];
        size_t digit = explore_space_digit(space, point, a);
        for (size_t k = 0; k < axis->key_count; k++)
            json_object_set_new(object, axis->key[k],
                                json_string(explore_axis_value(axis, digit, k)));
    }
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

static int out_of_memory(struct explore_leader *leader)
{
    return explore_leader_fail(leader, EXIT_ENVIRONMENT, "out of memory");
}

static int store_failed(struct explore_leader *leader)
{
    char message[1500];
    snprintf(message, sizeof message, "cannot write %s",
             explore_store_error(leader->options->store));
    return explore_leader_fail(leader, EXIT_ENVIRONMENT, message);
}

static void close_point(struct explore_leader *leader, struct explore_open *open)
{
    for (size_t i = 0; open->task && i < open->task_count; i++)
        if (open->task[i])
            explore_memo_leave(leader->memo, open->task[i]);
    explore_variant_free(&open->variant);
    free(open->task);
    free(open->overrides);
    *open = (struct explore_open){0};
}

void explore_points_forget(struct explore_leader *leader)
{
    for (size_t i = 0; i < leader->open_count; i++)
        close_point(leader, &leader->open[i]);
    leader->open_count = 0;
}

static void tell(struct explore_leader *leader, size_t number, const struct explore_point *point)
{
    char energy[NUMBER_TEXT_MAX], ms[NUMBER_TEXT_MAX], area[NUMBER_TEXT_MAX];
    progress_show(&leader->progress, ++leader->finished);
    if (!leader->options->verbose)
        return;
    fprintf(leader->options->messages, "point %zu: %s uJ, %s ms, %s mm2, %.3f s%s%s\n", number,
            number_three(energy, point->energy_pj * 1e-6), number_three(ms, point->latency_s * 1e3),
            number_three(area, point->area_mm2), point->seconds, point->reason[0] ? ": " : "",
            point->reason);
}

static struct explore_entry entry_of(const struct explore_leader *leader,
                                     const struct explore_open *open)
{
    return (struct explore_entry){leader->options->exploration, open->number, open->overrides};
}

/* A point that cannot be: no machine comes of the overrides. */
static int store_invalid(struct explore_leader *leader, struct explore_open *open,
                         const struct diag_list *diag)
{
    struct explore_entry entry = entry_of(leader, open);
    if (explore_point_invalid(&open->point, leader->options->space, open->overrides, diag))
        return out_of_memory(leader);
    int64_t old = explore_store_point(leader->options->store, open->point.hash);
    int status = old < 0 ? -1
                 : old   ? explore_store_link(leader->options->store, &entry, old)
                       : explore_store_add(leader->options->store, &entry, &open->point, NULL, NULL,
                                           leader->options->search.objective);
    if (status)
        return store_failed(leader);
    leader->result->computed++;
    tell(leader, open->number, &open->point);
    return 0;
}

/* Returns 1 if the point is in the store already, and is now of this exploration too; or 0, or -1.
 */
static int reuse(struct explore_leader *leader, const struct explore_open *open)
{
    struct explore_store *store = leader->options->store;
    struct explore_entry entry = entry_of(leader, open);
    int64_t old = explore_store_point(store, open->point.hash);
    if (old == 0)
        return 0;
    if (old < 0 || explore_store_link(store, &entry, old))
        return store_failed(leader);
    leader->result->reused++;
    progress_show(&leader->progress, ++leader->finished);
    return 1;
}

static void queue(struct explore_leader *leader, struct explore_task *task)
{
    task->next = NULL;
    *(leader->first ? &leader->last->next : &leader->first) = task;
    leader->last = task;
    leader->waiting++;
    leader->result->searches++;
}

static double terms_of(const struct map_problem *problem)
{
    double terms = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        terms *= problem->size[d];
    return terms;
}

/* Those with the most terms first, so that no thread is left with a long one at the end. */
static int compare_jobs(const void *a, const void *b)
{
    const struct map_job *x = *(struct map_job *const *)a, *y = *(struct map_job *const *)b;
    double u = terms_of(&x->problem), v = terms_of(&y->problem);
    if (u != v)
        return u < v ? 1 : -1;
    return (x > y) - (x < y);
}

static int take_tasks(struct explore_leader *leader, struct explore_open *open)
{
    struct map_run *run = &open->variant.run;
    struct map_job **order = calloc(run->job_count + 1, sizeof(struct map_job *));
    open->task = calloc(run->job_count + 1, sizeof(struct explore_task *));
    open->task_count = run->job_count;
    for (size_t i = 0; order && i < run->job_count; i++)
        order[i] = &run->job[i];
    if (order)
        qsort(order, run->job_count, sizeof *order, compare_jobs);
    int status = order && open->task ? 0 : -1;
    for (size_t i = 0; status == 0 && i < run->job_count; i++) {
        int is_new;
        struct map_problem problem =
            explore_problem_to_search(&order[i]->problem, leader->options->search.objective);
        struct explore_task *task = explore_memo_take(leader->memo, &problem, &is_new);
        if (task && is_new)
            queue(leader, task);
        open->task[order[i] - run->job] = task;
        status = task ? 0 : -1;
    }
    leader->result->asked += run->job_count;
    free(order);
    return status ? out_of_memory(leader) : 0;
}

/* Reads the variant. Returns 1 if there is something to search, 0 if the point is finished already,
 * -1 after a message. */
static int begin_point(struct explore_leader *leader, struct explore_open *open)
{
    struct diag_list *diag;
    open->overrides = explore_overrides_json(leader->options->space, open->number);
    if (!open->overrides || diag_create(&diag))
        return out_of_memory(leader);
    int status = 0;
    if (explore_variant_read(&open->variant, leader->options->space, open->number, diag))
        status = store_invalid(leader, open, diag);
    else if (explore_point_hash(open->point.hash, &open->variant, &leader->options->search))
        status = out_of_memory(leader);
    else if (!(status = reuse(leader, open)))
        status = take_tasks(leader, open) ? -1 : 2;
    diag_free(diag);
    return status < 0 ? -1 : status == 2;
}

int explore_points_open(struct explore_leader *leader)
{
    size_t count = explore_space_points(leader->options->space);
    while (leader->next < count && leader->is_done[leader->next])
        leader->next++;
    if (leader->next == count || leader->open_count == EXPLORE_OPEN_MAX ||
        leader->waiting >= leader->capacity)
        return 0;
    struct explore_open *open = &leader->open[leader->open_count];
    *open = (struct explore_open){.number = leader->next++};
    int status = begin_point(leader, open);
    if (status == 1)
        leader->open_count++;
    else
        close_point(leader, open);
    return status < 0 ? -1 : 1;
}

static int is_ready(struct explore_open *open)
{
    while (open->ready < open->task_count && open->task[open->ready]->state == TASK_DONE)
        open->ready++;
    return open->ready == open->task_count;
}

/* What was found for the problem that was searched, counted on the job's own. */
static void take_solution(struct map_job *job, const struct map_solution *solution)
{
    job->solution = *solution;
    job->done = 1;
    if (!solution->found)
        return;
    enum map_status status =
        map_evaluate(&job->problem, &solution->mapping, &job->solution.result, NULL);
    assert(status == MAP_OK);
    (void)status;
}

static int store_point(struct explore_leader *leader, struct explore_open *open)
{
    const struct explore_work_options *options = leader->options;
    enum map_objective objective = options->search.objective;
    struct map_run *run = &open->variant.run;
    struct explore_entry entry = entry_of(leader, open);
    struct map_tables tables;
    run->objective = objective;
    for (size_t i = 0; i < run->job_count; i++)
        take_solution(&run->job[i], &open->task[i]->solution);
    if (map_run_tables(run, &tables))
        return out_of_memory(leader);
    explore_point_make(&open->point, &open->variant, &tables, objective);
    /* Two variants that are one point may be open at a time: the later finds it stored. */
    int status = reuse(leader, open);
    if (status == 0 &&
        explore_store_add(options->store, &entry, &open->point, &open->variant, &tables, objective))
        status = store_failed(leader);
    if (status == 0) {
        leader->result->computed++;
        tell(leader, open->number, &open->point);
    }
    map_tables_free(&tables);
    return status < 0 ? -1 : 0;
}

int explore_points_finish(struct explore_leader *leader)
{
    int moved = 0;
    for (size_t i = 0; i < leader->open_count;) {
        struct explore_open *open = &leader->open[i];
        if (!is_ready(open)) {
            i++;
            continue;
        }
        int status = store_point(leader, open);
        close_point(leader, open);
        memmove(open, open + 1, (--leader->open_count - i) * sizeof *open);
        if (status)
            return -1;
        moved = 1;
    }
    return moved;
}
