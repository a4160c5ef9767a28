/* Ranks that are threads of a test: a sum is a tree over them in their order. */
#ifndef TESTS_SEARCH_FAKE_RANKS_H
#define TESTS_SEARCH_FAKE_RANKS_H

#include <pthread.h>

#include "search/engine.h"

#define FAKE_RANKS_MAX 4

/* What all of them share. */
struct fake_ranks {
    int count;
    pthread_barrier_t barrier;
    double *value[FAKE_RANKS_MAX];
    real *value_real[FAKE_RANKS_MAX];
    size_t sums[FAKE_RANKS_MAX]; /* sums of each rank so far */
};

struct fake_rank {
    struct fake_ranks *all;
    struct engine_ranks engine;
};

static inline void fake_sum(void *context, double *value, size_t count)
{
    struct fake_rank *self = context;
    struct fake_ranks *all = self->all;
    all->value[self->engine.rank] = value;
    all->sums[self->engine.rank]++;
    pthread_barrier_wait(&all->barrier);
    if (self->engine.rank == 0)
        for (int apart = 1; apart < all->count; apart *= 2)
            for (int r = 0; r + apart < all->count; r += 2 * apart)
                for (size_t i = 0; i < count; i++)
                    all->value[r][i] += all->value[r + apart][i];
    pthread_barrier_wait(&all->barrier);
    for (size_t i = 0; i < count && self->engine.rank > 0; i++)
        value[i] = all->value[0][i];
    pthread_barrier_wait(&all->barrier);
}

static inline void fake_sum_real(void *context, real *value, size_t count)
{
    struct fake_rank *self = context;
    struct fake_ranks *all = self->all;
    all->value_real[self->engine.rank] = value;
    pthread_barrier_wait(&all->barrier);
    if (self->engine.rank == 0)
        for (int apart = 1; apart < all->count; apart *= 2)
            for (int r = 0; r + apart < all->count; r += 2 * apart)
                for (size_t i = 0; i < count; i++)
                    all->value_real[r][i] += all->value_real[r + apart][i];
    pthread_barrier_wait(&all->barrier);
    for (size_t i = 0; i < count && self->engine.rank > 0; i++)
        value[i] = all->value_real[0][i];
    pthread_barrier_wait(&all->barrier);
}

static inline void fake_rank_join(struct fake_rank *rank, struct fake_ranks *all, int number)
{
    rank->all = all;
    rank->engine = (struct engine_ranks){.rank = number,
                                         .count = all->count,
                                         .context = rank,
                                         .sum = fake_sum,
                                         .sum_real = fake_sum_real};
}

#endif
