/* enos-map --pareto: the fronts are found, written and shown. */
#ifndef TOOLS_MAP_FRONT_H
#define TOOLS_MAP_FRONT_H

#include "map_front_screen.h"
#include "map_options.h"
#include "mapper/provenance.h"

/* What to do. */
struct map_front_job {
    const struct map_run *run; /* of the pairs asked for; nothing was searched */
    const struct network *network;
    const struct map_options *options;
    const struct provenance *provenance;
    const char *folder; /* "": no pareto.csv */
    struct map_run_options search;
};

/* Returns an exit status. Ctrl-C ends the searches; what was found is written and shown. */
int map_front_command(const struct map_front_job *job);

/* pareto.csv: docs/files.md. */
void map_front_write_csv(FILE *out, const struct map_front_run *fronts,
                         const struct provenance *provenance);

#endif
