/* The steps of reading `constraints:` of a machine file. */
#ifndef ARCH_CONSTRAINTS_READ_H
#define ARCH_CONSTRAINTS_READ_H

#include "arch/constraints.h"
#include "workloads/description.h"

/* What a block says, and where: NULL where it says nothing. */
struct constraints_block {
    struct arch_constraints said;
    const struct desc_node *map, *dataflow, *nodes;
    const struct desc_node *site[SITE_COUNT];
    const struct desc_node *factor[SITE_COUNT][DIM_COUNT];
    const struct desc_node *dims[SITE_COUNT], *order[SITE_COUNT];
    const struct desc_node *keeps, *bypass;
};

/* Reads a block. Returns 0, or -1 with errors in `diag`. */
int constraints_read(struct constraints_block *out, const struct desc_node *map,
                     struct diag_list *diag);

/* Reads one factor, `limit`, written 4, all or {least: 2, most: 8}. Returns 0, or -1. */
int constraints_read_factor(struct arch_limit *limit, const struct desc_node *node,
                            struct diag_list *diag);

/* Reads an order, [M, [P, Q]], into `outside` of arch_order. Returns 0, or -1. */
int constraints_read_order(unsigned char outside[DIM_COUNT], const struct desc_node *node,
                           struct diag_list *diag);

/* Reads a list of dimensions into *dims, bit d for each. Returns 0, or -1. */
int constraints_read_dims(unsigned *dims, const struct desc_node *node, struct diag_list *diag);

/* Adds the set that the block names to what it says itself. A contradiction between the
 * two, or within the block, is an error. Returns 0, or -1. */
int constraints_merge(struct arch_constraints *out, const struct constraints_block *block,
                      struct diag_list *diag);

#endif
