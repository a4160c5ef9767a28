/* Networks layer by layer, one choice, each in a run of enos-map of its own. */
#ifndef TIMING_LAYER_ROWS_H
#define TIMING_LAYER_ROWS_H

#include "bar_table.h"
#include "bench_setting.h"

/* Prints a line for each layer of a network and adds its worst to the table: with the machine's
 * GLB, and with one of 16 KiB. Returns 0, or -1 after a message on stderr. */
int layer_rows(struct bar_table *table, const struct bench_setting *setting, const char *network);

#endif
