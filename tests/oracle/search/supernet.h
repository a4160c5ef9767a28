/* A network with choices by its definition, ENOS Eq. (1): every path of a layer computes its own
 * output from its own quantised input and weights, and the outputs are mixed. Scalar loops in
 * double, whatever the model's numbers are; for small networks.
 */
#ifndef ORACLE_SUPERNET_H
#define ORACLE_SUPERNET_H

#include "search/engine.h"

struct supernet_options {
    enum engine_phase phase;
    double smoothing; /* of the labels */
    int smooth;       /* 1: quantisers clamp and do not round */
    /* Parameters that the quantisers' constants (largest and mean weight, MF's input step) are
     * of; NULL: the model's. Held fixed, the smooth loss has the gradient for its derivative. */
    const real *constants;
};

struct supernet_result {
    double loss;       /* mean over the batch */
    size_t correct;    /* images whose label has the largest output */
    double *output;    /* (images, classes) */
    double *gradient;  /* (parameter_count) of the loss; NULL: only forward */
    double *dp;        /* (layer_count, choice_count), 0 where p is 0; NULL: only forward */
    double *dp_size;   /* as dp: sum of its terms' magnitudes. Batch normalisation makes dp a
                        * difference of nearly equal ones: what rounding errors compare with */
    double **mean;     /* [layer] (M) of the mixed sums, this batch */
    double **variance; /* [layer] (M) biased */
    size_t layer_count;
    /* Distance of the nearest value from where a decision changes: from a half that rounds, the
     * end of a range, 0 of a ReLU, a second largest value. Relative to values above 1. Who
     * computes with an error well below takes the same decisions. */
    double margin;
    /* Largest of a channel's mean square over its variance (and epsilon): by so much batch
     * normalisation enlarges an error of the mixed sums. */
    double condition;
};

/* Fills `out`; `with_gradient` needs ENGINE_TRAIN. Free with supernet_result_free. */
void supernet_run(struct supernet_result *out, const struct model *model, const struct batch *batch,
                  const double *p, const struct supernet_options *options, int with_gradient);
void supernet_result_free(struct supernet_result *result);

/* 1 if the model's groups are the ones of the definition: two tensors share one exactly if a
 * chain of pools, concats, adds and shuffles joins them; and if its `input_signed` are right. */
int supernet_groups_agree(const struct model *model);

#endif
