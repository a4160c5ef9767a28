/* The ways in which the tensors can share what places of the array are left. */
#ifndef MAPPER_PLACES_H
#define MAPPER_PLACES_H

#include <stdint.h>

#include "workloads/layer.h"

struct laying;
struct solver;

struct spread_option;

/* What a tensor's idle dimensions of n units take in time: n * turns at least, where 1 / turns
 * places serve them. */
struct places_split {
    double turns[3]; /* by enum tensor */
};

/* None of them is as good as another one for all tensors. */
struct places_splits {
    uint64_t id; /* of its kind */
    double most; /* PEs at work under any of them, on average */
    int count;
    struct places_split split[];
};

/* Splits to choose from, while they are listed. */
#define PLACES_LIST_MAX 4000

struct places_list {
    int count;
    struct places_split split[PLACES_LIST_MAX];
};

/* Adds a split unless another one is as good, which replaces those that are no better. There must
 * be room. */
void places_list_add(struct places_list *list, const struct places_split *split);

/* From malloc; NULL without memory. `most` is set for splits that leave nothing out. */
struct places_splits *places_list_copy(const struct places_list *list, uint64_t id);

struct places_memo;

/* For arrays of this many columns and rows. -1 without memory. */
int places_memo_create(struct places_memo **out, const int axis_size[2]);
void places_memo_free(struct places_memo *memo);

/* All splits of the places that a laying has left, for the dimensions not laid: whatever is laid
 * on them is no better than one of these. Valid until the memo is freed. NULL if there are too
 * many to go through, or memory is short. */
const struct places_splits *places_splits_of(struct solver *s, const struct laying *l);

/* PEs that can hold different parts of a box of t in equal shares, in units of loops: the most,
 * where factors are perfect. Never too few: all places where that is not known. */
double places_apart(struct solver *s, enum tensor t, const int box[DIM_COUNT]);

/* What `option` is worth: all visits of its units, over the visits in time. A short last unit
 * (of ragged ones) that is alone in its turn takes less than a turn: then no more is certain than
 * the places. */
double places_worth(const struct spread_option *option, int units, int is_ragged);

#endif
