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

/* Coordinates along one axis, for one key; rising. Lists are as long as the axis. */
struct tile_list {
    int count, *value; /* all that the tile has */
    int fresh, *new;   /* those that were not there before */
    int held, *old;    /* what was there before */
};

/* The tiles of one keep node, of all places on the array. */
struct tile {
    enum tensor tensor;
    int keys[TILE_AXES];               /* how many */
    struct tile_list *list[TILE_AXES]; /* [key] owned */
    int most[TILE_AXES];               /* from the first to the last coordinate, at most */
    long stride[TILE_AXES];            /* see tile_place */
    long size;                         /* elements that a buffer needs */
    long address[TILE_AXES];           /* from a coordinate to the next in the whole tensor */
    int *storage;                      /* owned: of the lists */
};

/* Prepares the tiles of a keep node. `spread` (of a scratchpad) gives the places on the array
 * along each dimension; all 1 for the GLB. Returns 0, or -1 without memory. */
int tile_create(struct tile *out, const struct program *program, enum map_level level,
                enum tensor tensor, const int spread[DIM_COUNT]);
void tile_free(struct tile *tile);

/* Where an element lies in a buffer that holds one tile at a time. Neighbours in a tile are
 * nearer than `most`, so that no two share a place, and what stays when a tile slides stays
 * where it is. */
static inline long tile_place(const struct tile *tile, int axis, int value)
{
    return value % tile->most[axis] * tile->stride[axis];
}

/* Goes over the elements of a tile, or of a part of it: lists of coordinates along the axes. */
struct tile_walk {
    int count[TILE_AXES], at[TILE_AXES];
    const int *list[TILE_AXES];
    int value[TILE_AXES]; /* the element */
};

/* A walk over all of one key's tile along each axis. */
void tile_walk_all(struct tile_walk *walk, const struct tile *tile);

/* To the first element, and to the next, last axis first. Return 0 if there is none. */
int tile_walk_first(struct tile_walk *walk);
int tile_walk_next(struct tile_walk *walk);

/* Where an element lies in the whole tensor. */
long tile_address(const struct tile *tile, const int value[TILE_AXES]);

/* Length of an axis in the whole layer (one group). */
int tile_axis_length(const struct program *program, enum tensor tensor, int axis);

/* Sets the list of a key from where its tile starts (units, of the dimension and of the taps).
 * `slides`: what was there stays, the rest is new; else all is. */
void tile_set(struct tile *tile, const struct program *program, const int units[DIM_COUNT],
              int axis, int key, int start, int tap_start, int slides);

#endif
