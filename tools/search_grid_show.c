#include "search_grid_show.h"

#include <math.h>

#define KINDS (GRID_RANDOM + 1)

/* Epochs of a job of this kind, a network's and a supernet's counted alike. */
static double epochs_of(const struct search_grid *grid, enum grid_kind kind)
{
    const struct search_run *run = grid->options.inputs->run;
    int is_sampled = grid->options.inputs->mode->is_sampled;
    double candidates = is_sampled ? run->search.stochastic.samples : 1;
    if (kind == GRID_WARM_UP)
        return run->warm_up.epochs;
    return kind == GRID_SEARCH ? run->search.epochs + candidates * run->retrain.epochs
                               : run->retrain.epochs;
}

struct tally {
    double seconds[KINDS], count[KINDS], left[KINDS];
};

/* Jobs that will diverge are not known; those whose time is not are left out. */
static struct tally tally_of(const struct search_grid *grid)
{
    struct tally tally = {{0}, {0}, {0}};
    for (size_t i = 0; i < grid->count; i++) {
        const struct search_grid_task *task = &grid->task[i];
        enum grid_kind kind = task->job.job.kind;
        if (!task->is_done)
            tally.left[kind]++;
        else if (isfinite(task->result.seconds)) {
            tally.seconds[kind] += task->result.seconds;
            tally.count[kind]++;
        }
    }
    tally.left[GRID_RANDOM] += (double)(search_grid_expected(grid) - grid->count);
    return tally;
}

double search_grid_left_s(const struct search_grid *grid, int ranks)
{
    struct tally tally = tally_of(grid);
    double epochs = 0, seconds = 0, left_s = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        epochs += tally.count[kind] * epochs_of(grid, (enum grid_kind)kind);
        seconds += tally.seconds[kind];
    }
    for (int kind = 0; kind < KINDS; kind++)
        left_s +=
            tally.left[kind] * (tally.count[kind] > 0
                                    ? tally.seconds[kind] / tally.count[kind]
                                    : seconds / epochs * epochs_of(grid, (enum grid_kind)kind));
    return epochs > 0 ? left_s / ranks : NAN;
}

void search_grid_show_job(const struct search_grid *grid, size_t number, int ranks)
{
    double left_s = search_grid_left_s(grid, ranks);
    if (grid->options.quiet)
        return;
    fprintf(stderr, "job %zu/%zu %s", grid->done + 1, search_grid_expected(grid),
            grid->task[number].job.job.name);
    if (isfinite(left_s)) {
        unsigned long long s = (unsigned long long)(left_s + 0.5);
        fprintf(stderr, "  ETA %02llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
    }
    fputc('\n', stderr);
}
