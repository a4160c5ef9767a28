/* Tiles: what a buffer holds of a tensor, one list of coordinates along each of its axes.
 *
 * W has axes G M C R S, I has N G C rows columns, O has N G M P Q; a tile is the product of
 * its lists. PEs hold different tiles: along an axis they differ by their places on the array
 * in the axis's dimensions, numbered by a *key*.
 */
#ifndef SIMULATOR_TILE_H
#define SIMULATOR_TILE_H

#include "program.h"

enum { TILE_AXES = 5 };

struct tile_axis {
    enum dim dim;
    int tap; /* enum dim of the filter taps, for the rows and columns of I; else -1 */
};

extern const struct tile_axis tile_axes[TENSOR_COUNT][TILE_AXES];

/* Coordinates along one axis, for one key. */
struct tile_list {
    int count;
    int *value;  /* (length of the axis) rising */
    int *place;  /* (length of the axis) of a coordinate in `value`, or -1 */
    int fresh;   /* how many of them were not there before */
    int *is_new; /* (length of the axis) by place: 1 if it was not there before */
};

/* The tiles of one keep node, of all places on the array. */
struct tile {
    enum tensor tensor;
    int keys[TILE_AXES];               /* how many */
    struct tile_list *list[TILE_AXES]; /* [key] */
    int most[TILE_AXES];               /* longest list: with it, where an element lies */
    long stride[TILE_AXES];            /* of a place, in elements of the buffer */
    long size;                         /* elements that a buffer needs */
    long address[TILE_AXES];           /* stride of a coordinate in the whole tensor */
    int *storage;                      /* owned: of the lists */
};

/* Prepares the tiles of a keep node. `spread` (of a scratchpad) gives the places on the array
 * along each dimension; all 1 for the GLB. Returns 0, or -1 without memory. */
int tile_create(struct tile *out, const struct program *program, enum map_level level,
                enum tensor tensor, const int spread[DIM_COUNT]);
void tile_free(struct tile *tile);

/* Length of an axis in the whole layer (one group). */
int tile_axis_length(const struct program *program, enum tensor tensor, int axis);

/* Sets the list of a key from where its tile starts (units, of the dimension and of the taps).
 * `slides`: what was there stays, the rest is new; else all is. */
void tile_set(struct tile *tile, const struct program *program, const int units[DIM_COUNT],
              int axis, int key, int start, int tap_start, int slides);

#endif
