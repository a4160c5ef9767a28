#include "search/batcher.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "permute.h"
#include "random_purpose.h"

struct batcher {
    struct batcher_options options;
    size_t *order; /* (image_count) the images in the order of `epoch` */
    uint64_t epoch;
    int is_ordered; /* 1: `order` is of `epoch` */
};

static int fail(struct diag_list *diag, const struct batcher_options *options, const char *text)
{
    diag_error(diag, &(struct diag_place){.file = options->dataset->name}, NULL,
               "%s: %zu images in batches of %zu", text, options->image_count, options->batch);
    return -1;
}

int batcher_create(struct batcher **out, const struct batcher_options *options,
                   struct diag_list *diag)
{
    size_t least = options->use == BATCHER_TRAIN ? options->batch : 1;
    *out = NULL;
    if (options->batch == 0 || options->image_count < least)
        return fail(diag, options, "there is no whole batch");
    struct batcher *batcher = calloc(1, sizeof *batcher);
    if (batcher)
        batcher->order = calloc(options->image_count, sizeof *batcher->order);
    if (!batcher || !batcher->order) {
        batcher_free(batcher);
        return fail(diag, options, "not enough memory");
    }
    batcher->options = *options;
    *out = batcher;
    return 0;
}

void batcher_free(struct batcher *batcher)
{
    if (!batcher)
        return;
    free(batcher->order);
    free(batcher);
}

size_t batcher_count(const struct batcher *batcher)
{
    const struct batcher_options *options = &batcher->options;
    size_t whole = options->image_count / options->batch;
    int is_kept = options->use == BATCHER_EVALUATE && options->image_count % options->batch > 0;
    return whole + (size_t)is_kept;
}

size_t batcher_share(const struct batcher *batcher, int ranks)
{
    return (batcher->options.batch + (size_t)ranks - 1) / (size_t)ranks;
}

size_t batcher_images(const struct batcher *batcher)
{
    const struct batcher_options *options = &batcher->options;
    return options->use == BATCHER_EVALUATE ? options->image_count
                                            : batcher_count(batcher) * options->batch;
}

static void set_order(struct batcher *batcher, uint64_t epoch)
{
    const struct batcher_options *options = &batcher->options;
    if (batcher->is_ordered && (batcher->epoch == epoch || options->use == BATCHER_EVALUATE))
        return;
    memcpy(batcher->order, options->image, options->image_count * sizeof *batcher->order);
    if (options->use == BATCHER_TRAIN)
        permute(batcher->order, options->image_count,
                random_stream_at(options->seed, epoch, 0, RANDOM_ORDER));
    batcher->epoch = epoch;
    batcher->is_ordered = 1;
}

static void fill_one(const struct batcher *batcher, size_t image, uint8_t *pixel)
{
    const struct batcher_options *options = &batcher->options;
    const uint8_t *from = dataset_image(options->dataset, image);
    if (options->use == BATCHER_EVALUATE) {
        memcpy(pixel, from, dataset_image_bytes(options->dataset));
        return;
    }
    struct augment_draw draw =
        augment_draw(&options->augment, options->seed, batcher->epoch, image);
    augment_apply(&draw, options->augment.padding, options->dataset->shape, from, pixel);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t batcher_fill(struct batcher *batcher, uint64_t epoch, size_t step, int rank, int ranks,
                    uint8_t *pixel, int *label)
{
    const struct dataset *dataset = batcher->options.dataset;
    size_t first = step * batcher->options.batch, all = batcher_images(batcher) - first;
    size_t bytes = dataset_image_bytes(dataset);
    assert(step < batcher_count(batcher) && rank >= 0 && rank < ranks);
    all = least(all, batcher->options.batch);
    size_t share = batcher_share(batcher, ranks);
    size_t begin = least((size_t)rank * share, all), count = least(share, all - begin);
    set_order(batcher, epoch);
    const size_t *image = batcher->order + first + begin;
    /* Copies take no longer than threads do to begin: 0.2 ms for 128 images of 3x32x32. */
    int is_slow = batcher->options.augment.rotation_degrees > 0 && count * bytes > 65536;
#pragma omp parallel for schedule(static) if (is_slow)
    for (size_t i = 0; i < count; i++) {
        fill_one(batcher, image[i], pixel + i * bytes);
        label[i] = dataset->label[image[i]];
    }
    return count;
}
