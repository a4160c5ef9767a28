#include "search_estimate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

#include "number_text.h"
#include "progress.h"

/* An evaluation's forward is about a third of a step. */
#define FORWARD_SHARE (1.0 / 3)

/* Bytes that a line of log.jsonl takes for each pair of layer and choice. */
enum { LOG_LINE = 400, LOG_PAIR = 24 };

struct measurement {
    struct trainer *trainer;
    double *p, *dp; /* (layer_count, choice_count) */
};

/* Seconds of a step with these paths, the second of two. Returns below 0 when it fails. */
static double time_step(const struct measurement *m, int update)
{
    struct subject subject = trainer_subject(m->trainer);
    size_t steps = subject.batches(subject.context, SUBJECT_TRAIN);
    double began = 0;
    for (size_t i = 0; i < 2; i++) {
        struct subject_step result;
        began = progress_clock_s();
        if (subject.step(subject.context, SUBJECT_TRAIN, 0, i % steps, m->p, update,
                         update ? NULL : m->dp, &result))
            return -1;
    }
    return progress_clock_s() - began;
}

/* p of the paths that candidates will have, as far as is known: the first that a layer may take. */
static void first_choices(const struct search_space *space, const size_t *assignment, double *p)
{
    memset(p, 0, space->layer_count * space->choice_count * sizeof *p);
    for (size_t l = 0; l < space->layer_count; l++) {
        size_t j = assignment ? assignment[l] : 0;
        while (!space->allowed[l * space->choice_count + j])
            j++;
        p[l * space->choice_count + j] = 1;
    }
}

static int measure_steps(struct search_estimate *out, const struct measurement *m,
                         const struct search_training_options *options, struct diag_list *diag)
{
    const struct search_run *run = options->inputs->run;
    const struct search_space *space = &options->inputs->space;
    space_uniform(space, m->p);
    if (trainer_phase(m->trainer, &run->train, 1, 0, 1, diag))
        return -1;
    out->mixed_step_s = time_step(m, 1);
    first_choices(space, options->assignment, m->p);
    if (trainer_phase(m->trainer, &run->retrain.recipe, 1, 0, 1, diag))
        return -1;
    out->plain_step_s = time_step(m, 1);
    if (out->mixed_step_s >= 0 && out->plain_step_s >= 0)
        return 0;
    diag_error(diag, &(struct diag_place){.file = run->file}, NULL,
               "the numbers of the first step are not finite");
    return -1;
}

static size_t bytes_of(const struct archive_item *item, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += item[i].bytes;
    return bytes;
}

/* Memory and disk, while the trainer is there. */
static void measure_bytes(struct search_estimate *out, struct trainer *trainer,
                          const struct search_training_options *options)
{
    struct archive_item item[TRAINER_ITEMS_MAX];
    struct rusage usage;
    const struct search_space *space = &options->inputs->space;
    double model = (double)bytes_of(item, trainer_model_items(trainer, item));
    double checkpoint = (double)bytes_of(item, trainer_items(trainer, item)) + 2 * model;
    getrusage(RUSAGE_SELF, &usage);
    /* two copies of the weights, and a checkpoint before it is written */
    out->memory_bytes = 1024.0 * (double)usage.ru_maxrss + 2 * model + 2 * checkpoint;
    out->disk_bytes = checkpoint * (options->inputs->run->checkpoint.keep + 1) + model +
                      (double)out->epochs *
                          (double)(LOG_LINE + LOG_PAIR * space->layer_count * space->choice_count);
}

static size_t batches(size_t images, int batch)
{
    return images / (size_t)batch;
}

/* Adds up what each phase will take. */
static void add_up(struct search_estimate *out, const struct search_training_options *options,
                   const struct job *job)
{
    const struct search_inputs *inputs = options->inputs;
    const struct search_run *run = inputs->run;
    const struct split *split = &inputs->data.split;
    const struct search *search = job_search(job);
    int has_two = options->mode && search_uses_validation(search);
    double mixed = out->mixed_step_s * (double)batches(split->train_count, run->train.batch);
    double plain =
        out->plain_step_s * (double)batches(split->train_count, run->retrain.recipe.batch);
    double image_s = FORWARD_SHARE * out->plain_step_s / run->retrain.recipe.batch;
    double searched = search ? (double)search_epochs_most(search) : 0;
    double warm_up = options->warm_up || !options->mode ? 0 : run->warm_up.epochs;
    double candidates = !options->mode              ? options->assignment != NULL
                        : options->mode->is_sampled ? run->search.stochastic.samples
                                                    : 1;
    double epoch = plain + image_s * (double)split->validation_count;
    out->seconds =
        mixed * (warm_up + searched * (has_two ? 2 : 1)) +
        candidates * (epoch * run->retrain.epochs +
                      image_s * (double)(inputs->data.test->count + 2 * split->validation_count));
    out->epochs = job_epochs(job);
}

static int measure(struct search_estimate *out, struct measurement *m,
                   const struct search_training_options *options, struct diag_list *diag)
{
    const struct search_space *space = &options->inputs->space;
    size_t cells = space->layer_count * space->choice_count + 1;
    struct trainer_options trainer =
        search_trainer_options(options->inputs, options->seed, options->ranks);
    struct job *job;
    m->p = calloc(cells, sizeof *m->p);
    m->dp = calloc(cells, sizeof *m->dp);
    if (!m->p || !m->dp) {
        diag_error(diag, &(struct diag_place){.file = options->inputs->run->file}, NULL,
                   "not enough memory");
        return -1;
    }
    if (trainer_create(&m->trainer, &trainer, diag))
        return -1;
    struct job_options wanted = search_job_options(options, m->trainer);
    if (job_create(&job, &wanted, diag))
        return -1;
    int status = measure_steps(out, m, options, diag);
    if (!status) {
        add_up(out, options, job);
        measure_bytes(out, m->trainer, options);
    }
    job_free(job);
    return status;
}

int search_estimate(struct search_estimate *out, const struct search_training_options *options,
                    struct diag_list *diag)
{
    struct measurement m = {0};
    *out = (struct search_estimate){0};
    int status = measure(out, &m, options, diag);
    trainer_free(m.trainer);
    free(m.p);
    free(m.dp);
    return status;
}

const char *search_time_text(char out[SEARCH_TIME_MAX], double seconds)
{
    char number[NUMBER_TEXT_MAX];
    if (seconds < 100)
        snprintf(out, SEARCH_TIME_MAX, "%s s", number_three(number, seconds));
    else if (seconds < 6000)
        snprintf(out, SEARCH_TIME_MAX, "%s min", number_three(number, seconds / 60));
    else
        snprintf(out, SEARCH_TIME_MAX, "%s h", number_three(number, seconds / 3600));
    return out;
}

/* Bytes that the filesystem has left where the folder is, or will be; below 0 if not known. */
static double free_bytes(const char *folder)
{
    struct statvfs status;
    char path[1024];
    snprintf(path, sizeof path, "%s", folder);
    while (statvfs(path, &status)) {
        char *slash = strrchr(path, '/');
        if (!slash || slash == path)
            return statvfs(slash ? "/" : ".", &status)
                       ? -1
                       : (double)status.f_bavail * (double)status.f_frsize;
        *slash = '\0';
    }
    return (double)status.f_bavail * (double)status.f_frsize;
}

void search_estimate_print(FILE *out, const struct search_estimate *estimate, const char *folder)
{
    char time[SEARCH_TIME_MAX], memory[NUMBER_TEXT_MAX], disk[NUMBER_TEXT_MAX];
    char left[NUMBER_TEXT_MAX], step[2][NUMBER_TEXT_MAX];
    double bytes = free_bytes(folder);
    fprintf(out, "estimate: %s for %llu epochs (a step %s ms with all paths, %s ms with one)\n",
            search_time_text(time, estimate->seconds), (unsigned long long)estimate->epochs,
            number_three(step[0], 1e3 * estimate->mixed_step_s),
            number_three(step[1], 1e3 * estimate->plain_step_s));
    fprintf(out, "          %sB of memory, %sB on the disk in %s\n",
            number_si(memory, estimate->memory_bytes), number_si(disk, estimate->disk_bytes),
            folder);
    if (bytes >= 0 && bytes < estimate->disk_bytes)
        fprintf(out, "warning: only %sB are free there\n", number_si(left, bytes));
}
