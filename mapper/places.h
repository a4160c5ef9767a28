/* The ways in which the tensors can share what places of the array are left. */
#ifndef MAPPER_PLACES_H
#define MAPPER_PLACES_H

struct laying;
struct solver;

/* Places that serve the idle dimensions of W, I and O: a tensor with idle dimensions of n units in
 * all takes at least n / places turns of them. */
struct places_split {
    double places[3]; /* by enum tensor */
};

/* None of them is as good as another one for all tensors. */
struct places_splits {
    int count;
    double most; /* of the products of a split: PEs at work, on average */
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

#endif
