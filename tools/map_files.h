/* The files of a run: what goes where. */
#ifndef TOOLS_MAP_FILES_H
#define TOOLS_MAP_FILES_H

#include "map_options.h"
#include "map_screen.h"
#include "mapper/provenance.h"

/* Writes the five files of the folder (NULL: none), and those of --json=FILE and
 * --csv=FILE.
 * Returns 0, or -1 with what failed on `messages`; then nothing new is left. */
int map_files_write(const struct map_view *view, const struct map_options *options,
                    const struct provenance *provenance, const char *folder, FILE *messages);

/* summary.json as text, malloc'd, or NULL when memory is short. */
char *map_summary_json(const struct map_view *view, const struct provenance *provenance);

#endif
