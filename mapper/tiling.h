/* Tiles of one dimension: the last one may be short. */
#ifndef MAPPER_TILING_H
#define MAPPER_TILING_H

/* Tiles of `tile` that cover `size`. */
static inline int ceil_div(int size, int tile)
{
    return (size + tile - 1) / tile;
}

/* Steps in time of a dimension cut into units of `unit` steps, `places` of them side by side: in
 * the last turn the first place has most left. */
static inline int tiling_steps(int size, int unit, int places)
{
    int turns = ceil_div(ceil_div(size, unit), places);
    int left = size - (turns - 1) * places * unit;
    return (turns - 1) * unit + (left < unit ? left : unit);
}

#endif
