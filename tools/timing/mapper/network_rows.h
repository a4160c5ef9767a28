/* A whole network with all choices, in one run of enos-map. */
#ifndef TIMING_NETWORK_ROWS_H
#define TIMING_NETWORK_ROWS_H

#include "bar_table.h"
#include "bench_setting.h"

/* One line of the table. Each returns 0, or -1 after a message on stderr. */
int network_row_perfect(struct bar_table *table, const struct bench_setting *setting);
int network_row_imperfect(struct bar_table *table, const struct bench_setting *setting);

#endif
