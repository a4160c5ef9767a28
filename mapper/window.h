/* Windows of the input: which rows (or columns) the terms of a tile touch.
 *
 * Rows and columns are alike: a pair of loops, output position p and filter
 * position r, touches h = stride p + dilation r - pad where 0 <= h < extent.
 * Everything about I that is not a plain product is counted here, from real
 * sets, once for the pair (P, R) and once for (Q, S).
 */
#ifndef MAPPER_WINDOW_H
#define MAPPER_WINDOW_H

#include <stdint.h>

#include "mapper/problem.h"

struct window_geometry {
    int positions, taps; /* sizes of P and R (or Q and S) */
    int extent;          /* rows or columns of the input */
    int stride, dilation, pad;
};

/* Rows or columns (enum axis_2d) of a problem. */
void window_geometry_of(const struct map_problem *problem, int axis, struct window_geometry *out);

/* P, Q, R or S. */
static inline int is_window_dim(int d)
{
    return d == DIM_P || d == DIM_Q || d == DIM_R || d == DIM_S;
}

/* ROWS for P and R, COLUMNS for Q and S. */
static inline int window_axis(int d)
{
    return d == DIM_P || d == DIM_R ? ROWS : COLUMNS;
}

/* How one dimension of the pair is cut: `tile` below the node, `inner` tiles
 * in time per PE, `spread` PEs, `outer` turns of the whole array. */
struct window_cut {
    int tile, inner, spread, outer;
};

enum window_slide { SLIDE_NONE, SLIDE_POSITION, SLIDE_TAP };

struct window_query {
    struct window_cut cut[2]; /* [0] positions, [1] taps */
    enum window_slide slide;  /* the dimension of the sliding run */
    int run;                  /* its length in tiles; 1 or more */
    int run_is_outer;         /* the run counts turns of the array, not inner tiles */
};

/* Rows fetched, summed over all steps. */
/* Input rows beyond this are refused by the model. */
#define WINDOW_ROWS_MAX 16384

struct window_counts {
    uint64_t all;                                       /* over PEs */
    uint64_t distinct;                                  /* over distinct sets per step */
    uint64_t together;                                  /* union over PEs per step */
    uint64_t first_all, first_distinct, first_together; /* the first step's share */
    int largest;                                        /* largest tile of one PE */
};

void window_count(const struct window_geometry *geometry, const struct window_query *query,
                  struct window_counts *out);

/* Largest number of rows that `tile` positions and `taps` taps touch, over all
 * aligned tiles. */
int window_largest(const struct window_geometry *geometry, int tile, int taps);

/* Terms positions (p, r) whose row is real, and rows touched at all. */
uint64_t window_real_terms(const struct window_geometry *geometry);
int window_rows_touched(const struct window_geometry *geometry);

#endif
