/* A set of rows of one array, to tell those that were there before. */
#ifndef TOOLS_EXPLORE_SEEN_H
#define TOOLS_EXPLORE_SEEN_H

#include <stddef.h>
#include <stdint.h>

struct explore_seen;

/* For up to `most` rows of `row` (most, width), which outlives the set. Returns 0, or -1 when
 * memory is short. */
int explore_seen_create(struct explore_seen **out, const uint16_t *row, size_t width, size_t most);
void explore_seen_free(struct explore_seen *seen);

/* Adds row i. Returns 1, or 0 if an equal one is in the set. */
int explore_seen_add(struct explore_seen *seen, size_t i);

#endif
