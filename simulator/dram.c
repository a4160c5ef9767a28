#include "dram.h"

#include <math.h>
#include <string.h>

void dram_start(struct dram *dram, struct clock *clock, const struct arch_machine *machine)
{
    const struct arch_storage *storage = &machine->storage[machine->dram];
    memset(dram, 0, sizeof *dram);
    clock_open_port(clock, &dram->port, SIM_TRACK_DRAM, storage->read_bits_per_cycle);
    dram->latency_cycles = storage->latency_cycles;
    dram->burst_bits = storage->burst_bits;
    dram->banks = storage->banks;
    dram->row_bits = storage->row_bits;
    dram->miss_cycles = storage->row_miss_cycles;
    for (int b = 0; b < dram->banks; b++)
        dram->open_row[b] = UINT64_MAX;
}

/* Tensors lie in rows of their own; neighbouring rows in neighbouring banks. */
void dram_touch(struct dram *dram, enum tensor t, uint64_t address_bits)
{
    if (dram->banks == 0)
        return;
    uint64_t row = address_bits / dram->row_bits * TENSOR_COUNT + (uint64_t)t;
    uint64_t bank = row % (uint64_t)dram->banks;
    dram->misses += dram->open_row[bank] != row;
    dram->open_row[bank] = row;
}

double dram_pass(struct dram *dram, double from, double bits, double *begin)
{
    double cycles = (double)dram->misses * dram->miss_cycles;
    if (begin)
        *begin = fmax(dram->port.free_at, from);
    if (bits <= 0)
        return from;
    if (dram->burst_bits > 0)
        bits = ceil(bits / dram->burst_bits) * dram->burst_bits;
    if (dram->port.bits_per_cycle > 0)
        cycles += bits / dram->port.bits_per_cycle;
    port_take(&dram->port, from, cycles);
    dram->misses = 0;
    return dram->port.free_at;
}
