/* Equal problems have equal keys: what two variants share is searched once. */
#ifndef TOOLS_EXPLORE_KEY_H
#define TOOLS_EXPLORE_KEY_H

#include "mapper/solve.h"

#define EXPLORE_KEY_MAX 65

/* To be raised when the mapper's answers to the same problems change: points that an older one
 * computed are then computed again. */
#define EXPLORE_ANSWERS_VERSION 1

/* SHA-256, in hex, of every value of the problem; the bytes between them do not count. */
void explore_problem_key(const struct map_problem *problem, char out[EXPLORE_KEY_MAX]);

#endif
