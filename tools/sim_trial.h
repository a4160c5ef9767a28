/* Images run through a network on the simulated machine, and held against the integer
 * reference and the analytical model as they go. */
#ifndef TOOLS_SIM_TRIAL_H
#define TOOLS_SIM_TRIAL_H

#include <stdatomic.h>

#include "mapper/evaluate.h"
#include "sim_inputs.h"
#include "sim_trace.h"
#include "simulator/simulate.h"
#include "workloads/reference.h"

/* One simulated layer. Cycles and counts are of one image, the first; those that depend on the
 * data (see sim_gating.h) are of all images that were run, and so are the comparisons. */
struct sim_row {
    int layer; /* its number among the MAC layers */
    const char *name;
    const struct arch_choice *choice;
    struct map_result model;
    struct sim_result result;
    struct sim_counts counts; /* of `result`, as if nothing were gated: those the model knows */
    struct sim_energy energy; /* mean of an image */
    double saved_pj;          /* by gating, part of what the model counts; mean of an image */
    uint64_t gated_steps, gated_terms; /* of all images, also where the machine does them */
    uint64_t psums;                    /* compared */
    uint64_t wrong_psums;              /* of them those that differ from the reference */
    uint64_t overflows;                /* of them those that do not fit the accumulator */
    int is_steady;                     /* 1: counts and cycles were the same for every image */
};

struct sim_trial {
    struct sim_row *row; /* (row_count) in the network's order */
    size_t row_count;
    size_t image_count;  /* that are done: all, unless interrupted */
    int *label;          /* [image] from the simulated psums, -1: not done; owned */
    size_t exact_images; /* with every psum and the label as the reference has them */
    double seconds;      /* of simulating */
    char *failure;       /* why a layer could not be simulated, for people; or NULL */
};

struct sim_trial_options {
    enum reference_accumulate accumulate;
    const atomic_int *stop;  /* becomes nonzero to interrupt */
    int threads;             /* 0: all cores */
    int quiet;               /* no progress */
    struct sim_trace *trace; /* of the first image, or NULL; borrowed */
};

/* Runs all images; every simulated layer of `inputs` has a mapping. Returns 0, or -1 when
 * memory is short. With `failure`, or when interrupted before an image was done, no image
 * counts. The same for any number of threads. Free with sim_trial_free. */
int sim_trial_run(struct sim_trial *out, const struct sim_inputs *inputs,
                  const struct sim_trial_options *options);
void sim_trial_free(struct sim_trial *trial);

#endif
