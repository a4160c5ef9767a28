/* The head of a run: what is trained on what, with which kernels. */
#ifndef TOOLS_SEARCH_HEADER_H
#define TOOLS_SEARCH_HEADER_H

#include <stdio.h>

#include "search_inputs.h"

/* At most 80 columns wide, but for names and paths. */
void search_header(FILE *out, const struct search_inputs *inputs);

#endif
