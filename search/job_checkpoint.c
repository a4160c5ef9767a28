/* A job's state as archive items, and its checkpoints. */
#include <stdlib.h>
#include <string.h>

#include "job_state.h"
#include "search/checkpoint.h"

enum { JOB_ITEMS_MAX = TRAINER_ITEMS_MAX + SEARCH_STATE_ITEMS + 16 };

static size_t parameter_bytes(const struct job *job)
{
    return trainer_model(job->options.trainer)->parameter_count * sizeof(real);
}

static size_t statistics_bytes(const struct job *job)
{
    return trainer_model(job->options.trainer)->statistics_count * sizeof(double);
}

int job_copy_create(struct job_copy *copy, const struct job *job)
{
    copy->parameter = calloc(1, parameter_bytes(job));
    copy->statistics = calloc(1, statistics_bytes(job));
    return copy->parameter && copy->statistics ? 0 : -1;
}

void job_copy_free(struct job_copy *copy)
{
    free(copy->parameter);
    free(copy->statistics);
}

void job_copy_take(struct job_copy *copy, const struct job *job)
{
    const struct model *model = trainer_model(job->options.trainer);
    memcpy(copy->parameter, model->parameter, parameter_bytes(job));
    memcpy(copy->statistics, model->statistics, statistics_bytes(job));
}

void job_copy_put(const struct job_copy *copy, struct job *job)
{
    struct model *model = trainer_model(job->options.trainer);
    memcpy(model->parameter, copy->parameter, parameter_bytes(job));
    memcpy(model->statistics, copy->statistics, statistics_bytes(job));
}

/* What says which job, and where it is: read first. */
static size_t progress_items(struct job *job, struct archive_item *item)
{
    size_t count = 0;
    item[count++] = (struct archive_item){"job.identity", job->identity, sizeof job->identity};
    item[count++] = (struct archive_item){"job.progress", &job->progress, sizeof job->progress};
    return count;
}

static size_t own_items(struct job *job, struct archive_item *item)
{
    size_t layers = job->options.space->layer_count;
    const struct archive_item own[] = {
        {"job.gap", &job->gap, sizeof job->gap},
        {"job.note", job->note, sizeof job->note},
        {"job.choice", job->choice, job->capacity * layers * sizeof *job->choice},
        {"job.score", job->score, job->capacity * sizeof *job->score},
        {"job.searched.parameter", job->searched.parameter, parameter_bytes(job)},
        {"job.searched.statistics", job->searched.statistics, statistics_bytes(job)},
        {"job.best.parameter", job->best.parameter, parameter_bytes(job)},
        {"job.best.statistics", job->best.statistics, statistics_bytes(job)},
    };
    memcpy(item, own, sizeof own);
    return sizeof own / sizeof *own;
}

static size_t state_items(struct job *job, struct archive_item *item)
{
    size_t count = own_items(job, item);
    if (job->progress.phase == JOB_DONE) /* no optimiser goes on, and which one it was is past */
        count += trainer_model_items(job->options.trainer, item + count);
    else
        count += trainer_items(job->options.trainer, item + count);
    if (job->search)
        count += search_state_items(search_state(job->search), job->options.space->layer_count,
                                    item + count);
    return count;
}

int job_save(struct job *job, int stops, struct diag_list *diag)
{
    struct archive_item item[JOB_ITEMS_MAX];
    const struct run_checkpoints *when = &job->options.run->checkpoint;
    uint64_t every = when->epochs > 0 ? (uint64_t)when->epochs : 1;
    int is_due = stops || job->progress.phase == JOB_DONE || job->progress.total % every == 0;
    if (!job->options.writes || !is_due)
        return 0;
    strncpy(job->identity, job->options.identity, sizeof job->identity - 1);
    size_t count = progress_items(job, item);
    count += state_items(job, item + count);
    return checkpoint_write(job->options.folder, job->progress.total, item, count,
                            (size_t)when->keep, diag);
}

static int is_foreign(const struct job *job, const char *path, struct diag_list *diag)
{
    if (strncmp(job->identity, job->options.identity, sizeof job->identity - 1) == 0)
        return 0;
    diag_error(diag, &(struct diag_place){.file = path},
               "take another folder, or the run as it was then",
               "the checkpoint is of another run, network, data or table");
    return 1;
}

/* Fills the state from a file; the trainer is set up for the phase first. */
static int restore(struct job *job, const char *path, struct diag_list *diag)
{
    struct archive_item item[JOB_ITEMS_MAX];
    size_t count = progress_items(job, item);
    if (archive_read(path, item, count, diag) != 0 || is_foreign(job, path, diag))
        return -1;
    if (job_enter(job, diag) != 0)
        return -1;
    count = state_items(job, item);
    if (archive_read(path, item, count, diag) != 0)
        return -1;
    if (job->progress.phase == JOB_RETRAIN)
        space_assign(job->options.space, job->candidate[job->progress.candidate].choice, job->p);
    return job->search ? search_restore(job->search) : 0;
}

int job_resume(struct job *job, struct diag_list *diag)
{
    char path[CHECKPOINT_PATH_MAX];
    struct diag_list *skipped;
    if (diag_create(&skipped) != 0)
        return -1;
    int found = checkpoint_latest(path, NULL, job->options.folder, skipped);
    diag_free(skipped);
    if (!found)
        return 0;
    return restore(job, path, diag) == 0 ? 1 : -1;
}
