/* enos-search with a grid: its folder, its jobs, its last screen. */
#ifndef TOOLS_SEARCH_GRID_COMMAND_H
#define TOOLS_SEARCH_GRID_COMMAND_H

#include "search_estimate.h"
#include "search_grid.h"
#include "search_ranks.h"

/* A hash of what all jobs of a grid have in common: its folder may get more lambdas and seeds. */
void search_grid_identity(const struct search_inputs *inputs, char out[65]);

/* Makes the grid's folder, with its run and tables; with --fresh no job is done any more. To be
 * called by one rank. Returns an exit status, not 0 with the reason on `errors`. */
int search_grid_begin(const struct search_folder *folder, const struct search_request *request,
                      const struct search_inputs *inputs, const char *identity,
                      const struct provenance *provenance, FILE *errors);

/* Writes what a grid takes, from what one of its searches takes alone. Returns an exit status, not
 * 0 with the reasons on `errors`. */
int search_grid_estimate(FILE *out, const struct search_inputs *inputs,
                         const struct search_request *request, const struct search_estimate *one,
                         FILE *errors);

/* Does all jobs, or with --dry-run lists them, and shows the results, in rank 0. Returns an exit
 * status, not 0 with the reasons on `errors`. */
int search_grid_command(const struct search_grid_options *options, const struct search_ranks *ranks,
                        FILE *errors);

#endif
