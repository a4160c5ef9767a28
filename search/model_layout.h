/* Where the parameters of a model lie, and their first values. */
#ifndef SEARCH_MODEL_LAYOUT_H
#define SEARCH_MODEL_LAYOUT_H

#include "search/model.h"

/* Fills an all-zero model's shapes, groups, slices and allocates its arrays. Returns 0, or -1
 * when memory is short; then model_free frees what is there. */
int model_layout(struct model *model, const struct network *network,
                 const struct search_space *space);

/* Sets parameters and running statistics as model_create says. */
void model_begin(struct model *model, uint64_t seed);

#endif
