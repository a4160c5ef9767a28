/* --export timeloop DIR: mappings as timeloop-model reads them. */
#ifndef TOOLS_MAP_TIMELOOP_H
#define TOOLS_MAP_TIMELOOP_H

#include "map_options.h"
#include "map_screen.h"
#include "mapper/provenance.h"

/* Does what options->export asks for, if anything: writes LAYER/CHOICE/{arch,problem,mapping}.yaml
 * for every pair of layer and choice that Timeloop can be told of, and exports.csv, which names
 * them all; says how many there are (on stdout, or stderr if that holds data) and, on stderr, why
 * others are refused, repeated shapes once. Returns an exit status: EXIT_ANSWER_IS_NO if a mapping
 * was refused; with EXIT_ENVIRONMENT nothing new is left. */
int map_timeloop_export(const struct map_view *view, const struct map_options *options,
                        const struct provenance *provenance);

#endif
