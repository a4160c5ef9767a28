/* From a trained model and one choice per layer to the integer network that a machine computes.
 *
 *     export_calibrate(engine, choice, dataset, image, count, EXPORT_QUANTILE, diag);
 *     export_weights(&weights, model, choice, diag);
 *     export_write(weights, model, choice, "network.yaml", "weights.safetensors", notes, diag);
 *
 * Batch normalisation and ReLU become bias, multiplier, offset and shift (workloads/requantize.h).
 * The result is that of ENGINE_EVALUATE with the same assignment but for two things:
 * - tensors of both signs are clipped where they are stored, not where they are read, so before
 *   an addition or a ReLU of a later node;
 * - average pools and additions take what is stored, and round once more.
 */
#ifndef SEARCH_EXPORT_H
#define SEARCH_EXPORT_H

#include "search/dataset.h"
#include "search/engine.h"
#include "workloads/weights.h"

/* The choices of an assignment (layer_count), malloc'd; NULL when memory is short. */
struct choice *export_choices(const struct model *model, const size_t *choice);

/* Integer weights of the model with choice (layer_count, columns of its space, all allowed), for
 * its network. `scale` is the unit of a psum over the step of the layer's input, kappa included.
 * A channel whose normalisation all but ignores its sum becomes a constant. Returns 0, or -1 with
 * the reason in `diag`: workloads/precision.h's, or no memory. Free with weights_free. */
int export_weights(struct weights **out, const struct model *model, const size_t *choice,
                   struct diag_list *diag);

#define EXPORT_QUANTILE 0.999 /* of the outputs' magnitudes */

/* Sets the step of the network's output, which no layer reads and so nothing has trained: this
 * share of the magnitudes that the output is made of, over the images (image_count) of the data
 * set, fits in its 8 bits; 1: all. Leaves a step that a layer reads at 8 bits, and the fixed one.
 * Returns 0, or -1 with the reason in `diag`. */
int export_calibrate(struct engine *engine, const size_t *choice, const struct dataset *dataset,
                     const size_t *image, size_t image_count, double quantile,
                     struct diag_list *diag);

/* Writes the network with its choices, and the weights as those of the network in that file.
 * notes: key and value in turn up to a NULL, or NULL; comments of the one file, metadata of the
 * other. Returns 0, or -1 with the reason in `diag`. */
int export_write(const struct weights *weights, const struct model *model, const size_t *choice,
                 const char *network_path, const char *weights_path, const char *const *notes,
                 struct diag_list *diag);

#endif
