/* The grid that the user asks for. */
#ifndef TOOLS_SEARCH_GRID_REQUEST_H
#define TOOLS_SEARCH_GRID_REQUEST_H

#include "search/grid.h"
#include "search_inputs.h"

/* From the options, and what they leave out from the run. The values are malloc'd: free
 * out->value. Inputs, which are priced, must outlive it. Returns 0, or -1 with the reasons on
 * `errors`. */
int search_grid_request(struct grid_options *out, const struct search_request *request,
                        const struct search_inputs *inputs, FILE *errors);

#endif
