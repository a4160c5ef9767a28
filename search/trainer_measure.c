/* What a trainer measures: scores, statistics, the spread of paths. */
#include <stdlib.h>

#include "trainer_state.h"

int trainer_evaluate(struct trainer *trainer, enum trainer_set set, const double *p,
                     struct trainer_score *out)
{
    enum trainer_source source = set == TRAINER_TEST ? SOURCE_TEST : SOURCE_VALIDATED;
    size_t steps = trainer->batcher[source] ? batcher_count(trainer->batcher[source]) : 0;
    *out = (struct trainer_score){0};
    for (size_t step = 0; step < steps; step++) {
        struct engine_loss loss;
        struct batch batch = trainer_fill(trainer, source, 0, step);
        engine_forward(trainer->engine, &batch, p, ENGINE_EVALUATE, 0);
        engine_loss(trainer->engine, &batch, 0, &loss);
        out->loss += loss.sum;
        out->accuracy += (double)loss.correct;
        out->images += loss.count;
    }
    if (out->images > 0) {
        out->loss /= (double)out->images;
        out->accuracy /= (double)out->images;
    }
    return 0;
}

int trainer_recalibrate(struct trainer *trainer, const double *p, size_t batches)
{
    const struct batcher *batcher = trainer->batcher[SOURCE_CALIBRATION];
    size_t steps = batcher_images(batcher) / trainer->options.batch; /* whole batches */
    for (size_t step = 0; step < batches && step < steps; step++) {
        struct batch batch = trainer_fill(trainer, SOURCE_CALIBRATION, 0, step);
        engine_forward(trainer->engine, &batch, p, ENGINE_TRAIN, 1 / (double)(step + 1));
    }
    return 0;
}

/* p of the network that takes choice j wherever it may, else the first allowed one. */
static void everywhere(const struct search_space *space, size_t choice, double *p)
{
    for (size_t l = 0; l < space->layer_count; l++) {
        const unsigned char *allowed = space->allowed + l * space->choice_count;
        size_t taken = choice;
        if (!allowed[choice])
            for (taken = 0; !allowed[taken];)
                taken++;
        for (size_t j = 0; j < space->choice_count; j++)
            p[l * space->choice_count + j] = j == taken;
    }
}

static void measure_spreads(struct trainer *trainer, double *p, double *spread)
{
    const struct search_space *space = trainer->options.space;
    struct batch batch = trainer_fill(trainer, SOURCE_CALIBRATION, 0, 0);
    for (size_t j = 0; j < space->choice_count; j++) {
        everywhere(space, j, p);
        engine_forward(trainer->engine, &batch, p, ENGINE_TRAIN, 0);
        for (size_t l = 0; l < space->layer_count; l++)
            spread[l * space->choice_count + j] = engine_layer_spread(trainer->engine, (int)l);
    }
}

static void set_kappa(struct trainer *trainer, const double *spread)
{
    const struct search_space *space = trainer->options.space;
    for (size_t l = 0; l < space->layer_count; l++) {
        const unsigned char *allowed = space->allowed + l * space->choice_count;
        const double *row = spread + l * space->choice_count;
        size_t first = 0;
        while (!allowed[first])
            first++;
        for (size_t j = 0; j < space->choice_count; j++)
            if (allowed[j] && row[j] > 0)
                trainer->model->layer[l].kappa[j] *= row[first] / row[j];
    }
}

int trainer_measure_kappa(struct trainer *trainer)
{
    const struct search_space *space = trainer->options.space;
    size_t cells = space->layer_count * space->choice_count;
    double *spread = calloc(2 * cells + 1, sizeof *spread);
    if (!spread)
        return -1;
    measure_spreads(trainer, spread + cells, spread);
    set_kappa(trainer, spread);
    free(spread);
    return 0;
}

/* Arrays of a model. */
size_t trainer_model_items(struct trainer *trainer, struct archive_item *item)
{
    struct model *model = trainer->model;
    size_t count = 0;
    item[count++] = (struct archive_item){"model.parameter", model->parameter,
                                          model->parameter_count * sizeof *model->parameter};
    item[count++] = (struct archive_item){"model.statistics", model->statistics,
                                          model->statistics_count * sizeof *model->statistics};
    return count;
}

size_t trainer_items(struct trainer *trainer, struct archive_item *item)
{
    size_t count = trainer_model_items(trainer, item);
    return count + optimiser_items(trainer->optimiser, item + count);
}
