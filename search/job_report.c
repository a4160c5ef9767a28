/* What a job tells its caller: events, and why it failed. */
#include <stdio.h>

#include "job_state.h"
#include "search/checkpoint.h"

/* Returns 0, or -1 when the caller ends the job. */
int job_tell(struct job *job, struct job_event *event)
{
    event->total = job->progress.total;
    event->candidate = job->progress.candidate;
    event->candidates = job->progress.candidates;
    event->rate = trainer_rate(job->options.trainer);
    job->is_refused =
        job->options.on_event && job->options.on_event(job->options.context, event) != 0;
    return job->is_refused ? -1 : 0;
}

int job_out_of_memory(const struct job *job, struct diag_list *diag)
{
    if (job->is_refused)
        return -1; /* whoever refused an event knows why */
    diag_error(diag, &(struct diag_place){.file = job->options.run->file}, NULL,
               "not enough memory for the run");
    return -1;
}

/* Reports why an epoch failed. Returns -1. */
int job_fail(const struct job *job, struct diag_list *diag)
{
    static const char *const what[] = {"outputs", "gradients", "weights or statistics"};
    const struct trainer_fault *fault = trainer_fault(job->options.trainer);
    char hint[CHECKPOINT_PATH_MAX + 100], path[CHECKPOINT_PATH_MAX];
    struct diag_list *skipped = NULL;
    if (job->is_refused)
        return -1;
    if (!fault->is_set || diag_create(&skipped) != 0)
        return job_out_of_memory(job, diag);
    int found = checkpoint_latest(path, NULL, job->options.folder, skipped);
    diag_free(skipped);
    snprintf(hint, sizeof hint, "a smaller learning rate or clip_gradient may help; %s%s",
             found ? "the last checkpoint is " : "there is no checkpoint yet", found ? path : "");
    diag_error(diag, &(struct diag_place){.file = job->options.run->file}, hint,
               "%s, epoch %llu, step %zu%s: %s %s%s%s not finite",
               job_phase_name((enum job_phase)job->progress.phase),
               (unsigned long long)job->progress.epoch + 1, fault->step + 1,
               fault->split == SUBJECT_VALIDATION ? " of the validation split" : "",
               what[fault->kind], fault->layer[0] ? "of layer '" : "", fault->layer,
               fault->layer[0] ? "' are" : "are");
    return -1;
}
