/* The searches of a run: which jobs share one, which start from which, which run at once. */
#include <omp.h>
#include <stdlib.h>

#include "map_run.h"
#include "mapper/canonical.h"
#include "progress.h"

/* One search, in terms of its canonical problem. */
struct search {
    struct map_canonical canonical;
    const struct layer_shape *shape;
    size_t chain; /* number of the first search of its chain, which may be itself */
    struct map_solution found;
    struct map_cache_note note;
};

struct plan {
    struct search *search;
    size_t count;
    struct search **order; /* first searches of chains, those of most terms first */
    size_t chain_count;
    struct map_solve_options solve;
    const struct map_run_options *options;
};

static struct map_solve_options solve_options(const struct map_run_options *options)
{
    return (struct map_solve_options){
        .objective = options->objective,
        .factors = options->factors,
        .even = options->even,
        .most_cycles = options->most_cycles,
        .time_limit_s = options->time_limit_s,
        .gap = options->gap,
        .stop = options->stop,
    };
}

/* The search that serves a problem: one that is there, or a new one. Of those that share it, the
 * least constant asks most of a gap. */
static size_t search_for(struct plan *plan, const struct map_canonical *canonical,
                         const struct layer_shape *shape)
{
    size_t chain = plan->count;
    for (size_t i = 0; i < plan->count; i++) {
        struct search *search = &plan->search[i];
        if (map_canonical_equal(&search->canonical, canonical)) {
            if (canonical->constant < search->canonical.constant)
                search->canonical.constant = canonical->constant;
            return i;
        }
        if (chain == plan->count && map_may_end_early(&plan->solve) &&
            layer_shape_equal(search->shape, shape))
            chain = search->chain;
    }
    plan->search[plan->count] =
        (struct search){.canonical = *canonical, .shape = shape, .chain = chain};
    return plan->count++;
}

static double steps_of(const struct search *search)
{
    double steps = 1;
    for (int d = 0; d < DIM_COUNT; d++)
        steps *= search->canonical.problem.size[d];
    return steps;
}

/* Those with the most terms first, so that no core is left with a long one at the end. */
static int compare_searches(const void *a, const void *b)
{
    const struct search *x = *(struct search *const *)a, *y = *(struct search *const *)b;
    double steps_x = steps_of(x), steps_y = steps_of(y);
    if (steps_x != steps_y)
        return steps_x < steps_y ? 1 : -1;
    return (x > y) - (x < y);
}

static void plan_free(struct plan *plan)
{
    free(plan->search);
    free(plan->order);
}

/* Returns 0, or -1 when memory is short. */
static int plan_create(struct plan *out, struct map_run *run, const struct map_run_options *options)
{
    *out = (struct plan){.options = options, .solve = solve_options(options)};
    out->search = calloc(run->job_count + 1, sizeof *out->search);
    out->order = calloc(run->job_count + 1, sizeof(struct search *));
    if (!out->search || !out->order) {
        plan_free(out);
        return -1;
    }
    for (size_t i = 0; i < run->job_count; i++) {
        struct map_job *job = &run->job[i];
        struct map_canonical canonical;
        map_canonical_of(&canonical, &job->problem, &out->solve);
        job->search = search_for(out, &canonical, &run->layer[job->layer].shape);
    }
    for (size_t i = 0; i < out->count; i++)
        if (out->search[i].chain == i)
            out->order[out->chain_count++] = &out->search[i];
    qsort(out->order, out->chain_count, sizeof *out->order, compare_searches);
    return 0;
}

/* The best for this search of the mappings that those before it in its chain found; or NULL. */
static const struct map_mapping *best_before(const struct plan *plan, const struct search *search)
{
    const struct map_mapping *best = NULL;
    double least = 0;
    for (struct search *s = &plan->search[search->chain]; s < search; s++) {
        struct map_result result;
        if (s->chain != search->chain || !s->found.found ||
            map_evaluate(&search->canonical.problem, &s->found.mapping, &result, NULL))
            continue;
        double value = map_objective_value(&result, search->canonical.objective);
        if (!best || value < least) {
            best = &s->found.mapping;
            least = value;
        }
    }
    return best;
}

static int run_search(const struct plan *plan, struct search *search)
{
    struct map_solve_options solve = plan->solve;
    solve.start = best_before(plan, search);
    return map_solve_canonical_cached(plan->options->cache, &search->canonical, &solve,
                                      &search->found, &search->note);
}

/* Searches a chain, one after another. Returns 0, or -1 when memory is short. */
static int run_chain(const struct plan *plan, const struct search *first, struct progress *progress,
                     size_t *done)
{
    int status = 0;
    for (size_t i = first->chain; i < plan->count && !status; i++) {
        if (plan->search[i].chain != first->chain)
            continue;
        status = run_search(plan, &plan->search[i]);
#pragma omp critical
        progress_show(progress, ++*done);
    }
    return status;
}

/* What the searches found, as the jobs have it. The work is the first job's. */
static void hand_out(const struct plan *plan, struct map_run *run)
{
    size_t next = 0;
    for (size_t i = 0; i < run->job_count; i++) {
        struct map_job *job = &run->job[i];
        const struct search *search = &plan->search[job->search];
        map_canonical_apply(&job->problem, run->objective, &search->found, &job->solution);
        job->note = search->note;
        job->done = 1;
        if (job->search == next)
            next++;
        else
            job->solution.seconds = 0, job->solution.nests = job->solution.leaves = 0;
    }
    run->search_count = plan->count;
    for (size_t i = 0; i < plan->count; i++) {
        run->hit_count += (size_t)plan->search[i].note.hit;
        run->unkept = run->unkept ? run->unkept : plan->search[i].note.unkept;
    }
}

int map_run_search(struct map_run *run, const struct map_run_options *options)
{
    struct progress progress;
    struct plan plan;
    size_t done = 0;
    int failed = 0;
    double began_s = progress_clock_s();
    run->objective = options->objective;
    run->hit_count = 0;
    run->unkept = 0;
    if (plan_create(&plan, run, options))
        return -1;
    omp_set_num_threads(options->threads ? options->threads : omp_get_num_procs());
    progress_begin(&progress, "mapping", plan.count, options->quiet);
#pragma omp parallel for schedule(dynamic, 1) reduction(| : failed)
    for (size_t i = 0; i < plan.chain_count; i++)
        failed |= run_chain(&plan, plan.order[i], &progress, &done) != 0;
    progress_end(&progress);
    if (!failed)
        hand_out(&plan, run);
    plan_free(&plan);
    run->seconds = progress_clock_s() - began_s;
    return failed ? -1 : 0;
}
