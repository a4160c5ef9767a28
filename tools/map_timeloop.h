/* --export timeloop DIR: mappings as timeloop-model reads them. */
#ifndef TOOLS_MAP_TIMELOOP_H
#define TOOLS_MAP_TIMELOOP_H

#include "map_screen.h"
#include "mapper/provenance.h"

/* Pairs of layer and choice: written, refused (Timeloop cannot be told of the mapping), and
 * those without a mapping. */
struct map_timeloop {
    size_t written, refused, unmapped;
};

/* Writes LAYER/CHOICE/{arch,problem,mapping}.yaml for every pair that can be told, and
 * exports.csv, which names them all. Returns 0, or -1 with what failed on `messages`; then
 * nothing new is left. */
int map_timeloop_write(struct map_timeloop *out, const struct map_view *view, const char *folder,
                       const struct provenance *provenance, FILE *messages);

/* Why pairs were refused, a line for each (repeated shapes once). */
void map_timeloop_refused(FILE *out, const struct map_view *view);

#endif
