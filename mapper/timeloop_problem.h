/* A problem of Timeloop's as it is read: dimensions, coefficients, data spaces. */
#ifndef MAPPER_TIMELOOP_PROBLEM_H
#define MAPPER_TIMELOOP_PROBLEM_H

#include "timeloop_read.h"

enum { COEFFICIENTS_MAX = 16, AXES_MAX = 8, COEFFICIENT_NAME_MAX = 32 };

struct coefficient {
    char name[COEFFICIENT_NAME_MAX];
    int value;
};

/* An axis of a data space: one dimension, or a position and a tap with their factors. */
struct axis {
    int count;
    char letter[2];
    int factor[2];
};

struct timeloop_raw_problem {
    struct timeloop_design *out;
    struct diag_list *diag;
    size_t errors;               /* there were before */
    char letters[DIM_COUNT + 1]; /* dimensions, as given */
    struct coefficient coefficient[COEFFICIENTS_MAX];
    int coefficient_count;
    int size[DIM_COUNT]; /* of letters */
    const struct desc_node *space[TENSOR_COUNT];
    struct axis axis[TENSOR_COUNT][AXES_MAX];
    int axis_count[TENSOR_COUNT];
};

/* Makes the design's problem and shape of what was read, or reports that it is no convolution (at
 * `spaces`) or too large (at `instance`). */
void timeloop_recognise(struct timeloop_raw_problem *p, const struct desc_node *spaces,
                        const struct desc_node *instance);

#endif
