#include "search/trainer.h"

#include <math.h>
#include <stdlib.h>

#include "model_layout.h"
#include "trainer_state.h"

static size_t share(const struct trainer *trainer)
{
    size_t ranks = trainer->options.ranks ? (size_t)trainer->options.ranks->count : 1;
    return (trainer->options.batch + ranks - 1) / ranks;
}

static int allocate(struct trainer *trainer)
{
    const struct network_shape *input = &trainer->options.network->input;
    size_t bytes = (size_t)input->channels * (size_t)input->rows * (size_t)input->columns;
    const struct search_space *space = trainer->options.space;
    trainer->gradient = calloc(trainer->model->parameter_count, sizeof *trainer->gradient);
    trainer->dp = calloc(space->layer_count * space->choice_count + 1, sizeof *trainer->dp);
    trainer->pixel = malloc(share(trainer) * bytes);
    trainer->label = calloc(share(trainer), sizeof *trainer->label);
    trainer->tested = split_first(trainer->options.test ? trainer->options.test->count : 0);
    return trainer->tested && trainer->gradient && trainer->dp && trainer->pixel && trainer->label
               ? 0
               : -1;
}

static void out_of_memory(struct diag_list *diag, const struct trainer *trainer)
{
    diag_error(diag, &(struct diag_place){.file = trainer->options.network->file}, NULL,
               "not enough memory to train");
}

static int create_parts(struct trainer *trainer, struct diag_list *diag)
{
    const struct trainer_options *o = &trainer->options;
    if (model_create(&trainer->model, o->network, o->space, o->seed, o->rho, diag) != 0 ||
        engine_create(&trainer->engine, trainer->model, share(trainer), o->kernels, o->ranks,
                      diag) != 0)
        return -1;
    trainer->model->stores_integers = 1;
    if (allocate(trainer) != 0) {
        out_of_memory(diag, trainer);
        return -1;
    }
    for (int source = SOURCE_CALIBRATION; source < SOURCE_COUNT; source++)
        if (trainer_open(trainer, (enum trainer_source)source, o->batch, diag) != 0)
            return -1;
    return 0;
}

int trainer_create(struct trainer **out, const struct trainer_options *options,
                   struct diag_list *diag)
{
    struct trainer *trainer = calloc(1, sizeof *trainer);
    if (!trainer) {
        diag_error(diag, &(struct diag_place){.file = options->network->file}, NULL,
                   "not enough memory to train");
        return -1;
    }
    trainer->options = *options;
    if (create_parts(trainer, diag) != 0) {
        trainer_free(trainer);
        return -1;
    }
    *out = trainer;
    return 0;
}

void trainer_free(struct trainer *trainer)
{
    if (!trainer)
        return;
    for (int source = 0; source < SOURCE_COUNT; source++)
        batcher_free(trainer->batcher[source]);
    optimiser_free(trainer->optimiser);
    engine_free(trainer->engine);
    model_free(trainer->model);
    free(trainer->tested);
    free(trainer->gradient);
    free(trainer->dp);
    free(trainer->pixel);
    free(trainer->label);
    free(trainer);
}

struct model *trainer_model(struct trainer *trainer)
{
    return trainer->model;
}

struct engine *trainer_engine(struct trainer *trainer)
{
    return trainer->engine;
}

const struct trainer_fault *trainer_fault(const struct trainer *trainer)
{
    return &trainer->fault;
}

int trainer_any(const struct trainer *trainer, int is_true)
{
    const struct engine_ranks *ranks = trainer->options.ranks;
    double ones = is_true != 0;
    if (ranks && ranks->count > 1)
        ranks->sum(ranks->context, &ones, 1);
    return ones > 0;
}

double trainer_rate(const struct trainer *trainer)
{
    return trainer->rate;
}

void trainer_begin(struct trainer *trainer, uint64_t seed)
{
    model_begin(trainer->model, seed);
}

int trainer_phase(struct trainer *trainer, const struct run_recipe *recipe, double epochs,
                  uint64_t number, int is_new, struct diag_list *diag)
{
    const struct model *model = trainer->model;
    trainer->recipe = recipe;
    trainer->epochs = epochs;
    trainer->number = number;
    if (trainer_open(trainer, SOURCE_TRAIN, (size_t)recipe->batch, diag) != 0 ||
        trainer_open(trainer, SOURCE_VALIDATION, (size_t)recipe->batch, diag) != 0)
        return -1;
    if (!is_new && trainer->optimiser)
        return 0;
    optimiser_free(trainer->optimiser);
    trainer->optimiser = NULL;
    if (optimiser_create(&trainer->optimiser, &recipe->optimiser, model->slice, model->slice_count,
                         model->parameter_count) == 0)
        return 0;
    out_of_memory(diag, trainer);
    return -1;
}

static size_t subject_batches(void *context, enum subject_split split)
{
    const struct trainer *trainer = context;
    const struct batcher *batcher =
        trainer->batcher[split == SUBJECT_TRAIN ? SOURCE_TRAIN : SOURCE_VALIDATION];
    return batcher ? batcher_count(batcher) : 0;
}

/* One step of the optimiser. Returns 0, or -1 if numbers are not finite. */
static int descend(struct trainer *trainer, uint64_t epoch, size_t step)
{
    const struct run_recipe *recipe = trainer->recipe;
    size_t steps = batcher_count(trainer->batcher[SOURCE_TRAIN]);
    double norm = recipe->clip_gradient > 0
                      ? optimiser_clip(trainer->optimiser, trainer->gradient, recipe->clip_gradient)
                      : optimiser_norm(trainer->optimiser, trainer->gradient);
    if (!isfinite(norm))
        return trainer_fail(trainer, TRAINER_FAULT_GRADIENT);
    trainer->rate = schedule_rate(&recipe->schedule, epoch * steps + step, steps, trainer->epochs);
    optimiser_step(trainer->optimiser, trainer->model->parameter, trainer->gradient, trainer->rate);
    return trainer_is_sound(trainer) ? 0 : trainer_fail(trainer, TRAINER_FAULT_WEIGHTS);
}

#define TRAINER_MOMENTUM 0.1 /* of running statistics, as everybody's */

static int subject_step(void *context, enum subject_split split, uint64_t epoch, size_t step,
                        const double *p, int update, double *dp, struct subject_step *out)
{
    struct trainer *trainer = context;
    struct engine_loss loss;
    struct batch batch = trainer_fill(
        trainer, split == SUBJECT_TRAIN ? SOURCE_TRAIN : SOURCE_VALIDATION, epoch, step);
    trainer->fault = (struct trainer_fault){.split = split, .epoch = epoch, .step = step};
    engine_forward(trainer->engine, &batch, p, ENGINE_TRAIN, update ? TRAINER_MOMENTUM : 0);
    engine_loss(trainer->engine, &batch, trainer->recipe->label_smoothing, &loss);
    out->loss = loss.sum / (double)loss.count;
    out->correct = (double)loss.correct / (double)loss.count;
    if (!isfinite(out->loss))
        return trainer_fail(trainer, TRAINER_FAULT_OUTPUTS);
    if (update || dp)
        engine_backward(trainer->engine, p, trainer->gradient, dp ? dp : trainer->dp);
    if (dp && !trainer_dp_is_finite(trainer, dp))
        return trainer_fail(trainer, TRAINER_FAULT_GRADIENT);
    return update ? descend(trainer, epoch, step) : 0;
}

struct subject trainer_subject(struct trainer *trainer)
{
    return (struct subject){.context = trainer,
                            .space = trainer->options.space,
                            .batches = subject_batches,
                            .step = subject_step};
}
