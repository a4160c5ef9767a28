/* Who takes which words: along each axis of a tensor the PEs with one key have the same
 * coordinates, so the receivers of a word are the product of its keys along the axes.
 */
#ifndef SIMULATOR_TAGS_H
#define SIMULATOR_TAGS_H

#include "simulation.h"

/* Who takes which coordinates of an axis. */
struct axis_tags {
    int count;   /* coordinates that are sent */
    int *value;  /* [count] */
    int *keys;   /* [count] how many keys take it */
    int *key;    /* [count x all keys] */
    int *number; /* [length of the axis] of a coordinate in `value`, or -1 */
    int *alike;  /* [all keys] the first key that takes the very same coordinates */
    int *pe;     /* [all keys] its part of the number of a PE */
    int all_keys;
};

struct tags {
    struct axis_tags axis[TILE_AXES];
    int idle_count, *idle_pe; /* parts of PEs along the dimensions that do not move the tensor */
    int *chain, chain_count;  /* [idle_count] of O: which of them are linked */
    struct pe **pe;           /* [idle_count] owned */
    int *storage;
};

/* Returns 0, or -1 without memory. Free with tags_free either way. */
int tags_create(struct tags **out, const struct simulation *s, enum tensor t);
void tags_free(struct tags *tags);

/* The axis along which a tile slides: along all others it stays as it is. -1: it does not. */
int tags_sliding_axis(const struct program *program, enum map_level level, enum tensor t,
                      enum change change);

/* Coordinates of a tile to fetch along an axis. Returns how many. */
int tags_list(const struct tile_list *list, int axis, int sliding, const int **value);

/* Sets the tags of the scratchpads' tiles, of all words or of those that slide in. Returns 0 if
 * there are none. */
int tags_set(struct simulation *s, enum tensor t, int sliding);

/* A word on its way: where it is along each axis. */
struct word {
    int at[TILE_AXES];    /* coordinate, as a number in axis_tags */
    int value[TILE_AXES]; /* the coordinate */
};

/* The next word, last axis first. Returns 0 after the last. */
int tags_next(const struct tags *tags, struct word *word);

#endif
