/* Window counts by query, remembered: the solver asks the same ones often. */
#ifndef MAPPER_WINDOW_MEMO_H
#define MAPPER_WINDOW_MEMO_H

#include <stddef.h>

#include "window.h"

struct window_memo;

int window_memo_create(struct window_memo **out, const struct window_geometry geometry[2]);
void window_memo_free(struct window_memo *memo);

/* Counts of `query` along `axis` (enum axis_2d). The pointer is valid until the
 * next call. NULL when memory is short. */
const struct window_counts *window_memo_count(struct window_memo *memo, int axis,
                                              const struct window_query *query);

/* Largest number of rows a tile touches (window_largest). */
uint64_t window_memo_largest(struct window_memo *memo, int axis, int tile, int taps);

#endif
