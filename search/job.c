#include "search/job.h"

#include <stdlib.h>
#include <string.h>

#include "job_state.h"
#include "search/mode.h"

const char *job_phase_name(enum job_phase phase)
{
    static const char *const name[] = {"warm-up", "search", "retrain", "done"};
    return name[phase];
}

/* The search's settings, as the run and this job have them. */
static struct search_settings settings_of(const struct job_options *options)
{
    const struct run_search *run = &options->run->search;
    struct search_settings s = search_defaults;
    s.seed = options->seed;
    s.epochs = (size_t)run->epochs;
    s.patience = (size_t)run->patience;
    s.cost = options->cost;
    s.lambda = options->lambda;
    s.ramp_epochs = options->run->lambda_ramp;
    s.target = options->target;
    s.temperature_begin = run->alpha.temperature[0];
    s.temperature_end = run->alpha.temperature[1];
    s.entropy_weight = run->alpha.entropy;
    s.alpha.rate = run->alpha.rate;
    s.alpha.beta[0] = run->alpha.betas[0];
    s.alpha.beta[1] = run->alpha.betas[1];
    s.alpha.decay = run->alpha.decay;
    s.order = (enum search_order)run->sequential.order;
    s.unit = (enum search_unit)run->sequential.unit;
    s.cycle_epochs = (size_t)run->sequential.cycle_epochs;
    s.reset_alpha = run->sequential.reset_alpha;
    s.level =
        (enum search_level)(options->mode && options->mode->is_stepwise ? run->sequential.level
                                                                        : run->stochastic.level);
    s.samples = (size_t)run->stochastic.samples;
    s.variational = run->stochastic.variational;
    return s;
}

static int allocate(struct job *job)
{
    const struct search_space *space = job->options.space;
    int samples = job->options.run->search.stochastic.samples;
    job->capacity = job->options.mode && job->options.mode->is_sampled ? (size_t)samples : 1;
    job->candidate = calloc(job->capacity, sizeof *job->candidate);
    job->choice = calloc(job->capacity * space->layer_count, sizeof *job->choice);
    job->score = calloc(job->capacity, sizeof *job->score);
    job->p = calloc(space->layer_count * space->choice_count + 1, sizeof *job->p);
    if (!job->candidate || !job->choice || !job->score || !job->p ||
        job_copy_create(&job->searched, job) != 0 || job_copy_create(&job->best, job) != 0)
        return -1;
    for (size_t i = 0; i < job->capacity; i++)
        job->candidate[i].choice = job->choice + i * space->layer_count;
    return 0;
}

static int create_search(struct job *job, struct diag_list *diag)
{
    const struct job_options *o = &job->options;
    struct search_settings settings = settings_of(o);
    struct subject subject = trainer_subject(o->trainer);
    if (search_create(&job->search, o->mode, &settings, o->space, o->network, o->run->file, diag) !=
        0)
        return -1;
    /* the batches are known once a phase has begun */
    if (trainer_phase(o->trainer, &o->run->train, 1, 0, 1, diag) != 0)
        return -1;
    return search_check(job->search, &subject, o->run->file, diag);
}

int job_create(struct job **out, const struct job_options *options, struct diag_list *diag)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job) {
        diag_error(diag, &(struct diag_place){.file = options->run->file}, NULL,
                   "not enough memory for the run");
        return -1;
    }
    job->options = *options;
    int status = allocate(job);
    if (status != 0)
        job_out_of_memory(job, diag);
    if (status == 0 && options->mode)
        status = create_search(job, diag);
    if (status == 0)
        status = job_begin(job, diag);
    if (status != 0)
        job_free(job);
    else
        *out = job;
    return status;
}

void job_free(struct job *job)
{
    if (!job)
        return;
    search_free(job->search);
    free(job->candidate);
    free(job->choice);
    free(job->score);
    free(job->p);
    job_copy_free(&job->searched);
    job_copy_free(&job->best);
    free(job);
}

static int is_stopped(const struct job *job, size_t epochs)
{
    const struct job_options *o = &job->options;
    int is_asked = o->stop && atomic_load(o->stop);
    return trainer_any(o->trainer, is_asked || (o->stop_after && epochs >= o->stop_after));
}

enum job_status job_run(struct job *job, struct diag_list *diag)
{
    size_t epochs = 0;
    int stops = is_stopped(job, epochs);
    while (job->progress.phase != JOB_DONE && !stops) {
        if (job_epoch(job, diag) != 0)
            return JOB_FAILED;
        stops = is_stopped(job, ++epochs);
        if (job_save(job, stops, diag) != 0)
            return JOB_FAILED;
    }
    return job->progress.phase == JOB_DONE ? JOB_FINISHED : JOB_STOPPED;
}

size_t job_candidates(const struct job *job, const struct job_candidate **candidate)
{
    for (size_t i = 0; i < job->progress.candidates; i++) {
        job->candidate[i].inherited = job->score[i].inherited;
        job->candidate[i].validation = job->score[i].validation;
        job->candidate[i].test = job->score[i].test;
    }
    *candidate = job->candidate;
    return job->progress.candidates;
}

size_t job_best(const struct job *job)
{
    return job->progress.best;
}

const struct job_gap *job_gap(const struct job *job)
{
    return &job->gap;
}

const char *job_note(const struct job *job)
{
    return job->note;
}

struct search *job_search(const struct job *job)
{
    return job->search;
}

uint64_t job_epochs_done(const struct job *job)
{
    return job->progress.total;
}
