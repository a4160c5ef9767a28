/* Forward and backward of a model on one batch.
 *
 *     engine_create(&engine, model, 128, &kernels_cpu, NULL, diag);
 *     engine_forward(engine, &batch, p, ENGINE_TRAIN);
 *     engine_loss(engine, &batch, 0.1, &loss);
 *     engine_backward(engine, p, gradient, dp);
 *
 * p (layer_count, choice_count) weighs the paths of every layer; a path with p = 0 is not
 * computed. One-hot rows make it the plain network of an assignment.
 *
 * With several ranks, all have as many images in an ENGINE_TRAIN forward.
 */
#ifndef SEARCH_ENGINE_H
#define SEARCH_ENGINE_H

#include "search/model.h"

struct batch {
    size_t count;         /* images, at most the engine's */
    const uint8_t *pixel; /* (count, channels, rows, columns) */
    const int *label;     /* (count) */
};

enum engine_phase {
    ENGINE_TRAIN,    /* normalise by the batch, renew the running mean and variance */
    ENGINE_EVALUATE, /* normalise by the running mean and variance */
};

/* Sums over all ranks that train one model together, each with its share of the batch. Sums
 * are a + b, so that with equal shares of 2^n blocks two ranks give the bits of one. */
struct engine_ranks {
    int rank, count;
    void *context;
    void (*sum)(void *context, double *value, size_t count);
    void (*sum_real)(void *context, real *value, size_t count);
};

struct engine_loss {
    double sum;     /* of the images' losses, all ranks */
    size_t correct; /* images whose label has the largest output, all ranks */
    size_t count;   /* images, all ranks */
};

struct engine;

/* Allocates everything once, for batches of at most `batch` images of this rank. `ranks` may be
 * NULL. The model must outlive the engine. Returns 0, or -1 with the reason in `diag`. */
int engine_create(struct engine **out, struct model *model, size_t batch,
                  const struct kernels *kernels, const struct engine_ranks *ranks,
                  struct diag_list *diag);
void engine_free(struct engine *engine);

/* Bytes that an engine of this size takes. */
size_t engine_bytes(const struct model *model, size_t batch);

/* Outputs of all layers. `momentum` is how far ENGINE_TRAIN moves the running statistics to the
 * batch's: 0 leaves them, 1 replaces them. */
void engine_forward(struct engine *engine, const struct batch *batch, const double *p,
                    enum engine_phase phase, double momentum);

/* Cross entropy of the outputs with the labels, smoothed: (1 - s) on the label, s / classes on
 * all; keeps its gradient, of the mean over all ranks' images. */
void engine_loss(struct engine *engine, const struct batch *batch, double smoothing,
                 struct engine_loss *loss);

/* Gradients of the mean loss, after engine_loss of an ENGINE_TRAIN forward: gradient
 * (parameter_count) and dp (layer_count, choice_count; 0 where p is 0) are overwritten. */
void engine_backward(struct engine *engine, const double *p, real *gradient, double *dp);

/* Outputs of the last forward, (count, classes). */
const real *engine_output(const struct engine *engine);

/* Standard deviation of a layer's raw sums in the last ENGINE_TRAIN forward, within channels. */
double engine_layer_spread(const struct engine *engine, int layer);

/* Raw sums z of a layer in the last forward (M channels), and their normalised value. */
struct view engine_layer_view(const struct engine *engine, int layer);

#endif
