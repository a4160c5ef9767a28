/* A thousand variants of a machine, by one process and by two. */
#ifndef TIMING_EXPLORATION_ROWS_H
#define TIMING_EXPLORATION_ROWS_H

#include "bar_table.h"
#include "bench_setting.h"

/* Two lines of the table; none, with a note, where enos-explore or mpirun is missing. Returns 0,
 * or -1 after a message on stderr. */
int exploration_rows(struct bar_table *table, const struct bench_setting *setting);

#endif
