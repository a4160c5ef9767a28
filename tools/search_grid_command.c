#include "search_grid_command.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "exit_status.h"
#include "input_errors.h"
#include "search_grid_request.h"
#include "search_grid_show.h"

void search_grid_identity(const struct search_inputs *inputs, char out[65])
{
    struct search_inputs copy = *inputs;
    out[0] = '\0';
    copy.run = malloc(sizeof *copy.run);
    if (!copy.run)
        return;
    *copy.run = *inputs->run;
    copy.run->lambda = copy.run->target = 0;
    copy.run->seed = 0;
    search_inputs_identity(&copy, out);
    free(copy.run);
}

/* Forgets that jobs were done; each empties its own folder when it begins. */
static void forget_results(const char *folder)
{
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL) {
        char path[RESULT_FOLDER_MAX + 300];
        snprintf(path, sizeof path, "%s/%s/result.json", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    if (listing)
        closedir(listing);
}

int search_grid_begin(const struct search_folder *folder, const struct search_request *request,
                      const struct search_inputs *inputs, const char *identity,
                      const struct provenance *provenance, FILE *errors)
{
    struct search_folder own = *folder;
    snprintf(own.checkpoints, sizeof own.checkpoints, "%s", own.path); /* it has none of its own */
    if (request->fresh)
        forget_results(folder->path);
    int status = search_folder_begin(&own, request, inputs, identity, provenance, errors);
    search_folder_unlock(&own); /* its jobs have claims, each */
    return status ? EXIT_ENVIRONMENT : EXIT_DONE;
}

/* Jobs of a kind that are listed at the beginning. */
static double count_of(const struct grid *grid, enum grid_kind kind)
{
    double count = 0;
    for (size_t i = 0; i < grid->count; i++)
        count += grid->job[i].kind == kind;
    return count;
}

/* Of all jobs of a grid, from what one run with its own warm-up takes. */
static double seconds_of(const struct grid *grid, const struct search_inputs *inputs,
                         const struct search_estimate *one)
{
    const struct search_run *run = inputs->run;
    double images = (double)inputs->data.split.train_count, searches = count_of(grid, GRID_SEARCH);
    double warm_up_s = one->mixed_step_s * images / run->train.batch * run->warm_up.epochs;
    double retrain_s = one->plain_step_s * images / run->retrain.recipe.batch * run->retrain.epochs;
    double controls = count_of(grid, GRID_UNI) + searches * (double)grid->options.random;
    return searches * (one->seconds - warm_up_s) + count_of(grid, GRID_WARM_UP) * warm_up_s +
           controls * retrain_s;
}

int search_grid_estimate(FILE *out, const struct search_inputs *inputs,
                         const struct search_request *request, const struct search_estimate *one,
                         FILE *errors)
{
    struct grid_options jobs;
    struct grid grid;
    struct diag_list *diag;
    char time[SEARCH_TIME_MAX];
    if (search_grid_request(&jobs, request, inputs, errors) != 0)
        return EXIT_BAD_INPUT;
    if (diag_create(&diag) != 0)
        return exit_out_of_memory(search_option_set.tool);
    int status = grid_create(&grid, &jobs, diag) == 0 ? EXIT_DONE : EXIT_BAD_INPUT;
    input_errors_print(diag, search_option_set.tool, errors);
    if (status == EXIT_DONE)
        fprintf(out, "a grid of %g jobs: %s for one process, if none is done\n",
                (double)grid.count + count_of(&grid, GRID_SEARCH) * (double)jobs.random,
                search_time_text(time, seconds_of(&grid, inputs, one)));
    grid_free(&grid);
    diag_free(diag);
    free((double *)jobs.value);
    return status;
}

/* What would be done. */
static void list(FILE *out, const struct search_grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        fprintf(out, "%s%s\n", grid->task[i].job.job.name, grid->task[i].is_done ? "  done" : "");
    fprintf(out, "%zu jobs, %zu of them done", search_grid_expected(grid), grid->done);
    if (search_grid_expected(grid) > grid->count)
        fprintf(out, ", %zu random networks known after their searches",
                search_grid_expected(grid) - grid->count);
    fputc('\n', out);
}

static void report_stop(const struct search_grid *grid, FILE *errors)
{
    fprintf(errors,
            "enos-search: interrupted, %zu of %zu jobs are done in %s\n"
            "   hint: the same command line goes on from there\n",
            grid->done, search_grid_expected(grid), grid->options.folder);
}

static int run(struct search_grid *grid, const struct search_ranks *ranks, FILE *errors)
{
    int is_first = search_ranks_rank(ranks) == 0;
    if (grid->options.request->dry_run) {
        if (is_first)
            list(stdout, grid);
        return EXIT_DONE;
    }
    if (grid->done > 0 && is_first && !grid->options.quiet)
        fprintf(errors, "%zu of %zu jobs are done already\n", grid->done,
                search_grid_expected(grid));
    int status = search_grid_run(grid, search_ranks_count(ranks), errors);
    if (status == EXIT_INTERRUPTED && is_first)
        report_stop(grid, errors);
    if ((status == EXIT_DONE || status == EXIT_ANSWER_IS_NO) && is_first && !grid->options.quiet)
        search_grid_screen(stdout, grid);
    return status;
}

int search_grid_command(const struct search_grid_options *options, const struct search_ranks *ranks,
                        FILE *errors)
{
    struct grid_options jobs;
    struct search_grid grid;
    if (search_grid_request(&jobs, options->request, options->inputs, errors) != 0)
        return EXIT_BAD_INPUT;
    int status = search_grid_create(&grid, options, &jobs, errors);
    if (status == EXIT_DONE) {
        status = run(&grid, ranks, errors);
        search_grid_free(&grid);
    }
    free((double *)jobs.value);
    return status;
}
