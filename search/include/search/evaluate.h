/* The engine over images of a data set, batch by batch, as they are. */
#ifndef SEARCH_EVALUATE_H
#define SEARCH_EVALUATE_H

#include "search/dataset.h"
#include "search/engine.h"

/* Sees the engine after the forward of a batch, whose first image is number `first` of the list. */
typedef void evaluate_seen_fn(void *context, const struct engine *engine, const struct batch *batch,
                              size_t first);

/* ENGINE_EVALUATE of the images (image_count) with the assignment `choice` (layer_count, columns).
 * Of several ranks each evaluates what it is given: nothing is summed. Returns 0, or -1 with the
 * reason in `diag`: no memory. */
int evaluate_images(struct engine *engine, const size_t *choice, const struct dataset *dataset,
                    const size_t *image, size_t image_count, evaluate_seen_fn *seen, void *context,
                    struct diag_list *diag);

/* Fills label (image_count): the class with the largest output, the first of equals. */
int evaluate_labels(struct engine *engine, const size_t *choice, const struct dataset *dataset,
                    const size_t *image, size_t image_count, int *label, struct diag_list *diag);

#endif
