/* The coordinates of a tensor's elements, and which of them a box of terms touches. */
#ifndef ORACLE_TENSOR_AXES_H
#define ORACLE_TENSOR_AXES_H

#include "workloads/layer.h"

#define TENSOR_AXES_MAX 5

/* One coordinate: the index of a dimension, or a row (column) of I, where a position and a tap
 * of the window meet. */
struct tensor_axis {
    int dim, tap;                  /* tap: -1 but for rows and columns */
    int dim_step, tap_step, first; /* coordinate = dim_step x dim + tap_step x tap + first */
    int size;                      /* coordinates outside of [0, size) are padding */
    size_t stride;                 /* elements from one coordinate to the next */
};

struct tensor_axes {
    struct tensor_axis axis[TENSOR_AXES_MAX]; /* the last is innermost */
    int bound[DIM_COUNT];                     /* indices of each dimension; C and M per group */
    size_t elements;
};

/* Distinct coordinates on one axis. */
struct coordinates {
    int count, *value;
    uint32_t *seen, stamp; /* seen[c] == stamp: c is in the set */
};

int tensor_has_dim(enum tensor t, int d);

void tensor_axes_of(const struct layer_shape *shape, enum tensor t, struct tensor_axes *out);

/* Sets of up to `size` coordinates. Returns 0, or -1 without memory; free in either case. */
int coordinates_create(struct coordinates *out, int size);
void coordinates_free(struct coordinates *set);

/* What the terms from `start`, `tile` of them a dimension, touch on an axis. */
void coordinates_touch(const struct tensor_axes *axes, const struct tensor_axis *axis,
                       const int *start, const int *tile, struct coordinates *set);

/* Takes the members of `other` out of `set`. */
void coordinates_remove(struct coordinates *set, const struct coordinates *other);

#endif
