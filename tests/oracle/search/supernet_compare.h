/* How far the engine is from the plain supernet. */
#ifndef ORACLE_SUPERNET_COMPARE_H
#define ORACLE_SUPERNET_COMPARE_H

#include "supernet.h"
#include "supernet_case.h"

/* Norm of a difference over the norm of what the definition gives; 0 if both are 0. */
struct supernet_difference {
    double output, loss;
    /* Of a kind; to a tenth of the whole gradient where that is more, for what batch normalisation
     * leaves of a gradient may be far smaller than what is rounded on the way. Weights are taken
     * relative to their layer's: a slope is as steep as they are small. */
    double gradient[SLICE_KINDS];
    double dp;         /* largest, of one against the size of its terms */
    double statistics; /* of the batch's means and variances */
    size_t correct;    /* images on whose being right they differ */
};

/* Runs the engine and compares it with `plain`, of the same options. ENGINE_TRAIN: the model's
 * running statistics become the batch's. `engine` was created for the case's model. */
void supernet_compare(struct supernet_difference *out, struct supernet_case *c,
                      struct engine *engine, const struct supernet_options *options,
                      const struct supernet_result *plain);

/* Says all of it, for a test's message. */
#define SUPERNET_TEXT_MAX 400
void supernet_difference_text(const struct supernet_difference *difference,
                              char out[SUPERNET_TEXT_MAX]);

/* The largest of all but `correct`. */
double supernet_worst(const struct supernet_difference *difference);

#endif
