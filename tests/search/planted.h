/* A subject whose best assignment is known: the loss is a table of layer and choice, and on top
 * of it what a path has not yet learned, which falls with the updates it gets. Batches differ by
 * Gaussian noise. */
#ifndef TESTS_PLANTED_H
#define TESTS_PLANTED_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/subject.h"
#include "workloads/random_stream.h"

struct planted {
    struct search_space space;
    double *loss[2];  /* [split] (layer_count, choice_count) of trained paths */
    double *updates;  /* (layer_count, choice_count) theta */
    double unlearned; /* what training takes away in the end */
    double half_life; /* updates that leave 1 / e of it */
    double noise;     /* standard deviation between batches */
    uint64_t seed;
    size_t batches[2]; /* [split] of an epoch */
    size_t steps[2];   /* [split] seen */
    size_t one_hot;    /* steps with theta's update on paths of weight 0 and 1 alone */
    size_t updated;    /* steps with theta's update */
    uint64_t last_epoch[2];
    size_t last_step[2];
};

static inline size_t planted_cells(const struct planted *planted)
{
    return planted->space.layer_count * planted->space.choice_count;
}

static inline size_t planted_batches(void *context, enum subject_split split)
{
    return ((struct planted *)context)->batches[split];
}

static inline int planted_step(void *context, enum subject_split split, uint64_t epoch, size_t step,
                               const double *p, int update, double *dp, struct subject_step *out)
{
    struct planted *planted = context;
    struct random_stream stream = random_stream_at(planted->seed, epoch, step, split);
    double sum = 0;
    int one_hot = 1;
    *out = (struct subject_step){0};
    for (size_t i = 0; i < planted_cells(planted); i++) {
        double learned = exp(-planted->updates[i] / planted->half_life);
        double loss = planted->loss[split][i] + planted->unlearned * learned +
                      planted->noise * random_gaussian(&stream);
        out->loss += p[i] * loss;
        if (dp)
            dp[i] = p[i] > 0 ? loss : 0; /* as the trainer, which skips paths of weight 0 */
        if (update)
            planted->updates[i] += p[i];
        sum += p[i];
        one_hot &= p[i] == 0 || p[i] == 1;
    }
    cr_assert_float_eq(sum, (double)planted->space.layer_count, 1e-12);
    out->correct = exp(-out->loss);
    planted->updated += update != 0;
    planted->one_hot += update && one_hot;
    planted->steps[split]++;
    planted->last_epoch[split] = epoch;
    planted->last_step[split] = step;
    return 0;
}

static inline struct subject planted_subject(struct planted *planted)
{
    return (struct subject){planted, &planted->space, planted_batches, planted_step};
}

/* Choices have no meaning here but to be counted. */
static inline struct planted *planted_create(size_t layers, size_t choices, uint64_t seed)
{
    struct planted *planted = calloc(1, sizeof *planted);
    cr_assert_not_null(planted);
    *planted = (struct planted){.space = {.layer_count = layers, .choice_count = choices},
                                .half_life = 20,
                                .seed = seed,
                                .batches = {20, 20}};
    planted->space.allowed = malloc(layers * choices);
    planted->loss[0] = calloc(layers * choices, sizeof(double));
    planted->loss[1] = calloc(layers * choices, sizeof(double));
    planted->updates = calloc(layers * choices, sizeof(double));
    cr_assert(planted->space.allowed && planted->loss[0] && planted->loss[1] && planted->updates);
    memset(planted->space.allowed, 1, layers * choices);
    return planted;
}

static inline void planted_free(struct planted *planted)
{
    space_free(&planted->space);
    free(planted->loss[0]);
    free(planted->loss[1]);
    free(planted->updates);
    free(planted);
}

/* The same loss on both splits, from `low` to `high`. */
static inline void planted_random_loss(struct planted *planted, double low, double high)
{
    struct random_stream stream = random_stream_at(planted->seed, 1, 2, 3);
    for (size_t i = 0; i < planted_cells(planted); i++)
        planted->loss[0][i] = planted->loss[1][i] = low + (high - low) * random_uniform(&stream);
}

/* Loss of an assignment once it is trained. */
static inline double planted_loss(const struct planted *planted, const size_t *choice)
{
    double sum = 0;
    for (size_t l = 0; l < planted->space.layer_count; l++)
        sum += planted->loss[SUBJECT_VALIDATION][l * planted->space.choice_count + choice[l]];
    return sum;
}

#endif
