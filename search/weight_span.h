/* A matrix of weights in spans: few enough columns for sums of each to stay in cache, few enough
 * rows for these sums to be of float. */
#ifndef SEARCH_WEIGHT_SPAN_H
#define SEARCH_WEIGHT_SPAN_H

#include "search/operator_training.h"

#define WEIGHT_SPAN_COLUMNS 64
#define WEIGHT_SPAN_ROWS 256

/* Columns [first, first + columns) of rows [row, end). */
struct weight_span {
    size_t first, columns, row, end;
};

/* What an operator's gradient takes and adds to; see operator_training.h. */
struct weight_gradients {
    real p;
    const real *dmain, *dsign;
    real *dweight, *dstep;
};

/* Adds a span's gradients; dp (columns), its terms of d loss/d p, starts as 0. */
typedef void weight_span_gradient(const struct master *a, const struct weight_span *span,
                                  const struct weight_gradients *g, real *dp);

/* Goes over all spans; returns d loss/d p, summed in double. */
double weight_spans(const struct master *a, weight_span_gradient *add,
                    const struct weight_gradients *g);

#endif
