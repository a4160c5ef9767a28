/* What a search mode drives: something with weights theta and a choice per layer, whose loss it
 * can lower. The trainer is one; the tests have another whose best assignment is known.
 */
#ifndef SEARCH_SUBJECT_H
#define SEARCH_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "search/space.h"

enum subject_split { SUBJECT_TRAIN, SUBJECT_VALIDATION };

struct subject_step {
    double loss;    /* mean over the batch, without the cost */
    double correct; /* share of the batch */
};

/* Functions return 0, or -1 to end the run (not finite, no memory: the subject knows why). */
struct subject {
    void *context;
    const struct search_space *space;
    /* Batches of one epoch of a split. */
    size_t (*batches)(void *context, enum subject_split split);
    /* One batch (number `step` of epoch `epoch`) with paths weighed by p (layer, choice).
     * `update`: theta takes an optimiser's step. dp, if not NULL: d loss/d p. */
    int (*step)(void *context, enum subject_split split, uint64_t epoch, size_t step,
                const double *p, int update, double *dp, struct subject_step *out);
};

#endif
