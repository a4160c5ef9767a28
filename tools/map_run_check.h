/* The constraints of a run's machine against its layers, before anything is searched. */
#ifndef TOOLS_MAP_RUN_CHECK_H
#define TOOLS_MAP_RUN_CHECK_H

#include "map_run.h"
#include "mapper/constrain.h"

/* Reports every layer of which no mapping can obey, with the first choice that shows it.
 * Returns 0, or -1 if there is one. */
int map_run_check(const struct map_run *run, enum map_factors factors, struct diag_list *diag);

#endif
