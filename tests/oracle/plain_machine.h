/* A layer on a machine, the plain way: what simulator/ has to equal.
 *
 * Every buffer says of every element of a tensor whether it has it; what a tile needs is found by
 * looking at every term below it; words move one by one, and terms are done one by one. Time is
 * plain_clock's. Slow and obvious, for layers of a few thousand terms. Nothing is shared with the
 * simulator but its types, and rules: docs/simulator.md, docs/model.md.
 */
#ifndef ORACLE_PLAIN_MACHINE_H
#define ORACLE_PLAIN_MACHINE_H

#include "simulator/simulate.h"

/* As sim_layer_run without faults; capacities are not looked at, energies are not filled in.
 * Returns 0, or -1 if a word is asked for that is not there, or time does not end. Free the result
 * with sim_result_free. */
int oracle_plain_run(const struct sim_layer *layer, int32_t *psum, struct sim_result *out);

#endif
