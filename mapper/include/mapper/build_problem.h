/* From machine, layer and choice to the numbers a mapping is judged by. */
#ifndef MAPPER_BUILD_PROBLEM_H
#define MAPPER_BUILD_PROBLEM_H

#include "arch/machine.h"
#include "mapper/problem.h"
#include "workloads/layer.h"

/* Reduces `shape` under choice number `choice` of `machine` to a problem.
 * The machine has been validated; the shape comes from a network. */
void map_problem_build(struct map_problem *out, const struct arch_machine *machine, int choice,
                       const struct layer_shape *shape);

#endif
