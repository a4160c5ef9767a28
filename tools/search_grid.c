#include "search_grid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "exit_status.h"
#include "input_errors.h"
#include "job_claim.h"
#include "search_grid_show.h"

static int out_of_memory(void)
{
    return exit_out_of_memory(search_option_set.tool);
}

/* A task for every job of the list that has none. Returns 0, or -1 when memory is short. */
static int follow_list(struct search_grid *grid)
{
    struct search_grid_task *task = realloc(grid->task, (grid->grid.count + 1) * sizeof *task);
    if (!task)
        return -1;
    grid->task = task;
    for (; grid->count < grid->grid.count; grid->count++) {
        task[grid->count] = (struct search_grid_task){0};
        if (search_grid_job_create(&task[grid->count].job, &grid->options, &grid->grid,
                                   grid->count) != 0)
            return -1;
    }
    return 0;
}

/* Columns of "T8 MF8 T8". Returns 0, or -1 if that is no assignment of the space. */
static int read_assignment(const struct search_space *space, const char *text, size_t *choice)
{
    size_t l = 0;
    while (*text && l < space->layer_count) {
        char name[CHOICE_NAME_MAX];
        struct choice one;
        size_t length = strcspn(text, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, text);
        if (length >= sizeof name || choice_parse(&one, name) != 0 || space_find(space, &one) < 0)
            return -1;
        choice[l++] = (size_t)space_find(space, &one);
        text += length + strspn(text + length, " ");
    }
    return l == space->layer_count && !*text ? 0 : -1;
}

/* The random controls of a search that is done. Returns an exit status. */
static int add_controls(struct search_grid *grid, size_t search)
{
    const struct search_space *space = &grid->options.inputs->space;
    const struct search_grid_result *result = &grid->task[search].result;
    char note[RANDOM_ASSIGNMENT_NOTE_MAX];
    size_t before = grid->grid.count;
    size_t *choice = calloc(space->layer_count + 1, sizeof *choice);
    int status = choice ? 0 : -1;
    grid->task[search].has_controls = 1;
    if (choice && result->best < result->count &&
        read_assignment(space, result->point[result->best].assignment, choice) == 0) {
        status = grid_add_random(&grid->grid, search, choice, note);
        grid->lacking += grid->grid.options.random - (grid->grid.count - before);
    }
    free(choice);
    return status == 0 && follow_list(grid) == 0 ? EXIT_DONE : out_of_memory();
}

/* Sees what was done since, by any process, and what that adds to the list. Returns an exit
 * status. */
static int look(struct search_grid *grid)
{
    int status = EXIT_DONE;
    for (size_t i = 0; i < grid->count && status == EXIT_DONE; i++) {
        struct search_grid_task *task = &grid->task[i];
        if (!task->is_done && search_grid_job_done(&task->job, &task->result)) {
            task->is_done = 1;
            grid->done++;
        }
        if (task->is_done && task->job.job.kind == GRID_SEARCH && !task->has_controls)
            status = add_controls(grid, i);
    }
    return status;
}

int search_grid_create(struct search_grid *out, const struct search_grid_options *options,
                       const struct grid_options *jobs, FILE *errors)
{
    struct diag_list *diag;
    *out = (struct search_grid){.options = *options};
    if (diag_create(&diag) != 0)
        return out_of_memory();
    int status = grid_create(&out->grid, jobs, diag) == 0 ? EXIT_DONE : EXIT_BAD_INPUT;
    input_errors_print(diag, search_option_set.tool, errors);
    diag_free(diag);
    if (status == EXIT_DONE && follow_list(out) != 0)
        status = out_of_memory();
    if (status == EXIT_DONE)
        status = look(out);
    if (status != EXIT_DONE)
        search_grid_free(out);
    return status;
}

void search_grid_free(struct search_grid *grid)
{
    for (size_t i = 0; i < grid->count; i++) {
        search_grid_job_free(&grid->task[i].job);
        search_grid_result_free(&grid->task[i].result);
    }
    free(grid->task);
    grid_free(&grid->grid);
    *grid = (struct search_grid){0};
}

size_t search_grid_expected(const struct search_grid *grid)
{
    size_t expected = grid->count;
    for (size_t i = 0; i < grid->count; i++)
        if (grid->task[i].job.job.kind == GRID_SEARCH && !grid->task[i].has_controls)
            expected += grid->grid.options.random;
    return expected;
}

enum readiness { IS_READY, IS_WAITING, IS_LOST };

/* Whether what a job begins with is there, or will not be. */
static enum readiness readiness_of(const struct search_grid *grid, size_t i)
{
    size_t before = grid->task[i].job.job.warm_up;
    if (before == GRID_NONE)
        return IS_READY;
    if (!grid->task[before].is_done)
        return IS_WAITING;
    return grid->task[before].result.failed ? IS_LOST : IS_READY;
}

/* Takes the next job that can be done. Returns 1 with its number and claim; 0 if others are at
 * all of them; -1 with errno. */
static int take(const struct search_grid *grid, size_t *number, int *claim)
{
    for (size_t i = 0; i < grid->count; i++) {
        const struct search_grid_task *task = &grid->task[i];
        if (task->is_done || readiness_of(grid, i) != IS_READY)
            continue;
        *number = i;
        if (mkdir(task->job.folder.path, 0777) != 0 && errno != EEXIST)
            return -1;
        int status = job_claim_take(claim, task->job.claim, 0);
        if (status != 0)
            return status;
    }
    return 0;
}

/* True as long as there is something that this process or another can do. */
static int is_unfinished(const struct search_grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        if (!grid->task[i].is_done && readiness_of(grid, i) != IS_LOST)
            return 1;
    return 0;
}

/* Files of the grid are of one process at a time, and of all that is done by then. */
static int publish(struct search_grid *grid, FILE *errors)
{
    char path[RESULT_FOLDER_MAX + 16];
    int claim;
    snprintf(path, sizeof path, "%s/.claim", grid->options.folder);
    if (job_claim_take(&claim, path, 1) != 1) {
        fprintf(errors, "enos-search: cannot write %s: %s\n", path, strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    int status = look(grid);
    if (status == EXIT_DONE)
        status = search_grid_write(grid, errors);
    job_claim_release(claim);
    return status;
}

/* Does a job that is claimed, unless another process did it meanwhile. Returns an exit status. */
static int do_job(struct search_grid *grid, size_t number, int ranks, FILE *errors)
{
    struct search_grid_result result;
    const struct search_grid_job *job = &grid->task[number].job;
    if (search_grid_job_done(job, &result)) {
        search_grid_result_free(&result);
        return look(grid);
    }
    search_grid_show_job(grid, number, ranks);
    int status = search_grid_job_run(job, errors);
    if (status == EXIT_DONE)
        unlink(job->claim);
    return status == EXIT_DONE ? publish(grid, errors) : status;
}

/* Waits a little for other processes, or for a stop. */
static void wait_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
}

static int is_stopped(const struct search_grid *grid)
{
    return grid->options.stop && atomic_load(grid->options.stop);
}

static int step(struct search_grid *grid, int ranks, FILE *errors)
{
    size_t number = 0;
    int claim, taken = take(grid, &number, &claim);
    if (taken < 0) {
        fprintf(errors, "enos-search: cannot make %s: %s\n", grid->task[number].job.claim,
                strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    if (taken == 0) {
        wait_a_little();
        return look(grid);
    }
    int status = do_job(grid, number, ranks, errors);
    job_claim_release(claim);
    return status;
}

static int has_failures(const struct search_grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        if (!grid->task[i].is_done || grid->task[i].result.failed)
            return 1;
    return 0;
}

int search_grid_run(struct search_grid *grid, int ranks, FILE *errors)
{
    int status = publish(grid, errors);
    while (status == EXIT_DONE && is_unfinished(grid))
        status = is_stopped(grid) ? EXIT_INTERRUPTED : step(grid, ranks, errors);
    if (status != EXIT_DONE)
        return status;
    return has_failures(grid) ? EXIT_ANSWER_IS_NO : EXIT_DONE;
}
