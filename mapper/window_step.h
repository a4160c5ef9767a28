/* One step of the array: what its PEs newly need of the input's rows (or columns). */
#ifndef MAPPER_WINDOW_STEP_H
#define MAPPER_WINDOW_STEP_H

#include "window.h"

/* A place in the nest: turn of the array, PE, inner tile, of [0] positions and [1] taps. */
struct window_place {
    int outer[2], pe[2], inner[2];
};

/* First position or tap of the tile at a place. */
static inline int window_start(const struct window_cut *cut, const struct window_place *at, int d)
{
    return ((at->outer[d] * cut->spread + at->pe[d]) * cut->inner + at->inner[d]) * cut->tile;
}

static inline int window_end(int start, int tile, int size)
{
    return start + tile < size ? start + tile : size;
}

/* True if the sliding run has a tile before this one; then *at moves to it. */
int window_step_back(const struct window_query *query, struct window_place *at);

/* Add one step, of all PEs (at.pe is ignored), to *out. The first works for all queries, by sets
 * of rows, one by one; the second for those whose tiles have no gaps. */
void window_walk_step(const struct window_geometry *geometry, const struct window_query *query,
                      struct window_place at, struct window_counts *out);
void window_interval_step(const struct window_geometry *geometry, const struct window_query *query,
                          struct window_place at, struct window_counts *out);

/* True if the rows of every tile, of `tile` positions and `taps` taps, follow each other. */
int window_has_no_gaps(const struct window_geometry *geometry, int tile, int taps);

/* The same rows under fewer numbers: those that no term touches, between those that terms do, are
 * left out. */
struct window_geometry window_without_gaps(const struct window_geometry *geometry);

/* The first step's share is what *out holds. */
static inline void window_note_first(struct window_counts *out)
{
    out->first_all = out->all;
    out->first_distinct = out->distinct;
    out->first_together = out->together;
}

/* window_count and window_largest by every step and every row: what the shorter ways are held
 * against, and what is left where tiles have gaps. */
void window_walk(const struct window_geometry *geometry, const struct window_query *query,
                 struct window_counts *out);
int window_walk_largest(const struct window_geometry *geometry, int tile, int taps);

#endif
