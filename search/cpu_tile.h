/* Convolutions as matrix products, a tile of output positions at a time.
 *
 * A tile is some rows of one image, or all rows of some images of one block. Its input is
 * quantised into planes (image, part, row, column, C), with the padding around; the unfolded
 * matrix (position, part, R, S, C/G) of one group is copied from them. It is made for each kernel
 * anew: that costs less than to keep it.
 */
#ifndef SEARCH_CPU_TILE_H
#define SEARCH_CPU_TILE_H

#include "search/kernels.h"

struct tile {
    int image, images; /* of the batch */
    int row, rows;     /* of the output */
};

/* How a convolution is cut, and what a tile takes. */
struct tiling {
    int images, rows;     /* of a full tile */
    int groups, channels; /* G, C/G */
    size_t taps;          /* R S C/G */
    size_t depth;         /* of all parts */
    size_t main_depth;    /* of the parts that are no signs, which come first */
    int plane_columns;    /* with padding */
    int pointwise;        /* 1: 1x1, stride 1, one group: planes are (position, part, C) */
    size_t plane_count;   /* reals: planes of a full tile */
    size_t column_count;  /* reals: unfolded matrix of one group */
};

struct tiling tile_plan(const struct convolution *c);

/* Number of parts that are no signs. */
int tile_main_parts(const struct convolution *c);

/* Goes over the tiles of the images [first, end): `tile` starts as {.images = 0}. Returns 0 after
 * the last. */
int tile_next(const struct convolution *c, const struct tiling *t, int first, int end,
              struct tile *tile);

/* Output positions of a tile. */
size_t tile_positions(const struct convolution *c, const struct tile *tile);

/* First input row of a tile's planes (negative in the padding), and their number. */
int tile_first_row(const struct convolution *c, const struct tile *tile);
int tile_rows(const struct convolution *c, const struct tile *tile);

/* Quantises the tile's input into planes. */
void tile_quantise(const struct convolution *c, const struct tiling *t, const struct tile *tile,
                   const struct view *x, real *plane);

/* The unfolded matrix of group g: (positions, depth); `plane` itself if pointwise. */
const real *tile_unfold(const struct convolution *c, const struct tiling *t,
                        const struct tile *tile, int g, const real *plane, real *column);

/* Adds the matrix (positions, main_depth) of group g back into planes of the main parts. */
void tile_fold(const struct convolution *c, const struct tiling *t, const struct tile *tile, int g,
               const real *column, real *plane);

/* dx += what the planes of the main parts hold, through their quantisers; dstep[part] +=. */
void tile_straight_through(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, const struct view *x, const real *plane,
                           const struct view *dx, double *dstep);

#endif
