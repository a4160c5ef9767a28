/* Batches of a list of images, in an order that is a pure function of seed and epoch.
 *
 *     batcher_create(&batcher, &options, diag);
 *     for (size_t step = 0; step < batcher_count(batcher); step++) {
 *         batch.count = batcher_fill(batcher, epoch, step, 0, 1, pixel, label);
 *         ...
 *     }
 */
#ifndef SEARCH_BATCHER_H
#define SEARCH_BATCHER_H

#include <stddef.h>
#include <stdint.h>

#include "search/augment.h"
#include "search/dataset.h"

enum batcher_use {
    BATCHER_TRAIN,    /* another order every epoch, augmented; an incomplete batch is left out */
    BATCHER_EVALUATE, /* in the list's order, as they are; the last batch may be smaller */
};

struct batcher_options {
    const struct dataset *dataset; /* must outlive the batcher */
    const size_t *image;           /* (image_count) images of it; must outlive the batcher */
    size_t image_count;
    size_t batch; /* images, of all ranks together */
    enum batcher_use use;
    uint64_t seed;
    struct augment augment; /* {0}: none */
};

struct batcher;

/* Returns 0, or -1 with the reason in `diag`: not one batch in an epoch, no memory. */
int batcher_create(struct batcher **out, const struct batcher_options *options,
                   struct diag_list *diag);
void batcher_free(struct batcher *batcher);

/* Batches in an epoch. */
size_t batcher_count(const struct batcher *batcher);

/* Most images that a rank gets of a batch: what pixel and label must have room for. */
size_t batcher_share(const struct batcher *batcher, int ranks);

/* Images of an epoch: all batches, all ranks. */
size_t batcher_images(const struct batcher *batcher);

/* Writes this rank's part of a batch: the batch is cut into `ranks` pieces one behind the other
 * of batcher_share images; the last of them may be smaller, or empty. pixel (count, channels,
 * rows, columns), label (count).
 * Returns count. Not to be called by two threads at once: it keeps the order of one epoch. */
size_t batcher_fill(struct batcher *batcher, uint64_t epoch, size_t step, int rank, int ranks,
                    uint8_t *pixel, int *label);

#endif
