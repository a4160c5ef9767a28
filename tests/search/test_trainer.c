/* A trainer measures what it says, and the same with any number of threads. */
#include <math.h>

#include "planted_network.h"
#include "search/warm_up.h"

struct fixture {
    struct planted_network p;
    struct trainer *trainer;
};

static void begin(struct fixture *f, uint64_t seed, const char *const *overrides, size_t count)
{
    struct diag_list *diag = planted_diag();
    planted_network_begin(&f->p, seed, overrides, count);
    f->trainer = planted_trainer(&f->p, seed);
    planted_expect(trainer_phase(f->trainer, &f->p.run->train, 4, 0, 1, diag), diag);
    diag_free(diag);
}

static void end(struct fixture *f)
{
    trainer_free(f->trainer);
    planted_network_end(&f->p);
}

static void warm_up(struct fixture *f, enum warm_up_paths paths, uint64_t epochs)
{
    struct subject subject = trainer_subject(f->trainer);
    struct search_tally tally;
    for (uint64_t epoch = 0; epoch < epochs; epoch++)
        cr_assert_eq(warm_up_epoch(&subject, paths, 1, epoch, &tally), 0);
}

/* Images [first, first + count) of the training split, as they are. */
static struct batch images_of(const struct fixture *f, size_t first, size_t count, uint8_t *pixel,
                              int *label)
{
    const struct dataset *data = f->p.train;
    for (size_t i = 0; i < count; i++) {
        size_t image = f->p.split.train[first + i];
        memcpy(pixel + i * VALUES, dataset_image(data, image), VALUES);
        label[i] = data->label[image];
    }
    return (struct batch){count, pixel, label};
}

/* Mean and variance (of the sample) of a channel of a layer's sums, in double. */
static void channel_statistics(const struct view *z, int channel, double *mean, double *variance)
{
    size_t n = (size_t)z->images * (size_t)z->rows * (size_t)z->columns;
    *mean = *variance = 0;
    for (size_t i = 0; i < n; i++)
        *mean += (double)z->value[i * (size_t)z->stride + (size_t)channel] / (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = (double)z->value[i * (size_t)z->stride + (size_t)channel] - *mean;
        *variance += d * d / (double)(n - 1);
    }
}

enum { BATCH = 32, BATCHES = 3 };

struct statistics {
    double mean[LAYERS][CHANNELS], variance[LAYERS][CHANNELS];
};

/* Means over the batches of what the engine's outputs are, layer by layer. */
static void measure(struct fixture *f, const double *p, struct statistics *out)
{
    uint8_t pixel[BATCH * VALUES];
    int label[BATCH];
    *out = (struct statistics){0};
    for (size_t b = 0; b < BATCHES; b++) {
        struct batch batch = images_of(f, b * BATCH, BATCH, pixel, label);
        engine_forward(trainer_engine(f->trainer), &batch, p, ENGINE_TRAIN, 0);
        for (int l = 0; l < LAYERS; l++)
            for (int c = 0; c < CHANNELS; c++) {
                struct view z = engine_layer_view(trainer_engine(f->trainer), l);
                double mean, variance;
                channel_statistics(&z, c, &mean, &variance);
                out->mean[l][c] += mean / BATCHES;
                out->variance[l][c] += variance / BATCHES;
            }
    }
}

Test(trainer, recalibration_gives_the_statistics_of_the_data)
{
    struct fixture f;
    struct statistics expected;
    double p[LAYERS * CHOICES];
    begin(&f, 2, NULL, 0);
    warm_up(&f, WARM_UP_UNIFORM, 2);
    space_assign(&f.p.space, (const size_t[]){MF8, T8, BC8, T8}, p);
    measure(&f, p, &expected);
    cr_assert_eq(trainer_recalibrate(f.trainer, p, BATCHES), 0);
    for (int l = 0; l < LAYERS; l++) {
        const struct model_layer *layer = &trainer_model(f.trainer)->layer[l];
        for (int c = 0; c < CHANNELS; c++) {
            double sigma = sqrt(expected.variance[l][c]);
            cr_expect(fabs(layer->mean[c] - expected.mean[l][c]) < 1e-5 * sigma, "layer %d", l);
            cr_expect(fabs(layer->variance[c] / expected.variance[l][c] - 1) < 1e-4,
                      "layer %d: %g, not %g", l, layer->variance[c], expected.variance[l][c]);
        }
    }
    end(&f);
}

/* More batches than there are: all whole ones. */
Test(trainer, recalibration_ends_with_the_images)
{
    struct fixture f;
    double p[LAYERS * CHOICES], *once;
    begin(&f, 2, NULL, 0);
    struct model *model = trainer_model(f.trainer);
    once = malloc(model->statistics_count * sizeof *once);
    cr_assert_not_null(once);
    space_uniform(&f.p.space, p);
    cr_assert_eq(trainer_recalibrate(f.trainer, p, f.p.split.train_count / BATCH), 0);
    memcpy(once, model->statistics, model->statistics_count * sizeof *once);
    cr_assert_eq(trainer_recalibrate(f.trainer, p, 1000), 0);
    for (size_t i = 0; i < model->statistics_count; i++)
        cr_assert(fabs(once[i] - model->statistics[i]) <= 1e-12 * (1 + fabs(once[i])));
    free(once);
    end(&f);
}

/* What evaluation must give: every test image on its own. */
static void evaluate_one_by_one(struct fixture *f, const double *p, struct trainer_score *out)
{
    const struct dataset *data = f->p.test;
    *out = (struct trainer_score){.images = data->count};
    for (size_t i = 0; i < data->count; i++) {
        struct engine_loss loss;
        struct batch batch = {1, dataset_image(data, i), &data->label[i]};
        engine_forward(trainer_engine(f->trainer), &batch, p, ENGINE_EVALUATE, 0);
        engine_loss(trainer_engine(f->trainer), &batch, 0, &loss);
        out->loss += loss.sum / (double)data->count;
        out->accuracy += (double)loss.correct / (double)data->count;
    }
}

Test(trainer, evaluation_counts_every_image_once)
{
    static const char *const batches[] = {"train.batch=32", "train.batch=7", "train.batch=77",
                                          "train.batch=128", "train.batch=1"};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        struct fixture f;
        struct trainer_score score, expected;
        double p[LAYERS * CHOICES];
        begin(&f, 3, &batches[i], 1);
        space_uniform(&f.p.space, p);
        cr_assert_eq(trainer_recalibrate(f.trainer, p, 100), 0);
        cr_assert_eq(trainer_evaluate(f.trainer, TRAINER_TEST, p, &score), 0);
        evaluate_one_by_one(&f, p, &expected);
        cr_expect(score.images == 77 && score.images == expected.images);
        cr_expect_float_eq(score.accuracy, expected.accuracy, 1e-12, "%s", batches[i]);
        cr_expect_float_eq(score.loss, expected.loss, 1e-6, "%s", batches[i]);
        cr_assert_eq(trainer_evaluate(f.trainer, TRAINER_VALIDATION, p, &score), 0);
        cr_expect_eq(score.images, VALIDATION);
        end(&f);
    }
}

/* Spread of a layer's sums on the first batch, with choice j wherever it may be. */
static void spreads(struct fixture *f, size_t j, double spread[LAYERS])
{
    uint8_t pixel[BATCH * VALUES];
    int label[BATCH];
    double p[LAYERS * CHOICES];
    struct batch batch = images_of(f, 0, BATCH, pixel, label);
    space_assign(&f->p.space, (const size_t[]){j, j, j, j}, p);
    engine_forward(trainer_engine(f->trainer), &batch, p, ENGINE_TRAIN, 0);
    for (int l = 0; l < LAYERS; l++)
        spread[l] = engine_layer_spread(trainer_engine(f->trainer), l);
}

Test(trainer, kappa_equalises_the_spreads)
{
    struct fixture f;
    double first[LAYERS], before[LAYERS], after[LAYERS];
    begin(&f, 5, (const char *const[]){"mf.rho=0.5"}, 1);
    warm_up(&f, WARM_UP_UNIFORM, 2);
    spreads(&f, T8, first);
    spreads(&f, BC8, before);
    cr_assert_eq(trainer_measure_kappa(f.trainer), 0);
    for (size_t j = 0; j < CHOICES; j++) {
        spreads(&f, j, after);
        for (int l = 0; l < LAYERS; l++)
            cr_expect_float_eq(after[l] / first[l], 1, 1e-4, "layer %d, choice %zu", l, j);
    }
    cr_expect(fabs(before[ORDER] / first[ORDER] - 1) > 0.01, "nothing to equalise");
    const double *kappa = trainer_model(f.trainer)->layer[ORDER].kappa, once = kappa[BC8];
    cr_assert_eq(trainer_measure_kappa(f.trainer), 0);
    cr_expect_float_eq(kappa[BC8] / once, 1, 1e-4, "measured again it stays");
    cr_expect_eq(kappa[T8], 1);
    cr_expect_float_eq(kappa[BC8], first[ORDER] / before[ORDER], 1e-6);
    end(&f);
}

/* Everything a checkpoint would hold after some steps of theta and alpha. */
static unsigned char *train_some(struct fixture *f, enum warm_up_paths paths, int threads,
                                 size_t *bytes)
{
    struct archive_item item[TRAINER_ITEMS_MAX];
    struct subject subject = trainer_subject(f->trainer);
    struct subject_step step;
    double p[LAYERS * CHOICES], dp[LAYERS * CHOICES];
    omp_set_num_threads(threads);
    warm_up(f, paths, 2);
    cr_assert_eq(trainer_measure_kappa(f->trainer), 0);
    space_uniform(&f->p.space, p);
    cr_assert_eq(subject.step(subject.context, SUBJECT_VALIDATION, 0, 0, p, 0, dp, &step) |
                     subject.step(subject.context, SUBJECT_TRAIN, 9, 1, p, 1, NULL, &step),
                 0);
    size_t count = trainer_items(f->trainer, item);
    *bytes = sizeof dp + sizeof step;
    for (size_t i = 0; i < count; i++)
        *bytes += item[i].bytes;
    unsigned char *all = malloc(*bytes), *at = all;
    cr_assert_not_null(all);
    memcpy(at, dp, sizeof dp);
    memcpy(at + sizeof dp, &step, sizeof step);
    at += sizeof dp + sizeof step;
    for (size_t i = 0; i < count; at += item[i++].bytes)
        memcpy(at, item[i].data, item[i].bytes);
    return all;
}

/* Batches of several blocks, so that there is something to share out. */
static unsigned char *train_with(enum warm_up_paths paths, int threads, uint64_t seed,
                                 size_t *bytes)
{
    struct fixture f;
    begin(&f, seed, (const char *const[]){"train.batch=80", "data.augment.crop=1"}, 2);
    unsigned char *all = train_some(&f, paths, threads, bytes);
    end(&f);
    return all;
}

static void expect_threads_agree(enum warm_up_paths paths)
{
    size_t bytes, other;
    unsigned char *one = train_with(paths, 1, 6, &bytes);
    for (int threads = 2; threads <= 4; threads += 2) {
        unsigned char *more = train_with(paths, threads, 6, &other);
        cr_assert(other == bytes && memcmp(one, more, bytes) == 0, "%d threads", threads);
        free(more);
    }
    unsigned char *another = train_with(paths, 1, 7, &other);
    cr_assert_neq(memcmp(one, another, bytes), 0, "another seed");
    free(another);
    free(one);
}

Test(trainer, threads_do_not_change_a_bit_of_uniform_paths)
{
    expect_threads_agree(WARM_UP_UNIFORM);
}

Test(trainer, nor_of_sampled_paths)
{
    expect_threads_agree(WARM_UP_SAMPLED);
}

/* A step for alpha alone leaves weights and statistics as they are. */
Test(trainer, a_step_of_alpha_moves_nothing_else)
{
    struct fixture f;
    struct archive_item item[TRAINER_ITEMS_MAX];
    double p[LAYERS * CHOICES], dp[LAYERS * CHOICES] = {0};
    begin(&f, 8, NULL, 0);
    struct subject subject = trainer_subject(f.trainer);
    struct subject_step step;
    size_t count = trainer_items(f.trainer, item);
    void *before[TRAINER_ITEMS_MAX];
    for (size_t i = 0; i < count; i++) {
        before[i] = malloc(item[i].bytes);
        cr_assert_not_null(before[i]);
        memcpy(before[i], item[i].data, item[i].bytes);
    }
    space_uniform(&f.p.space, p);
    cr_assert_eq(subject.step(subject.context, SUBJECT_VALIDATION, 0, 0, p, 0, dp, &step), 0);
    cr_assert_neq(dp[ORDER * CHOICES], 0);
    for (size_t i = 0; i < count; i++) {
        cr_assert_arr_eq(before[i], item[i].data, item[i].bytes, "%s", item[i].name);
        free(before[i]);
    }
    end(&f);
}

/* What a step makes of the weights is looked at before anybody saves it. */
Test(trainer, a_step_to_infinity_fails_at_once)
{
    struct fixture f;
    double p[LAYERS * CHOICES];
    begin(&f, 8, (const char *const[]){"train.optimiser.kind=sgd"}, 1);
    f.p.run->train.schedule.rate = 1e60;
    struct subject subject = trainer_subject(f.trainer);
    struct subject_step step;
    space_uniform(&f.p.space, p);
    cr_assert_eq(subject.step(subject.context, SUBJECT_TRAIN, 0, 2, p, 1, NULL, &step), -1);
    const struct trainer_fault *fault = trainer_fault(f.trainer);
    cr_assert(fault->is_set && fault->kind == TRAINER_FAULT_WEIGHTS);
    cr_assert(fault->split == SUBJECT_TRAIN && fault->epoch == 0 && fault->step == 2);
    cr_assert_str_eq(fault->layer, "side");
    end(&f);
}

/* ---- a network of the usual parts, all nine choices ---- */

enum { LARGE_IMAGES = 112, LARGE_PIXELS = 16 * 16, LARGE_BATCH = 56 };

struct large {
    struct network *network;
    struct search_space space;
    struct dataset data;
    struct split split;
    struct run_recipe recipe;
    struct trainer *trainer;
};

static void fill_large(struct large *l)
{
    struct random_stream stream = random_stream_at(1, 2, 3, 4);
    l->data = (struct dataset){"noise", {1, 16, 16}, 10, LARGE_IMAGES, NULL, NULL};
    l->data.pixel = malloc((size_t)LARGE_IMAGES * LARGE_PIXELS);
    l->data.label = calloc(LARGE_IMAGES, sizeof *l->data.label);
    cr_assert(l->data.pixel && l->data.label);
    for (size_t i = 0; i < (size_t)LARGE_IMAGES * LARGE_PIXELS; i++)
        l->data.pixel[i] = (uint8_t)random_below(&stream, 256);
    for (size_t i = 0; i < LARGE_IMAGES; i++)
        l->data.label[i] = (int)(i % 10);
    l->split = (struct split){.train = split_first(LARGE_IMAGES), .train_count = LARGE_IMAGES};
    cr_assert_not_null(l->split.train);
}

static void create_large(struct large *l)
{
    static const char *const names[] = {"T8", "T4", "T2", "MF8", "MF4", "MF2", "BC8", "BC4", "BC2"};
    struct choice choice[9];
    struct diag_list *diag = planted_diag();
    planted_expect(
        network_read(&l->network, ENOS_SOURCE_DIR "/search/runs/quick-network.yaml", NULL, 0, diag),
        diag);
    for (size_t i = 0; i < 9; i++)
        cr_assert_eq(choice_parse(&choice[i], names[i]), 0);
    cr_assert_eq(space_create(&l->space, l->network, choice, 9), 0);
    fill_large(l);
    l->recipe = (struct run_recipe){
        .batch = LARGE_BATCH,
        .optimiser = {.kind = OPTIMISER_ADAM, .beta = {0.9, 0.999}, .epsilon = 1e-8},
        .schedule = {.kind = SCHEDULE_CONSTANT, .rate = 1e-3},
        .clip_gradient = 1};
    struct trainer_options options = {.network = l->network,
                                      .space = &l->space,
                                      .train = &l->data,
                                      .split = &l->split,
                                      .augment = {.crop_pixels = 2, .flip = 1},
                                      .batch = LARGE_BATCH,
                                      .seed = 9,
                                      .rho = 0.25,
                                      .kernels = &kernels_cpu};
    planted_expect(trainer_create(&l->trainer, &options, diag), diag);
    planted_expect(trainer_phase(l->trainer, &l->recipe, 4, 0, 1, diag), diag);
    diag_free(diag);
}

static void free_large(struct large *l)
{
    trainer_free(l->trainer);
    space_free(&l->space);
    network_free(l->network);
    split_free(&l->split);
    free(l->data.pixel);
    free(l->data.label);
}

/* Parameters after some steps; the caller frees them. */
static real *train_large(enum warm_up_paths paths, int threads, size_t *count)
{
    struct large l;
    struct search_tally tally;
    omp_set_num_threads(threads);
    create_large(&l);
    struct subject subject = trainer_subject(l.trainer);
    for (uint64_t epoch = 0; epoch < 2; epoch++)
        cr_assert_eq(warm_up_epoch(&subject, paths, 1, epoch, &tally), 0);
    const struct model *model = trainer_model(l.trainer);
    *count = model->parameter_count;
    real *copy = malloc(*count * sizeof *copy);
    cr_assert_not_null(copy);
    memcpy(copy, model->parameter, *count * sizeof *copy);
    free_large(&l);
    return copy;
}

Test(trainer, threads_do_not_change_a_bit_of_a_larger_network)
{
    for (int paths = WARM_UP_UNIFORM; paths <= WARM_UP_SAMPLED; paths++) {
        size_t count, other;
        real *one = train_large((enum warm_up_paths)paths, 1, &count);
        for (int threads = 2; threads <= 4; threads += 2) {
            real *more = train_large((enum warm_up_paths)paths, threads, &other);
            cr_assert(other == count && memcmp(one, more, count * sizeof *one) == 0,
                      "%d threads, paths %d", threads, paths);
            free(more);
        }
        free(one);
    }
}
