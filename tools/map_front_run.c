#include "map_front_run.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

#include "progress.h"

/* What the threads share. */
struct work {
    struct map_front_run *fronts;
    size_t *order; /* jobs, those of most terms first */
    struct map_front_options front;
    struct progress progress;
    size_t done, points;
};

static double steps_of(const struct map_job *job)
{
    double steps = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        steps *= job->problem.size[d];
    return steps;
}

/* A long front begun last would leave cores idle: those of most terms go first. */
static void sort_jobs(size_t *order, const struct map_run *run)
{
    for (size_t i = 0; i < run->job_count; i++) {
        size_t at = i;
        for (; at > 0 && steps_of(&run->job[order[at - 1]]) < steps_of(&run->job[i]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

static void told(void *context, const struct map_front *front)
{
    struct work *work = context;
    (void)front;
#pragma omp critical(map_front)
    {
        work->points++;
        if (work->progress.out && work->fronts->run->job_count == 1)
            fprintf(work->progress.out, "\rfront: %zu points, at %.0f cycles   ", work->points,
                    front->point[front->count - 1].cycles);
        else
            progress_show(&work->progress, work->done);
    }
}

static int find_front(struct work *work, size_t job)
{
    struct map_front_run *fronts = work->fronts;
    if (map_front_find(&fronts->run->job[job].problem, &work->front, &fronts->front[job]))
        return -1;
#pragma omp critical(map_front)
    progress_show(&work->progress, ++work->done);
    return 0;
}

static int find_fronts(struct work *work, int quiet)
{
    size_t count = work->fronts->run->job_count;
    int failed = 0;
    progress_begin(&work->progress, "fronts", count, quiet);
#pragma omp parallel for schedule(dynamic, 1) reduction(| : failed)
    for (size_t i = 0; i < count; i++)
        failed |= find_front(work, work->order[i]) != 0;
    progress_end(&work->progress);
    return failed ? -1 : 0;
}

static int sum_choice(struct map_front_run *fronts, size_t choice, double tolerance,
                      const atomic_int *stop)
{
    size_t count = fronts->run->layer_count;
    const struct map_front **part = calloc(count + 1, sizeof *part);
    if (!part)
        return -1;
    for (size_t l = 0; l < count; l++)
        part[l] = map_front_run_of(fronts, l, choice);
    int status = map_front_sum(part, count, tolerance, stop, &fronts->sum[choice]);
    free(part);
    return status;
}

/* The sums of what was found, also after an interruption, unless another comes. */
static int find_sums(struct map_front_run *fronts, double tolerance)
{
    size_t count = fronts->run->choice_count;
    int failed = 0;
    fronts->sum = calloc(count + 1, sizeof *fronts->sum);
    if (!fronts->sum)
        return -1;
#pragma omp parallel for schedule(dynamic, 1) reduction(| : failed)
    for (size_t j = 0; j < count; j++)
        failed |= sum_choice(fronts, j, tolerance, NULL) != 0;
    return failed ? -1 : 0;
}

static struct map_front_options front_options(const struct map_run_options *options,
                                              double tolerance)
{
    return (struct map_front_options){
        .solve = {.factors = options->factors,
                  .even = options->even,
                  .time_limit_s = options->time_limit_s,
                  .gap = options->gap,
                  .stop = options->stop},
        .tolerance = tolerance,
        .cache = options->cache,
        .told = told,
    };
}

static void count_searches(struct map_front_run *fronts)
{
    for (size_t i = 0; fronts->front && i < fronts->run->job_count; i++) {
        fronts->search_count += fronts->front[i].searches;
        fronts->hit_count += fronts->front[i].hits;
        fronts->unkept = fronts->unkept ? fronts->unkept : fronts->front[i].unkept;
    }
}

int map_front_run_find(struct map_front_run *out, const struct map_run *run,
                       const struct map_run_options *options, double tolerance, int sums)
{
    double began_s = progress_clock_s();
    double of_layers = sums && run->layer_count > 1 ? tolerance / 2 : tolerance;
    struct work work = {.fronts = out, .front = front_options(options, of_layers)};
    *out = (struct map_front_run){.run = run, .tolerance = tolerance};
    work.front.context = &work;
    work.order = calloc(run->job_count + 1, sizeof *work.order);
    out->front = calloc(run->job_count + 1, sizeof *out->front);
    int status = work.order && out->front ? 0 : -1;
    omp_set_num_threads(options->threads ? options->threads : omp_get_num_procs());
    if (!status) {
        sort_jobs(work.order, run);
        status = find_fronts(&work, options->quiet);
    }
    if (!status && sums)
        status = find_sums(out, (1 + tolerance) / (1 + of_layers) - 1);
    free(work.order);
    count_searches(out);
    out->interrupted = options->stop && *options->stop;
    out->seconds = progress_clock_s() - began_s;
    return status;
}

void map_front_run_free(struct map_front_run *fronts)
{
    for (size_t i = 0; fronts->front && i < fronts->run->job_count; i++)
        map_front_free(&fronts->front[i]);
    for (size_t j = 0; fronts->sum && j < fronts->run->choice_count; j++)
        map_front_sum_free(&fronts->sum[j]);
    free(fronts->front);
    free(fronts->sum);
    *fronts = (struct map_front_run){0};
}
