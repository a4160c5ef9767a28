/* One case of tests/mapper/timeloop/cases.jsonl: a nest, and what Timeloop v3.0 counts for it. */
#ifndef TIMELOOP_CASE_H
#define TIMELOOP_CASE_H

#include "mapper/hierarchy.h"

struct timeloop_case {
    char id[16];
    struct layer_shape shape;
    struct hierarchy_nest nest;
    struct hierarchy_counts counts; /* Timeloop's, in our terms: see timeloop_case.c */
    double energy_pj[HIERARCHY_LEVELS_MAX][TENSOR_COUNT], mac_energy_pj;
    int residual[HIERARCHY_LOOPS_MAX];    /* of a loop's last round; its bound if not shorter */
    int has_residuals;                    /* a loop whose last round is shorter */
    int fan_out[HIERARCHY_LEVELS_MAX][2]; /* instances below one, along x and y */
    int may_link[HIERARCHY_LEVELS_MAX][TENSOR_COUNT]; /* the mapping does not forbid it */
    uint64_t link_transfers[TENSOR_COUNT]; /* words that Timeloop passed between neighbours */
    int macs;                              /* MACs there */
    double utilization;                    /* of the MACs over all cycles, two decimals */
    uint64_t bound_cycles;                 /* cycles with the bandwidths' slowdown */
};

/* Reads case `line`, a JSON text. Returns 0, or -1 if it is not one. */
int timeloop_case_read(const char *line, struct timeloop_case *out);

/* Indices of its dimension that one step of loop i is. */
int timeloop_place(const struct hierarchy_nest *nest, int i);

#endif
