/* What follows a search, and a retraining: assignments, and what they are worth. */
#include "job_state.h"

/* The mixture against its first discretisation. */
static int measure_gap(struct job *job)
{
    struct trainer *trainer = job->options.trainer;
    size_t batches = (size_t)job->options.run->recalibrate.batches;
    search_p(job->search, job->p);
    if (trainer_evaluate(trainer, TRAINER_VALIDATION, job->p, &job->gap.soft) != 0)
        return -1;
    space_assign(job->options.space, job->candidate[0].choice, job->p);
    if (trainer_evaluate(trainer, TRAINER_VALIDATION, job->p, &job->gap.discrete) != 0 ||
        trainer_recalibrate(trainer, job->p, batches) != 0)
        return -1;
    return trainer_evaluate(trainer, TRAINER_VALIDATION, job->p, &job->gap.calibrated);
}

/* Every candidate with the search's weights, its own statistics. */
static int measure_inherited(struct job *job)
{
    struct trainer *trainer = job->options.trainer;
    for (size_t i = 0; i < job->progress.candidates; i++) {
        space_assign(job->options.space, job->candidate[i].choice, job->p);
        if (trainer_recalibrate(trainer, job->p, (size_t)job->options.run->recalibrate.batches) !=
                0 ||
            trainer_evaluate(trainer, TRAINER_VALIDATION, job->p, &job->score[i].inherited) != 0)
            return -1;
    }
    return 0;
}

int job_after_search(struct job *job)
{
    struct job_event event = {.kind = JOB_EVENT_SEARCHED, .phase = JOB_SEARCH, .note = job->note};
    job_copy_take(&job->searched, job);
    job->progress.candidates =
        search_assignments(job->search, job->choice, job->capacity, job->note);
    if (job->progress.candidates == 0 || measure_gap(job) != 0 || measure_inherited(job) != 0)
        return -1;
    job_copy_put(&job->searched, job);
    return job_tell(job, &event);
}

/* True if the candidate being retrained beats the best one before it; of equals the cheaper. */
static int is_best(const struct job *job)
{
    size_t at = job->progress.candidate, best = job->progress.best;
    double here = job->score[at].validation.accuracy;
    double there = job->score[best].validation.accuracy;
    const struct cost *cost = job->options.cost;
    if (at == 0 || here != there)
        return at == 0 || here > there;
    return cost && cost_assignment(cost, job->candidate[at].choice) <
                       cost_assignment(cost, job->candidate[best].choice);
}

/* A candidate is trained: its scores, and whether it is the best so far. */
int job_after_candidate(struct job *job)
{
    struct trainer *trainer = job->options.trainer;
    struct job_score *score = &job->score[job->progress.candidate];
    struct job_event event = {.kind = JOB_EVENT_CANDIDATE, .phase = JOB_RETRAIN};
    if (trainer_recalibrate(trainer, job->p, (size_t)job->options.run->recalibrate.batches) != 0 ||
        trainer_evaluate(trainer, TRAINER_VALIDATION, job->p, &score->validation) != 0 ||
        trainer_evaluate(trainer, TRAINER_TEST, job->p, &score->test) != 0)
        return -1;
    if (is_best(job)) {
        job->progress.best = job->progress.candidate;
        job_copy_take(&job->best, job);
    }
    return job_tell(job, &event);
}
