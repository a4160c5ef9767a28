#include "clock.h"

#include <math.h>
#include <string.h>

/* Of sums of fractions of a cycle. */
#define ROUNDING 1e-6

void clock_start(struct clock *clock, const struct arch_machine *machine)
{
    memset(clock, 0, sizeof *clock);
    clock->why = SIM_FILL;
    clock->dram_latency = machine->storage[machine->dram].latency_cycles;
    clock->dram.bits_per_cycle = machine->storage[machine->dram].read_bits_per_cycle;
    if (machine->glb >= 0) {
        clock->glb_read.bits_per_cycle = machine->storage[machine->glb].read_bits_per_cycle;
        clock->glb_write.bits_per_cycle = machine->storage[machine->glb].write_bits_per_cycle;
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        clock->deliver[t].bits_per_cycle = machine->noc_delivery_bits_per_cycle[t];
    clock->collect.bits_per_cycle = machine->noc_collect_bits_per_cycle;
}

double port_pass(struct port *port, double from, double bits)
{
    if (bits <= 0)
        return from; /* nothing takes no turn in the queue */
    if (port->free_at < from)
        port->free_at = from;
    if (port->bits_per_cycle > 0)
        port->free_at += bits / port->bits_per_cycle;
    return port->free_at;
}

void clock_wait_for(struct clock *clock, double time, enum sim_reason why)
{
    time = ceil(time - ROUNDING); /* seen at the end of the cycle */
    if (time <= clock->ready)
        return;
    clock->ready = time;
    clock->why = why;
}

void clock_begin(struct clock *clock)
{
    if (clock->ready > clock->now) {
        clock->cycles[clock->has_begun ? clock->why : SIM_FILL] += clock->ready - clock->now;
        clock->now = clock->ready;
    }
    clock->has_begun = 1;
}

void clock_work(struct clock *clock, double cycles)
{
    clock->cycles[SIM_COMPUTE] += cycles;
    clock->now += cycles;
}

static double last_arrival(const struct clock *clock)
{
    const struct port *ports[] = {&clock->dram,       &clock->glb_read,   &clock->glb_write,
                                  &clock->deliver[0], &clock->deliver[1], &clock->deliver[2],
                                  &clock->collect};
    double last = clock->now;
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        last = fmax(last, ports[i]->free_at);
    return last;
}

uint64_t clock_end(struct clock *clock, uint64_t cycles[SIM_REASONS])
{
    double end = ceil(last_arrival(clock) - ROUNDING);
    uint64_t sum = 0;
    clock->cycles[SIM_DRAIN] += end - clock->now;
    clock->now = end;
    for (int r = 0; r < SIM_REASONS; r++) {
        cycles[r] = (uint64_t)clock->cycles[r];
        sum += cycles[r];
    }
    return sum;
}
