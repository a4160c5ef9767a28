/* A mapping of the mapper as Timeloop can be given it.
 *
 * Timeloop's mappings are even: a storage holds its tensors from one place of the loop order on.
 * A mapping is even if the keep nodes of each storage stand together, loops of bound 1 aside.
 * Scratchpads of their own are storages of their own; they become a chain of levels in the
 * order of their nodes.
 *
 *   Array: two levels, one for each axis, so that a dimension may be spread along both, and so
 *   that psums are summed along the axes with links alone. The level between keeps nothing.
 *   Lanes: the MACs below a PE; a scratchpad's access is a block of as many words.
 *   Cycles: one of Timeloop's is a step, of cycles_per_step cycles; bandwidths are per step.
 *   Words: a level of Timeloop's has one width, here the widest that passes it.
 *   Not there: energy and bandwidth of our networks, padding (it becomes input).
 */
#ifndef MAPPER_TIMELOOP_EXPORT_H
#define MAPPER_TIMELOOP_EXPORT_H

#include "arch/machine.h"
#include "mapper/evaluate.h"
#include "mapper/timeloop_design.h"

/* What a level of the nest is on our machine. */
enum timeloop_role {
    TIMELOOP_ROLE_DRAM,
    TIMELOOP_ROLE_GLB,
    TIMELOOP_ROLE_LINES, /* the array's columns, or its rows: whose axis is outside */
    TIMELOOP_ROLE_STEPS, /* in each PE, for loops that stand above its scratchpads */
    TIMELOOP_ROLE_SPAD,
};

struct timeloop_roles {
    enum timeloop_role role[HIERARCHY_LEVELS_MAX];
    enum tensor tensor[HIERARCHY_LEVELS_MAX]; /* of a scratchpad; shared ones: TENSOR_W */
    int outer_axis;                           /* enum arch_axis: its instances are the lines */
};

/* Sets problem, shape, nest, is_y and links of `out`, and what its levels are. The mapping is one
 * that map_evaluate accepts. Returns 0, or -1 with the reason: a node that stands apart, or an
 * order of loops that Timeloop has no words for. */
int timeloop_nest_of_mapping(struct timeloop_design *out, struct timeloop_roles *roles,
                             const struct map_problem *problem, const struct map_mapping *mapping,
                             char reason[TIMELOOP_REASON_MAX]);

/* The same with machine, energies and widths: a whole design. `result` is the mapping's, of
 * choice number `choice` of the machine. Returns 0, or -1 with the reason, which may also be that
 * Timeloop's tiles (boxes, with padding, of words as wide as the widest) do not fit. */
int timeloop_from_mapping(struct timeloop_design *out, const struct arch_machine *machine,
                          int choice, const struct map_problem *problem,
                          const struct map_mapping *mapping, const struct map_result *result,
                          char reason[TIMELOOP_REASON_MAX]);

#endif
