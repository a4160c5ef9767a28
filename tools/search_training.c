#include "search_training.h"

#include <stdlib.h>

#include "search_show.h"

struct search_training {
    struct search_training_options options;
    struct trainer *trainer;
    struct job *job;
    struct search_log log;
    struct search_show show;
    uint64_t done;          /* epochs before this call */
    struct diag_list *diag; /* of the call at hand */
};

struct trainer_options search_trainer_options(const struct search_inputs *inputs, uint64_t seed,
                                              const struct engine_ranks *ranks)
{
    const struct search_run *run = inputs->run;
    const struct run_augment *augment = &run->data.augment;
    int batch =
        run->train.batch > run->retrain.recipe.batch ? run->train.batch : run->retrain.recipe.batch;
    return (struct trainer_options){
        .network = inputs->network,
        .space = &inputs->space,
        .train = inputs->data.train,
        .test = inputs->data.test,
        .split = &inputs->data.split,
        .augment = {.crop_pixels = augment->crop,
                    .flip = augment->flip,
                    .rotation_degrees = augment->rotate,
                    .padding = augment_padding(inputs->network)},
        .batch = (size_t)batch,
        .seed = seed,
        .rho = run->mf.rho,
        .kernels = &kernels_cpu,
        .ranks = ranks,
    };
}

/* Of several ranks only the first one writes. */
static int is_first(const struct search_training_options *options)
{
    return !options->ranks || options->ranks->rank == 0;
}

static int on_event(void *context, const struct job_event *event)
{
    struct search_training *training = context;
    const struct search_inputs *inputs = training->options.inputs;
    const struct search_log_subject subject = {inputs->network, &inputs->space, &inputs->cost,
                                               training->job};
    if (!is_first(&training->options))
        return 0;
    search_show_event(&training->show, event, job_epochs(training->job));
    return search_log_event(&training->log, &subject, event, training->diag);
}

struct job_options search_job_options(const struct search_training_options *options,
                                      struct trainer *trainer)
{
    const struct search_inputs *inputs = options->inputs;
    return (struct job_options){
        .run = inputs->run,
        .mode = options->mode,
        .assignment = options->assignment,
        .space = &inputs->space,
        .network = inputs->network,
        .cost = &inputs->cost,
        .trainer = trainer,
        .seed = options->seed,
        .lambda = options->lambda,
        .target = options->target,
        .folder = options->checkpoints,
        .warm_up = options->warm_up,
        .identity = options->identity,
        .stop = options->stop,
        .writes = is_first(options),
    };
}

static int set_up(struct search_training *training, struct diag_list *diag)
{
    const struct search_training_options *o = &training->options;
    struct trainer_options trainer = search_trainer_options(o->inputs, o->seed, o->ranks);
    if (trainer_create(&training->trainer, &trainer, diag))
        return -1;
    struct job_options job = search_job_options(o, training->trainer);
    job.on_event = on_event;
    job.context = training;
    if (job_create(&training->job, &job, diag) ||
        (o->resume && job_resume(training->job, diag) < 0))
        return -1;
    uint64_t done = job_epochs_done(training->job);
    search_show_begin(&training->show, o->inputs, done, o->quiet);
    training->done = done;
    return 0;
}

int search_training_create(struct search_training **out,
                           const struct search_training_options *options, struct diag_list *diag)
{
    struct search_training *training = calloc(1, sizeof *training);
    if (!training) {
        diag_error(diag, &(struct diag_place){.file = options->inputs->run->file}, NULL,
                   "not enough memory");
        return -1;
    }
    training->options = *options;
    if (set_up(training, diag)) {
        search_training_free(training);
        return -1;
    }
    *out = training;
    return 0;
}

void search_training_free(struct search_training *training)
{
    if (!training)
        return;
    search_log_close(&training->log);
    job_free(training->job);
    trainer_free(training->trainer);
    free(training);
}

enum job_status search_training_run(struct search_training *training, struct diag_list *diag)
{
    const struct search_training_options *o = &training->options;
    training->diag = diag;
    if (is_first(o) &&
        search_log_open(&training->log, o->folder, training->done, o->provenance, diag))
        return JOB_FAILED;
    enum job_status status = job_run(training->job, diag);
    search_show_end(&training->show);
    return status;
}

struct job *search_training_job(struct search_training *training)
{
    return training->job;
}

const char *search_training_identity(const struct search_training *training)
{
    return training->options.identity;
}

struct trainer *search_training_trainer(struct search_training *training)
{
    return training->trainer;
}

struct search_result search_training_result(struct search_training *training)
{
    const struct search_training_options *o = &training->options;
    struct search_result result = {
        .inputs = o->inputs,
        .mode = o->mode,
        .lambda = o->lambda,
        .target = o->target,
        .seed = o->seed,
        .best = job_best(training->job),
        .gap = o->mode ? job_gap(training->job) : NULL,
        .note = job_note(training->job),
        .seconds = training->log.seconds,
        .folder = o->folder,
        .provenance = o->provenance,
    };
    result.count = job_candidates(training->job, &result.candidate);
    return result;
}
