/* How the places of the array are best divided between the tensors. */
#ifndef MAPPER_SHARE_H
#define MAPPER_SHARE_H

#include "places.h"
#include "workloads/layer.h"

struct sharing {
    double k[TENSOR_COUNT];    /* cost of tensor t if one place serves its idle dimensions */
    double chained;            /* of k[TENSOR_O]: what only linked places make less */
    double most[TENSOR_COUNT]; /* places that can serve them */
    double left;               /* places there are */
};

/* Least of sum k_t / a_t where the a_t share the places left: their product is
 * at most `left`, 1 <= a_t <= most_t. A bound of `enough` will do. */
double share_places(struct sharing *p, double enough);

/* The same where the a_t can be no better than one of the splits, times what is given before. Any
 * value below `enough` where the least is. */
double share_by_splits(const struct sharing *p, const struct places_split *given,
                       const struct places_splits *splits, double enough);

#endif
