/* A network, data and a run small enough to be trained a hundred times in a test.
 *
 * An image has three channels of three pixels with a low, a middle and a high value, in one of the
 * four orders in which the second pixel is not the middle one. In one channel, which is the label,
 * the first pixel is brighter than the last. Layer `order` alone sees where the values stand:
 * `side` sees their mean. All other layers sum one term. */
#ifndef TESTS_PLANTED_NETWORK_H
#define TESTS_PLANTED_NETWORK_H

#include <criterion/criterion.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/job.h"
#include "search/mode.h"
#include "workloads/random_stream.h"

enum { CHANNELS = 3, PIXELS = 3, VALUES = CHANNELS * PIXELS };
enum { ALL_ORDERS = 24, VALIDATION = 4 * ALL_ORDERS };
enum { SIDE, ORDER, MIDDLE, LAST, LAYERS };
enum { T8, MF8, BC8, CHOICES };

static const char planted_text[] =
    "format: enos/network/1\n"
    "name: planted\n"
    "source: made for a test\n"
    "input: {shape: [3, 1, 3], signed: false}\n"
    "classes: 3\n"
    "nodes:\n"
    "  - {name: mean, op: global_average}\n"
    "  - {name: side, op: depthwise, kernel: 1, relu: false}\n"
    "  - {name: order, op: depthwise, inputs: input, kernel: [1, 3], relu: false}\n"
    "  - {name: sum, op: add, inputs: [side, order]}\n"
    "  - {name: middle, op: depthwise, kernel: 1, relu: false}\n"
    "  - {name: last, op: depthwise, kernel: 1, relu: false}\n";

static const char planted_run_text[] = "format: enos/run/1\n"
                                       "name: planted\n"
                                       "network: planted.yaml\n"
                                       "tables: none.csv\n"
                                       "data:\n"
                                       "  {kind: cifar10, folder: none, validation: 96,\n"
                                       "  augment: {crop: 0, flip: false}}\n"
                                       "mode: bi-level\n"
                                       "choices: [T8, MF8, BC8]\n"
                                       "lambda: 0.3\n"
                                       "lambda_ramp: 6\n"
                                       "warm_up: {epochs: 24}\n"
                                       "search:\n"
                                       "  epochs: 16\n"
                                       "  alpha: {rate: 0.1, temperature: [1, 0.1]}\n"
                                       "  sequential: {cycle_epochs: 4}\n"
                                       "  stochastic: {samples: 3}\n"
                                       "train:\n"
                                       "  batch: 32\n"
                                       "  schedule: {kind: constant, rate: 0.05}\n"
                                       "retrain: {epochs: 4, from: inherited}\n"
                                       "recalibrate: {batches: 4}\n"
                                       "mf: {rho: 0.001}\n"
                                       "threads: 1\n";

struct planted_network {
    struct network *network;
    struct search_space space;
    struct dataset *train, *test;
    struct split split;
    double share[LAYERS * CHOICES];
    struct cost cost;
    struct search_run *run;
};

static inline struct diag_list *planted_diag(void)
{
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    return diag;
}

/* A programmer's mistake in a test: says which. */
static inline void planted_expect(int status, struct diag_list *diag)
{
    if (status < 0)
        diag_write(diag, stderr);
    cr_assert(status >= 0);
}

/* The number-th way to order the values. */
static inline void planted_image(struct dataset *data, size_t i, size_t number,
                                 const int value[CHANNELS][PIXELS])
{
    static const int order[2][2][PIXELS] = {{{0, 2, 1}, {1, 0, 2}}, {{2, 0, 1}, {1, 2, 0}}};
    uint8_t *pixel = data->pixel + i * VALUES;
    size_t label = number % CHANNELS;
    for (size_t c = 0, way = number / CHANNELS; c < CHANNELS; c++, way /= 2)
        for (int k = 0; k < PIXELS; k++)
            *pixel++ = (uint8_t)value[c][order[c == label][way % 2][k]];
    data->label[i] = (int)label;
}

/* Low, middle, high. The middle one is near one of the others: where the first and last pixel are
 * neighbours, little of the second one's weight spoils the answer, so that no mixture with BC is as
 * good as T. */
static inline void planted_values(struct random_stream *stream, int value[PIXELS])
{
    int distance = 25 + (int)random_below(stream, 10);
    value[0] = 20 + (int)random_below(stream, 20);
    value[2] = 200 + (int)random_below(stream, 20);
    value[1] = random_below(stream, 2) ? value[0] + distance : value[2] - distance;
}

/* Of the first images every 24 are the same values in all orders; the others have values of their
 * own. */
static inline struct dataset *planted_images(size_t count, uint64_t seed)
{
    struct random_stream stream = random_stream_at(seed, count, 0, 0);
    struct dataset *data = calloc(1, sizeof *data);
    int value[CHANNELS][PIXELS];
    cr_assert_not_null(data);
    *data = (struct dataset){"planted", {CHANNELS, 1, PIXELS}, CHANNELS, count, NULL, NULL};
    data->pixel = malloc(count * VALUES);
    data->label = calloc(count, sizeof *data->label);
    cr_assert(data->pixel && data->label);
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; (i % ALL_ORDERS == 0 || i >= VALIDATION) && c < CHANNELS; c++)
            planted_values(&stream, value[c]);
        planted_image(data, i, i % ALL_ORDERS, (const int(*)[PIXELS])value);
    }
    return data;
}

/* The first images validate. */
static inline void planted_split(struct split *split, const struct dataset *data, size_t validation)
{
    *split =
        (struct split){.train_count = data->count - validation, .validation_count = validation};
    split->validation = split_first(validation);
    split->train = split_first(split->train_count);
    cr_assert(split->train && split->validation);
    for (size_t i = 0; i < split->train_count; i++)
        split->train[i] += validation;
}

/* BC is the cheapest, T8 the dearest. */
static inline void planted_cost(struct planted_network *p)
{
    static const double layer[LAYERS] = {0.2, 0.3, 0.23, 0.27}, choice[CHOICES] = {1, 0.5, 0.2};
    for (size_t l = 0; l < LAYERS; l++)
        for (size_t j = 0; j < CHOICES; j++)
            p->share[l * CHOICES + j] = layer[l] * choice[j];
    p->cost = (struct cost){COST_ENERGY, LAYERS, CHOICES, p->share, p->share, 1, 1};
}

/* `overrides`: of the run, "key=value". */
static inline void planted_network_begin(struct planted_network *p, uint64_t seed,
                                         const char *const *overrides, size_t count)
{
    struct diag_list *diag = planted_diag();
    omp_set_num_threads(1);
    p->run = calloc(1, sizeof *p->run);
    cr_assert_not_null(p->run);
    planted_expect(network_read_text(&p->network, "planted", planted_text, strlen(planted_text),
                                     NULL, 0, diag),
                   diag);
    planted_expect(run_read_text(p->run, "run.yaml", planted_run_text, strlen(planted_run_text),
                                 overrides, count, diag),
                   diag);
    planted_expect(run_space(&p->space, p->run, p->network, diag), diag);
    diag_free(diag);
    cr_assert(p->space.layer_count == LAYERS && p->space.choice_count == CHOICES);
    p->train = planted_images(VALIDATION + 256, seed);
    p->test = planted_images(77, seed); /* no multiple of a batch */
    planted_split(&p->split, p->train, VALIDATION);
    planted_cost(p);
}

static inline void planted_network_end(struct planted_network *p)
{
    network_free(p->network);
    space_free(&p->space);
    dataset_free(p->train);
    dataset_free(p->test);
    split_free(&p->split);
    free(p->run);
}

static inline struct trainer *planted_trainer(const struct planted_network *p, uint64_t seed)
{
    struct trainer *trainer;
    struct diag_list *diag = planted_diag();
    struct trainer_options options = {.network = p->network,
                                      .space = &p->space,
                                      .train = p->train,
                                      .test = p->test,
                                      .split = &p->split,
                                      .augment.crop_pixels = p->run->data.augment.crop,
                                      .batch = (size_t)p->run->train.batch,
                                      .seed = seed,
                                      .rho = p->run->mf.rho,
                                      .kernels = &kernels_cpu};
    planted_expect(trainer_create(&trainer, &options, diag), diag);
    diag_free(diag);
    return trainer;
}

#endif
