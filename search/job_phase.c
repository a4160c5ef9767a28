/* The phases of a job: what an epoch of each does, and what follows it. */
#include <string.h>
#include <time.h>

#include "job_state.h"
#include "search/warm_up.h"

static const struct search_run *run_of(const struct job *job)
{
    return job->options.run;
}

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static uint64_t phase_epochs(const struct job *job)
{
    switch ((enum job_phase)job->progress.phase) {
    case JOB_WARM_UP:
        return (uint64_t)run_of(job)->warm_up.epochs;
    case JOB_SEARCH:
        return search_epochs_most(job->search);
    case JOB_RETRAIN:
        return (uint64_t)run_of(job)->retrain.epochs;
    case JOB_DONE:
        break;
    }
    return 0;
}

/* Weights of a candidate before it is retrained. */
static void begin_candidate(struct job *job)
{
    int inherits = run_of(job)->retrain.from == RUN_FROM_INHERITED;
    if (inherits)
        job_copy_put(&job->searched, job);
    else
        trainer_begin(job->options.trainer, job->options.seed);
    space_assign(job->options.space, job->candidate[job->progress.candidate].choice, job->p);
}

/* Numbers of phases, so that no two see the images in one order. */
static uint64_t phase_number(const struct job *job)
{
    return job->progress.phase == JOB_RETRAIN ? 8 + job->progress.candidate : job->progress.phase;
}

/* Of the phase; of a job that is done that of its last phase, whose optimiser the checkpoint has.
 */
static const struct run_recipe *recipe_of(const struct job *job)
{
    int retrains = job->progress.phase == JOB_RETRAIN ||
                   (job->progress.phase == JOB_DONE && job->progress.candidates > 0);
    return retrains ? &run_of(job)->retrain.recipe : &run_of(job)->train;
}

int job_enter(struct job *job, struct diag_list *diag)
{
    if (job->progress.phase == JOB_RETRAIN)
        begin_candidate(job);
    return trainer_phase(job->options.trainer, recipe_of(job), (double)phase_epochs(job),
                         phase_number(job), 1, diag);
}

/* What follows the warm-up; also of a job that begins with another's. */
static void after_warm_up(struct job *job)
{
    const struct job_options *o = &job->options;
    job_copy_take(&job->searched, job);
    job->progress.epoch = 0;
    job->progress.phase = o->mode ? JOB_SEARCH : o->assignment ? JOB_RETRAIN : JOB_DONE;
    if (!o->mode && o->assignment) {
        memcpy(job->candidate[0].choice, o->assignment,
               o->space->layer_count * sizeof *o->assignment);
        job->progress.candidates = 1;
    }
}

static int read_warm_up(struct job *job, struct diag_list *diag)
{
    struct archive_item item[TRAINER_ITEMS_MAX];
    size_t count = trainer_model_items(job->options.trainer, item);
    return archive_read(job->options.warm_up, item, count, diag);
}

int job_begin(struct job *job, struct diag_list *diag)
{
    int warms_up = !job->options.warm_up && run_of(job)->warm_up.epochs > 0 &&
                   (job->options.mode || !job->options.assignment);
    trainer_begin(job->options.trainer, job->options.seed);
    if (job->options.warm_up && read_warm_up(job, diag) != 0)
        return -1;
    job->progress.phase = JOB_WARM_UP;
    if (!warms_up && !job->options.warm_up && job->options.mode &&
        trainer_measure_kappa(job->options.trainer) != 0)
        return job_fail(job, diag);
    if (!warms_up)
        after_warm_up(job);
    return job_enter(job, diag);
}

static int warm_up(struct job *job, struct job_event *event)
{
    struct subject subject = trainer_subject(job->options.trainer);
    if (warm_up_epoch(&subject, (enum warm_up_paths)run_of(job)->warm_up.paths, job->options.seed,
                      job->progress.epoch, &event->train) != 0)
        return -1;
    if (job->progress.epoch + 1 < phase_epochs(job))
        return 0;
    return trainer_measure_kappa(job->options.trainer);
}

static int search_one(struct job *job, struct job_event *event, struct search_report *report)
{
    struct subject subject = trainer_subject(job->options.trainer);
    if (search_epoch(job->search, &subject, report) != 0)
        return -1;
    event->report = report;
    event->train = report->train;
    event->images = report->validation.batches * (size_t)run_of(job)->train.batch;
    return 0;
}

static int retrain_one(struct job *job, struct job_event *event)
{
    struct subject subject = trainer_subject(job->options.trainer);
    size_t steps = subject.batches(subject.context, SUBJECT_TRAIN);
    for (size_t step = 0; step < steps; step++) {
        struct subject_step result;
        if (subject.step(subject.context, SUBJECT_TRAIN, job->progress.epoch, step, job->p, 1, NULL,
                         &result) != 0)
            return -1;
        event->train.loss += result.loss / (double)steps;
        event->train.correct += result.correct / (double)steps;
        event->train.batches++;
    }
    return trainer_evaluate(job->options.trainer, TRAINER_VALIDATION, job->p, &event->validation);
}

static int is_over(const struct job *job)
{
    if (job->progress.phase == JOB_SEARCH)
        return search_done(job->search);
    return job->progress.epoch >= phase_epochs(job);
}

/* Goes on to the next phase or candidate. */
static int next(struct job *job, struct diag_list *diag)
{
    struct job_progress *at = &job->progress;
    if (at->phase == JOB_WARM_UP) {
        after_warm_up(job);
    } else if (at->phase == JOB_SEARCH) {
        if (job_after_search(job) != 0)
            return job_out_of_memory(job, diag);
        at->phase = JOB_RETRAIN;
    } else {
        if (job_after_candidate(job) != 0)
            return job_out_of_memory(job, diag);
        at->candidate++;
    }
    at->epoch = 0;
    if (at->phase == JOB_RETRAIN && at->candidate == at->candidates) {
        at->phase = JOB_DONE;
        job_copy_put(&job->best, job);
    }
    if (job_enter(job, diag) != 0)
        return -1;
    return at->phase != JOB_DONE && is_over(job) ? next(job, diag) : 0;
}

int job_epoch(struct job *job, struct diag_list *diag)
{
    struct search_report report;
    struct job_event event = {.kind = JOB_EVENT_EPOCH,
                              .phase = (enum job_phase)job->progress.phase};
    double began = clock_s();
    if (is_over(job)) /* a phase of no epochs */
        return next(job, diag);
    int status = job->progress.phase == JOB_WARM_UP  ? warm_up(job, &event)
                 : job->progress.phase == JOB_SEARCH ? search_one(job, &event, &report)
                                                     : retrain_one(job, &event);
    if (status != 0)
        return job_fail(job, diag);
    event.images += event.train.batches * (size_t)recipe_of(job)->batch;
    event.epochs = phase_epochs(job);
    event.epoch = ++job->progress.epoch;
    job->progress.total++;
    event.seconds = clock_s() - began;
    if (job_tell(job, &event) != 0)
        return -1;
    return is_over(job) ? next(job, diag) : 0;
}

/* Epochs of the whole job, as far as they are known. */
uint64_t job_epochs(const struct job *job)
{
    const struct search_run *run = run_of(job);
    size_t candidates = job->progress.candidates ? job->progress.candidates : job->capacity;
    uint64_t left = 0;
    switch ((enum job_phase)job->progress.phase) {
    case JOB_WARM_UP:
        left += phase_epochs(job) - job->progress.epoch;
        left += job->search ? search_epochs_most(job->search) : 0;
        break;
    case JOB_SEARCH:
        left += search_epochs_most(job->search) - job->progress.epoch;
        break;
    case JOB_RETRAIN:
        return job->progress.total +
               (candidates - job->progress.candidate) * (uint64_t)run->retrain.epochs -
               job->progress.epoch;
    case JOB_DONE:
        return job->progress.total;
    }
    if (job->search || job->options.assignment)
        left += candidates * (uint64_t)run->retrain.epochs;
    return job->progress.total + left;
}
