/* What a whole network costs with one choice for all of its layers. */
#ifndef TOOLS_MAP_TOTALS_H
#define TOOLS_MAP_TOTALS_H

#include "map_run.h"

/* Sums over the layers; energies in pJ per image. */
struct map_total {
    uint64_t ops;
    double energy_pj; /* the sum of the five below; inf when a layer has no mapping */
    double op_pj, spad_pj, noc_pj, glb_pj, dram_pj;
    double compulsory_dram_pj; /* part of dram_pj that no mapping avoids */
    double lower_bound_pj;
    double latency_cycles; /* for the batch, layer after layer */
    double utilization;    /* mean over the compute cycles */
    int complete;          /* 1: every layer has a mapping */
    int proven;            /* 1: each of them is proven best */
};

struct map_total map_total_of(const struct map_run *run, const struct map_tables *tables,
                              size_t choice);

/* Energy that a better mapping could have saved in principle, and E_TX without
 * what must cross the DRAM's pins whatever the mapping. */
double map_total_avoidable_pj(const struct map_total *total);

/* Choices of 8 bits, or if there are none those of the most bits: the columns of
 * the screen. Fills at most `most` indices and returns their number. */
size_t map_headline_choices(const struct map_run *run, size_t most, size_t *choice);

#endif
