#include <omp.h>

#include "search/batcher.h"
#include "workloads/expect.h"

#define IMAGES 50
#define BATCH 16

/* Images of 3x4x5 whose first byte is their number; label: number modulo 7. */
static struct dataset make_set(void)
{
    struct dataset set = {"made", {3, 4, 5}, 7, IMAGES, calloc(IMAGES, 60), NULL};
    set.label = calloc(IMAGES, sizeof *set.label);
    cr_assert(set.pixel && set.label);
    for (size_t i = 0; i < IMAGES; i++) {
        for (size_t k = 0; k < 60; k++)
            set.pixel[60 * i + k] = (uint8_t)(i + 3 * k);
        set.label[i] = (int)(i % 7);
    }
    return set;
}

static void free_set(struct dataset *set)
{
    free(set->pixel);
    free(set->label);
}

static struct batcher *make(const struct batcher_options *options)
{
    struct diag_list *diag;
    struct batcher *batcher;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(batcher_create(&batcher, options, diag), 0);
    cr_assert_eq(diag_count(diag), 0);
    diag_free(diag);
    return batcher;
}

struct filled {
    size_t count;
    uint8_t pixel[BATCH * 60];
    int label[BATCH];
};

static void fill(struct filled *out, struct batcher *batcher, uint64_t epoch, size_t step)
{
    memset(out, 0, sizeof *out);
    out->count = batcher_fill(batcher, epoch, step, 0, 1, out->pixel, out->label);
}

/* Images 1, 3, 5, ... 45. */
static size_t some[23];

static struct batcher_options make_options(const struct dataset *set, enum batcher_use use)
{
    for (size_t i = 0; i < 23; i++)
        some[i] = 2 * i + 1;
    return (struct batcher_options){
        .dataset = set, .image = some, .image_count = 23, .batch = 5, .use = use, .seed = 11};
}

/* The number of an image of a batch, which is whole and has its label. */
static size_t image_in(const struct filled *batch, size_t i, const struct dataset *set)
{
    size_t image = batch->pixel[60 * i];
    cr_assert(image < IMAGES);
    cr_assert_eq(memcmp(batch->pixel + 60 * i, dataset_image(set, image), 60), 0);
    cr_assert_eq(batch->label[i], set->label[image]);
    return image;
}

/* Reads an epoch; which image stands where. */
static size_t read_epoch(struct batcher *batcher, const struct dataset *set, uint64_t epoch,
                         size_t *order)
{
    struct filled batch;
    size_t n = 0;
    for (size_t step = 0; step < batcher_count(batcher); step++) {
        fill(&batch, batcher, epoch, step);
        for (size_t i = 0; i < batch.count; i++)
            order[n++] = image_in(&batch, i, set);
    }
    cr_assert_eq(n, batcher_images(batcher));
    return n;
}

Test(batcher, evaluates_the_list_as_it_is)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_EVALUATE);
    options.augment = (struct augment){.crop_pixels = 4, .flip = 1};
    struct batcher *batcher = make(&options);
    size_t order[IMAGES];
    cr_assert_eq(batcher_count(batcher), 5);
    for (uint64_t epoch = 0; epoch < 3; epoch++) {
        cr_assert_eq(read_epoch(batcher, &set, epoch, order), 23);
        cr_assert_eq(memcmp(order, some, sizeof some), 0);
    }
    batcher_free(batcher);
    options.image_count = 20; /* nothing is left over */
    batcher = make(&options);
    cr_assert_eq(batcher_count(batcher), 4);
    cr_assert_eq(batcher_images(batcher), 20);
    batcher_free(batcher);
    free_set(&set);
}

/* Four whole batches of different images of the list, in an order of each epoch's own; in many
 * epochs every image is left out as often: 300 epochs, 3 of 23, 5 standard deviations. */
Test(batcher, trains_in_another_order_every_epoch)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_TRAIN);
    struct batcher *batcher = make(&options);
    size_t order[IMAGES], last[IMAGES] = {0}, seen[IMAGES] = {0};
    cr_assert_eq(batcher_count(batcher), 4);
    for (uint64_t epoch = 0; epoch < 300; epoch++) {
        unsigned char used[IMAGES] = {0};
        cr_assert_eq(read_epoch(batcher, &set, epoch, order), 20);
        for (size_t i = 0; i < 20; i++) {
            cr_assert(order[i] % 2 == 1 && order[i] <= 45);
            cr_assert_eq(used[order[i]]++, 0);
            seen[order[i]]++;
        }
        cr_assert_neq(memcmp(order, last, 20 * sizeof *order), 0);
        memcpy(last, order, 20 * sizeof *order);
    }
    for (size_t i = 0; i < 23; i++)
        cr_assert(seen[some[i]] > 231 && seen[some[i]] < 290, "%zu", seen[some[i]]);
    batcher_free(batcher);
    free_set(&set);
}

/* All 24 orders of four images, of 4800 epochs 200 each, within 5 standard deviations. */
Test(batcher, orders_are_uniform)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_TRAIN);
    options.image_count = options.batch = 4;
    struct batcher *batcher = make(&options);
    int seen[256] = {0};
    for (uint64_t epoch = 0; epoch < 4800; epoch++) {
        struct filled batch;
        int order = 0;
        fill(&batch, batcher, epoch, 0);
        for (size_t i = 0; i < 4; i++)
            order = 4 * order + batch.pixel[60 * i] / 2;
        seen[order]++;
    }
    int orders = 0;
    for (int i = 0; i < 256; i++) {
        orders += seen[i] > 0;
        cr_assert(seen[i] == 0 || abs(seen[i] - 200) < 70, "%d", seen[i]);
    }
    cr_assert_eq(orders, 24);
    batcher_free(batcher);
    free_set(&set);
}

/* The same batch, whatever was asked for before; another one of another seed. */
Test(batcher, is_a_function_of_seed_and_epoch)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_TRAIN);
    options.augment = (struct augment){2, 1, 10, 128};
    struct batcher *one = make(&options), *two = make(&options);
    options.seed++;
    struct batcher *other = make(&options);
    struct filled a, b;
    for (uint64_t epoch = 0; epoch < 6; epoch++)
        for (size_t step = 0; step < 4; step++)
            fill(&a, one, epoch, step);
    fill(&a, one, 2, 1);
    fill(&b, two, 2, 1);
    cr_assert_eq(memcmp(&a, &b, sizeof a), 0);
    fill(&b, other, 2, 1);
    cr_assert_neq(memcmp(&a, &b, sizeof a), 0);
    batcher_free(one);
    batcher_free(two);
    batcher_free(other);
    free_set(&set);
}

/* An image is augmented by its number in the data set. */
Test(batcher, augments_by_image)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_TRAIN);
    struct batcher *plain = make(&options);
    options.augment = (struct augment){3, 1, 20, 128};
    struct batcher *augmented = make(&options);
    struct filled a, b;
    for (size_t step = 0; step < 4; step++) {
        fill(&a, plain, 4, step);
        fill(&b, augmented, 4, step);
        cr_assert_eq(memcmp(a.label, b.label, sizeof a.label), 0);
        for (size_t i = 0; i < a.count; i++) {
            uint8_t expected[60], *image = a.pixel + 60 * i;
            struct augment_draw draw = augment_draw(&options.augment, 11, 4, image[0]);
            augment_apply(&draw, 128, set.shape, image, expected);
            cr_assert_eq(memcmp(b.pixel + 60 * i, expected, 60), 0);
        }
    }
    batcher_free(plain);
    batcher_free(augmented);
    free_set(&set);
}

/* The ranks' shares, one behind the other, are the batch; even the last, incomplete one. */
Test(batcher, shares_batches_among_ranks)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_EVALUATE);
    struct batcher *batcher = make(&options);
    for (int ranks = 1; ranks <= 7; ranks++)
        for (size_t step = 0; step < 5; step++) {
            struct filled all, parts = {0};
            fill(&all, batcher, 0, step);
            for (int rank = 0; rank < ranks; rank++) {
                size_t n = batcher_fill(batcher, 0, step, rank, ranks,
                                        parts.pixel + 60 * parts.count, parts.label + parts.count);
                size_t share = batcher_share(batcher, ranks), left = all.count - parts.count;
                cr_assert_eq(n, share < left ? share : left);
                parts.count += n;
            }
            cr_assert_eq(memcmp(&all, &parts, sizeof all), 0);
        }
    batcher_free(batcher);
    free_set(&set);
}

/* Large enough for threads to be used: the same bytes with 1, 2 and 4 of them. */
Test(batcher, threads_give_the_same_bytes)
{
    enum { COUNT = 40, BYTES = 3 * 32 * 32 };
    struct dataset set = {"made", {3, 32, 32}, 10, COUNT, calloc(COUNT, BYTES), NULL};
    int label[2][COUNT];
    size_t *image = calloc(COUNT, sizeof *image);
    uint8_t *pixel = calloc(2, COUNT * BYTES);
    set.label = calloc(COUNT, sizeof *set.label);
    cr_assert(image && pixel && set.label && set.pixel);
    for (size_t i = 0; i < COUNT; i++) {
        image[i] = i;
        set.label[i] = (int)(i % 10);
        for (size_t k = 0; k < BYTES; k++)
            set.pixel[i * BYTES + k] = (uint8_t)(i * k + k / 7);
    }
    struct batcher_options options = {.dataset = &set,
                                      .image = image,
                                      .image_count = COUNT,
                                      .batch = COUNT,
                                      .augment = {4, 1, 10, 0}};
    struct batcher *batcher = make(&options);
    for (int threads = 1; threads <= 4; threads *= 2) {
        int other = threads > 1;
        omp_set_num_threads(threads);
        batcher_fill(batcher, 1, 0, 0, 1, pixel + (size_t)other * COUNT * BYTES, label[other]);
        cr_assert(!other || memcmp(pixel, pixel + COUNT * BYTES, COUNT * BYTES) == 0);
        cr_assert(!other || memcmp(label[0], label[1], sizeof label[0]) == 0);
    }
    batcher_free(batcher);
    free(pixel);
    free(image);
    free_set(&set);
}

Test(batcher, needs_a_batch)
{
    struct dataset set = make_set();
    struct batcher_options options = make_options(&set, BATCHER_TRAIN);
    struct batcher *batcher;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    options.batch = 24;
    cr_assert_eq(batcher_create(&batcher, &options, diag), -1);
    cr_assert_null(batcher);
    expect_some(diag, "there is no whole batch: 23 images in batches of 24");
    options.use = BATCHER_EVALUATE;
    cr_assert_eq(batcher_create(&batcher, &options, diag), 0);
    cr_assert_eq(batcher_count(batcher), 1);
    batcher_free(batcher);
    options.image_count = 0;
    cr_assert_eq(batcher_create(&batcher, &options, diag), -1);
    options.image_count = 5;
    options.batch = 0;
    cr_assert_eq(batcher_create(&batcher, &options, diag), -1);
    diag_free(diag);
    free_set(&set);
}
