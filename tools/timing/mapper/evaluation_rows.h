/* Mappings evaluated in a second, by one core. */
#ifndef TIMING_EVALUATION_ROWS_H
#define TIMING_EVALUATION_ROWS_H

#include "bar_table.h"
#include "bench_setting.h"

/* A line of the table for a network: the mappings of its layers, T8, that a short search finds.
 * Returns 0, or -1 after a message on stderr. */
int evaluation_row(struct bar_table *table, const struct bench_setting *setting,
                   const char *network);

#endif
