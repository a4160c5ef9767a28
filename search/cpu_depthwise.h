/* Depthwise layers: one filter for each channel, straight from the planes of a tile.
 *
 * Their weights are (part, R, S, M), channels innermost like everything else.
 */
#ifndef SEARCH_CPU_DEPTHWISE_H
#define SEARCH_CPU_DEPTHWISE_H

#include "cpu_tile.h"

void cpu_depthwise(const struct convolution *c, const struct tiling *t, const struct tile *tile,
                   const real *plane, const real *w, const struct view *z);
/* dw += */
void cpu_depthwise_weights(const struct convolution *c, const struct tiling *t,
                           const struct tile *tile, const real *plane, const struct view *dz,
                           real *dw);
/* Adds to the planes of the main parts. */
void cpu_depthwise_data(const struct convolution *c, const struct tiling *t,
                        const struct tile *tile, const struct view *dz, const real *w, real *plane);

#endif
