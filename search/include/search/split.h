/* Which images of a data set a run trains on, and which it chooses by. */
#ifndef SEARCH_SPLIT_H
#define SEARCH_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "search/dataset.h"
#include "workloads/diag.h"

#define SPLIT_REST SIZE_MAX /* all images that the other part leaves */

struct split {
    size_t *train; /* (train_count) images of the data set, ascending */
    size_t train_count;
    size_t *validation; /* (validation_count), likewise */
    size_t validation_count;
};

/* Chooses images at random, none for both parts, and as many of every class: numbers differ by
 * one at most, but for classes whose images are used up. The validation split has the first
 * choice. A pure function of labels, counts and seed. `train_count` may be SPLIT_REST. Returns 0,
 * or -1 with the reason in `diag`: more images than there are, no memory. Free with split_free. */
int split_balanced(struct split *out, const struct dataset *dataset, size_t train_count,
                   size_t validation_count, uint64_t seed, struct diag_list *diag);
void split_free(struct split *split);

/* The first `count` images, as 0, 1, ...; the caller frees them. NULL when memory is short. */
size_t *split_first(size_t count);

#endif
