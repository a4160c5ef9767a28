/* Where a trainer's images come from. */
#include "trainer_state.h"

/* Images of a source: a list of numbers in a data set. */
struct images_of {
    const struct dataset *dataset;
    const size_t *image;
    size_t count;
};

static struct images_of images_of(const struct trainer *trainer, enum trainer_source source)
{
    const struct trainer_options *o = &trainer->options;
    if (source == SOURCE_TEST)
        return (struct images_of){o->test, trainer->tested, o->test ? o->test->count : 0};
    if (source == SOURCE_TRAIN || source == SOURCE_CALIBRATION)
        return (struct images_of){o->train, o->split->train, o->split->train_count};
    return (struct images_of){o->train, o->split->validation, o->split->validation_count};
}

int trainer_open(struct trainer *trainer, enum trainer_source source, size_t batch,
                 struct diag_list *diag)
{
    struct images_of images = images_of(trainer, source);
    int learns = source == SOURCE_TRAIN || source == SOURCE_VALIDATION;
    struct batcher_options options = {.dataset = images.dataset,
                                      .image = images.image,
                                      .image_count = images.count,
                                      .batch = batch,
                                      .use = learns ? BATCHER_TRAIN : BATCHER_EVALUATE,
                                      .seed = trainer->options.seed};
    batcher_free(trainer->batcher[source]);
    trainer->batcher[source] = NULL;
    /* a mode that needs batches of it refuses to begin: search_check */
    if (images.count == 0 || (source == SOURCE_VALIDATION && images.count < batch))
        return 0;
    if (learns)
        options.augment = trainer->options.augment;
    return batcher_create(&trainer->batcher[source], &options, diag);
}

struct batch trainer_fill(struct trainer *trainer, enum trainer_source source, uint64_t epoch,
                          size_t step)
{
    const struct engine_ranks *ranks = trainer->options.ranks;
    enum { PHASE_EPOCHS = 1 << 20 }; /* more than any phase has */
    uint64_t key = trainer->number * PHASE_EPOCHS + epoch;
    size_t count = batcher_fill(trainer->batcher[source], key, step, ranks ? ranks->rank : 0,
                                ranks ? ranks->count : 1, trainer->pixel, trainer->label);
    return (struct batch){count, trainer->pixel, trainer->label};
}
