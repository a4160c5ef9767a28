/* The ways in which the tensors can share what places of the array are left. */
#ifndef MAPPER_PLACES_H
#define MAPPER_PLACES_H

#include <stdint.h>

#include "mapper/problem.h"

struct laying;
struct solver;

struct spread_option;

/* What a tensor's idle dimensions of n units take in time: n * turns at least, where 1 / turns
 * places serve them. */
struct places_split {
    double turns[3]; /* by enum tensor */
    double chains; /* the same for those of outputs, which no other places spare than linked ones */
};

/* Of what `a` leaves, split again. */
static inline struct places_split places_split_times(const struct places_split *a,
                                                     const struct places_split *b)
{
    return (struct places_split){
        {a->turns[0] * b->turns[0], a->turns[1] * b->turns[1], a->turns[2] * b->turns[2]},
        a->chains * b->chains};
}

/* As good as the other one in every respect. Without branches, for it is asked very often. */
static inline int places_split_covers(const struct places_split *by, const struct places_split *a)
{
    int is_no_better = a->turns[0] >= by->turns[0];
    is_no_better &= a->turns[1] >= by->turns[1];
    is_no_better &= a->turns[2] >= by->turns[2];
    return is_no_better & (a->chains >= by->chains);
}

/* None of them is as good as another one for all tensors. */
struct places_splits {
    double most; /* PEs at work under any of them, on average */
    int count;
    struct places_split split[];
};

struct places_memo;

/* For arrays of this many columns and rows. -1 without memory. */
int places_memo_create(struct places_memo **out, const int axis_size[2]);
void places_memo_free(struct places_memo *memo);

/* All splits of the places that a laying has left, for the dimensions not laid: whatever is laid
 * on them is no better than one of these. Valid until the memo is freed. NULL if there are too
 * many to go through, or memory is short. */
const struct places_splits *places_splits_of(struct solver *s, const struct laying *l);

/* The same in two steps, for many sizes of what is left. `key` of what there is to lay; 0 if that
 * is too much. */
struct places_wanted {
    uint64_t key;
    const struct places_table *table[3]; /* by enum tensor */
};

struct places_wanted places_wanted_of(struct solver *s, const struct laying *l);
const struct places_splits *places_splits_within(struct solver *s, const struct places_wanted *w,
                                                 const int left[2]);

/* What `option` is worth: all visits of its units, over the visits in time. A short last unit
 * (of ragged ones) that is alone in its turn takes less than a turn: then no more is certain than
 * the places. */
double places_worth(const struct spread_option *option, int units, int is_ragged);

/* What it is worth to the chains of outputs: all visits, over chains. */
double places_linked_worth(const struct map_problem *p, const struct spread_option *option,
                           int units, int is_ragged);

#endif
