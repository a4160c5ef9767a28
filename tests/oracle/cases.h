/* Small problems to enumerate: a plain one to build on, and random ones of every kind. */
#ifndef ORACLE_CASES_H
#define ORACLE_CASES_H

#include "mapper/problem.h"

/* One PE, one term, unlimited buffers, 8-bit words and 16-bit psums, and the
 * normalised energies DRAM 200, GLB 6, network 2 (per delivery), scratchpad 1. */
struct map_problem oracle_plain_problem(void);

/* Sets a loop extent (with one lane a lane set is one channel). */
void oracle_set_size(struct map_problem *problem, enum dim dim, int size);

/* Makes the input as large as the windows reach, padding on both sides apart. */
void oracle_fit_input(struct map_problem *problem);

#endif
