/* A method of the optimiser. */
#ifndef SEARCH_OPTIMISER_METHOD_H
#define SEARCH_OPTIMISER_METHOD_H

#include "search/optimiser.h"

/* A run of parameters that are treated alike, in one step. */
struct optimiser_run {
    real *parameter;
    const real *gradient;
    real *moment[OPTIMISER_MOMENTS_MAX];
    size_t count;
    double rate, weight_decay;
    int is_log_step;
};

struct optimiser_method {
    int moments;
    /* `step` counts from 1. */
    void (*update)(const struct optimiser_options *options, uint64_t step,
                   const struct optimiser_run *run);
};

/* Runs shorter than this are not worth several threads. */
#define OPTIMISER_PARALLEL_MIN 32768

extern const struct optimiser_method optimiser_adam, optimiser_sgd;

#endif
