/* The architecture parameters: alpha, one number for every layer and choice, and their optimiser.
 *
 * Their Adam has no part in that of the weights: another rate, other betas, its own moments.
 * Sources: Kingma and Ba, arXiv:1412.6980, Algorithm 1; the betas and the decay as an L2 term
 * of the loss: Liu et al. (DARTS), arXiv:1806.09055, Sec. A.1.1.
 */
#ifndef SEARCH_ALPHA_H
#define SEARCH_ALPHA_H

#include <stdint.h>

#include "search/space.h"
#include "workloads/random_stream.h"

struct alpha_settings {
    double rate;
    double beta[2];
    double decay; /* decay * alpha is added to the gradient */
    double epsilon;
};

struct alpha {
    size_t count;    /* layer_count * choice_count */
    double *value;   /* (layer_count, choice_count) */
    double *mean;    /* (layer_count, choice_count) of the gradients */
    double *square;  /* (layer_count, choice_count) of their squares */
    uint64_t *steps; /* (layer_count, choice_count) taken */
};

/* Begins at 1e-3 times Gaussian numbers of the seed. Returns 0, or -1 when memory is short. Free
 * with alpha_free. */
int alpha_create(struct alpha *out, const struct search_space *space, uint64_t seed);
void alpha_free(struct alpha *alpha);

/* Begins a layer anew: alpha 0, no moments. */
void alpha_reset(struct alpha *alpha, const struct search_space *space, size_t layer);

/* One step of Adam along d loss/d alpha, of the layers that have a choice left; the others, and
 * choices that are not allowed, stay as they are. Returns 0, or -1 and no step when a number of
 * the gradient is not finite. */
int alpha_step(struct alpha *alpha, const struct alpha_settings *settings,
               const struct search_space *space, const double *gradient);

/* Adds standard Gumbel noise, a number for every layer and choice: the argmax of alpha and noise
 * is then a sample of softmax(alpha). Source: Jang et al., arXiv:1611.01144, Eq. (1). */
void alpha_add_gumbel(const struct alpha *alpha, struct random_stream *stream, double *sum);

#endif
