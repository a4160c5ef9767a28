/* The lines between the jobs of a grid, on stderr. */
#ifndef TOOLS_SEARCH_GRID_SHOW_H
#define TOOLS_SEARCH_GRID_SHOW_H

#include "search_grid.h"

/* Which job begins, how many are done, and when all will be. Nothing when quiet. */
void search_grid_show_job(const struct search_grid *grid, size_t number, int ranks);

/* Seconds that the rest takes `ranks` processes, from what finished jobs took; NaN: none is. */
double search_grid_left_s(const struct search_grid *grid, int ranks);

#endif
