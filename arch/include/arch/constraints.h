/* What a machine asks of the mappings of its layers: `constraints:` of its file.
 *
 * A plain value without pointers; all zero: nothing is asked. Sizes are iterations of
 * loops, as in mapper/mapping.h: C and M per group, in lane sets on the dimension of the
 * lanes. What the keys mean: docs/machines.md.
 */
#ifndef ARCH_CONSTRAINTS_H
#define ARCH_CONSTRAINTS_H

#include "arch/nodes.h"
#include "workloads/layer.h"

/* Where a loop stands: at a level in time, or on an axis of the array. A loop in time is
 * of SPAD if a scratchpad node stands above it, else of GLB if a GLB node does, else of
 * DRAM. */
enum arch_site { SITE_DRAM, SITE_GLB, SITE_X, SITE_Y, SITE_SPAD, SITE_COUNT };

/* "DRAM", "GLB", "X", "Y", "SPAD". */
extern const char *const arch_site_names[SITE_COUNT];

enum arch_constraint_key {
    CONSTRAINT_NONE,
    CONSTRAINT_FACTORS,
    CONSTRAINT_DIMS,
    CONSTRAINT_ORDER,
    CONSTRAINT_KEEPS,
    CONSTRAINT_BYPASS,
    CONSTRAINT_NODES,
};

#define ARCH_LINE_SET (-1) /* not in the file: from --set */

/* Who says so, for messages. key CONSTRAINT_NONE: nobody, or not known. */
struct arch_clause {
    int line;                  /* of the machine file, from 1, or ARCH_LINE_SET */
    unsigned char key;         /* enum arch_constraint_key */
    unsigned char site;        /* enum arch_site */
    unsigned char dim;         /* enum dim: of CONSTRAINT_FACTORS */
    unsigned char is_dataflow; /* 1: part of the dataflow's set; line is that of `dataflow` */
};

#define ARCH_WHOLE (-1) /* the whole dimension, whatever its size */

/* Of the product of the bounds of one dimension at one site. */
struct arch_limit {
    int least; /* 0: free; ARCH_WHOLE */
    int most;  /* 0: free; 1: the dimension is not there */
    struct arch_clause least_by, most_by;
};

/* The order of the loops of one site. */
struct arch_order {
    unsigned char outside[DIM_COUNT]; /* bit e of [d]: loops of e stand outside of those of d */
    struct arch_clause by;
};

enum { ORDER_OF_DATAFLOW, ORDER_OF_KEY, ORDER_SOURCES };

struct arch_constraints {
    int line;     /* of `constraints`; 0: there are none */
    int dataflow; /* index + 1 in arch_dataflow_names; 0: none is named */
    struct arch_limit limit[SITE_COUNT][DIM_COUNT];
    struct arch_order order[SITE_COUNT][ORDER_SOURCES]; /* of the axes: none */
    unsigned glb_keeps, glb_bypasses;                   /* bit t: tensor t must, must not */
    struct arch_clause glb_keeps_by, glb_bypasses_by;
    struct arch_nodes nodes; /* the one mapping that is allowed; count 0: not given */
    struct arch_clause nodes_by;
};

/* The sets that `dataflow` may name, NULL-terminated. */
extern const char *const arch_dataflow_names[];

#define ARCH_CLAUSE_MAX 80

/* Writes how messages name a clause: "SPAD.factors.S (line 12)", "dataflow row-stationary
 * (line 9)", "X.dims (--set)". */
void arch_clause_text(char out[ARCH_CLAUSE_MAX], const struct arch_constraints *constraints,
                      const struct arch_clause *clause);

#endif
