/* The nodes of a mapping as a file lists them, outermost first:
 *
 *     - {keep: [GLB, I]}
 *     - {for: M, bound: 4}
 *     - {par: P, bound: 14, axis: X}
 *
 * Files of machines and of mappings have such lists; mapper/mapping.h says what they mean.
 */
#ifndef ARCH_NODES_H
#define ARCH_NODES_H

#include "workloads/description.h"
#include "workloads/layer.h"

#define ARCH_NODES_MAX 96
#define ARCH_BOUND_MAX 1000000000

enum arch_node_kind { ARCH_NODE_KEEP, ARCH_NODE_FOR, ARCH_NODE_PAR };

struct arch_node {
    unsigned char kind; /* enum arch_node_kind */
    unsigned char at;   /* keep: level (0 DRAM, 1 GLB, 2 SPAD); par: axis (0 X, 1 Y) */
    unsigned char what; /* keep: enum tensor; for, par: enum dim */
    int bound;          /* for, par: from 1 to ARCH_BOUND_MAX */
};

struct arch_nodes {
    int count;
    struct arch_node node[ARCH_NODES_MAX];
};

/* Reads a list of nodes; every mistake goes to `diag`. Returns 0, or -1. Whether they are
 * a mapping is not looked at. */
int arch_nodes_read(struct arch_nodes *out, const struct desc_node *list, struct diag_list *diag);

#endif
