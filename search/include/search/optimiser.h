/* Steps of an optimiser on one vector of parameters: Adam, and SGD with momentum.
 *
 *     optimiser_create(&optimiser, &options, model->slice, model->slice_count, count, diag);
 *     norm = optimiser_clip(optimiser, gradient, 1.0);
 *     optimiser_step(optimiser, model->parameter, gradient, rate);
 *
 * One const table per method, one method per file. The results do not depend on the number of
 * threads. Sources: Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101
 * (decoupled decay); Sutskever et al., ICML 2013 (momentum, Nesterov); in the form of
 * torch.optim.Adam, AdamW and SGD, PyTorch 1.13.
 */
#ifndef SEARCH_OPTIMISER_H
#define SEARCH_OPTIMISER_H

#include "search/archive.h"
#include "search/model.h"

#define OPTIMISER_MOMENTS_MAX 2
#define OPTIMISER_ITEMS_MAX (OPTIMISER_MOMENTS_MAX + 1)

enum optimiser_kind { OPTIMISER_ADAM, OPTIMISER_SGD, OPTIMISER_KINDS };

struct optimiser_options {
    enum optimiser_kind kind;
    double weight_decay;     /* of slices that decay: added to the gradient (L2) */
    int decoupled;           /* Adam: 1: taken off the weights instead (AdamW) */
    double beta[2], epsilon; /* Adam */
    double momentum;         /* SGD */
    int nesterov;            /* SGD */
    double log_step_rate;    /* SGD: learning rate of steps stored as logarithms over the others'.
                                (Adam's steps do not depend on the gradient's size.) */
};

struct optimiser_method;

struct optimiser {
    struct optimiser_options options;
    const struct optimiser_method *method;
    size_t count;                        /* parameters */
    real *moment[OPTIMISER_MOMENTS_MAX]; /* (count) each; NULL: not of this method */
    uint64_t step;                       /* steps taken */
    struct slice *slice;
    size_t slice_count;
    double *block; /* sums on the way to a norm */
};

/* "adam", "sgd"; NULL behind the last. */
extern const char *const optimiser_names[OPTIMISER_KINDS + 1];

/* A method for `count` parameters, moments 0. The slices are copied; parameters of no slice never
 * move. Returns 0, or -1 when memory is short. Free with optimiser_free. */
int optimiser_create(struct optimiser **out, const struct optimiser_options *options,
                     const struct slice *slice, size_t slice_count, size_t count);
void optimiser_free(struct optimiser *optimiser);

/* Euclidean norm of a gradient (count), summed in double over fixed blocks, as a tree: not finite
 * if any element is not, so a caller may stop there. */
double optimiser_norm(struct optimiser *optimiser, const real *gradient);

/* Makes the gradient no longer than `largest`: torch.nn.utils.clip_grad_norm_. Returns the norm
 * before. */
double optimiser_clip(struct optimiser *optimiser, real *gradient, double largest);

/* One step down the gradient (count) with this learning rate. */
void optimiser_step(struct optimiser *optimiser, real *parameter, const real *gradient,
                    double rate);

/* Moments back to 0, no steps taken. */
void optimiser_reset(struct optimiser *optimiser);

/* What a checkpoint holds of it: fills at most OPTIMISER_ITEMS_MAX items, which point into it,
 * named "optimiser.step", "optimiser.moment0", ... Returns their number. */
size_t optimiser_items(struct optimiser *optimiser, struct archive_item *out);

#endif
