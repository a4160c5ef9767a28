/* --vary KEY=A,B,C: one key, or several that change together, and the values to try.
 *
 *     array.columns=7,14,28              three values
 *     storage.GLB.capacity=27 KiB:432 KiB*2      27, 54, 108, 216, 432 KiB
 *     clock=100:300+50 MHz               100, 150, ... 300 MHz
 *     array.rows,array.columns=12/14,8/21        two keys, two pairs of values
 *     storage.GLB.bypass=[W],[W, I, O]   commas in brackets, braces and quotes part nothing
 *
 * A value is what stands after KEY= in --set. The key `choices` is the set of choices of
 * operator and precision: T8, or [T8, MF8].
 */
#ifndef TOOLS_EXPLORE_AXIS_H
#define TOOLS_EXPLORE_AXIS_H

#include <stddef.h>

#include "workloads/diag.h"

#define EXPLORE_KEYS_MAX 8      /* that change together */
#define EXPLORE_AXES_MAX 32     /* --vary's */
#define EXPLORE_VALUES_MAX 4096 /* of one axis */

/* The key that is of the exploration, not of the machine or network file. */
#define EXPLORE_CHOICES_KEY "choices"

struct explore_axis {
    char *key[EXPLORE_KEYS_MAX]; /* owned */
    size_t key_count;
    char **value; /* (value_count, key_count), owned */
    size_t value_count;
};

/* Parses one --vary. Returns 0, or -1 with mistakes in `diag` and nothing to free; of an axis that
 * was parsed explore_axis_free frees what it holds. */
int explore_axis_parse(struct explore_axis *out, const char *text, struct diag_list *diag);
void explore_axis_free(struct explore_axis *axis);

/* Value `v` of key `k`. */
const char *explore_axis_value(const struct explore_axis *axis, size_t v, size_t k);

/* Reports keys that two axes vary. Returns 0 or -1. */
int explore_axes_check(const struct explore_axis *axis, size_t count, struct diag_list *diag);

#endif
