/* The readers of the parts of Timeloop's files. Each reports all mistakes of its part to `diag`
 * and fills its part of the design; the order is architecture, ERT, ART, problem, mapping, and
 * each needs those before it to be free of mistakes. */
#ifndef MAPPER_TIMELOOP_READ_H
#define MAPPER_TIMELOOP_READ_H

#include "mapper/timeloop_design.h"
#include "workloads/description.h"

/* Largest bound of a loop and size of a dimension. */
#define TIMELOOP_BOUND_MAX (1 << 20)

void timeloop_read_architecture(struct timeloop_design *out, const struct desc_node *node,
                                struct diag_list *diag);
void timeloop_read_ert(struct timeloop_design *out, const struct desc_node *node,
                       struct diag_list *diag);
void timeloop_read_art(struct timeloop_design *out, const struct desc_node *node,
                       struct diag_list *diag);
void timeloop_read_problem(struct timeloop_design *out, const struct desc_node *node,
                           struct diag_list *diag);
void timeloop_read_mapping(struct timeloop_design *out, const struct desc_node *node,
                           struct diag_list *diag);

/* Number of the storage of this name, the number of levels for the MAC's, or -1. */
int timeloop_find_component(const struct timeloop_design *design, const char *name);

/* Reports that no component has this name, with the nearest that one has. */
void timeloop_unknown_component(const struct timeloop_design *design, const struct desc_node *node,
                                const char *name, struct diag_list *diag);

#endif
