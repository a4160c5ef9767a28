/* DRAM: one channel, bursts, and, if the machine says so, banks that keep a row open each. */
#ifndef SIMULATOR_DRAM_H
#define SIMULATOR_DRAM_H

#include "clock.h"

struct dram {
    struct port port;
    double latency_cycles;
    int burst_bits; /* 0: none */
    int banks;      /* 0: rows cost nothing */
    uint64_t row_bits;
    double miss_cycles;
    uint64_t open_row[ARCH_BANKS_MAX];
    uint64_t misses; /* of the transfer that is being put together */
};

void dram_start(struct dram *dram, struct clock *clock, const struct arch_machine *machine);

/* The transfer that is being put together has a word at this address (bits) of a tensor. */
void dram_touch(struct dram *dram, enum tensor t, uint64_t address_bits);

/* Passes the transfer, from `from` on at the earliest; it begins at *begin (may be NULL). Returns
 * when its last bit has passed, without the latency. */
double dram_pass(struct dram *dram, double from, double bits, double *begin);

#endif
