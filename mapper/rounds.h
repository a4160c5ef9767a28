/* The search at large: rounds.c, brief.c. */
#ifndef MAPPER_ROUNDS_H
#define MAPPER_ROUNDS_H

#include "solver.h"

/* brief.c: looks for a good mapping where `root`, the bound of everything, is far below the
 * first ones. It proves nothing. */
void search_briefly(struct solver *s, double root);

#endif
