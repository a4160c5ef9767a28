#include "clock.h"

#include <math.h>
#include <string.h>

/* Of sums of fractions of a cycle. */
#define ROUNDING 1e-6

void clock_open_port(struct clock *clock, struct port *port, enum sim_track track,
                     double bits_per_cycle)
{
    *port = (struct port){0, bits_per_cycle, track, &clock->trace};
}

void clock_start(struct clock *clock, const struct arch_machine *machine,
                 const struct sim_options *options)
{
    static const struct arch_storage none = {.name = ""};
    const struct arch_storage *glb = machine->glb >= 0 ? &machine->storage[machine->glb] : &none;
    memset(clock, 0, sizeof *clock);
    clock->why = SIM_FILL;
    clock->trace = (struct trace){options->trace, options->trace_context};
    clock->has_port_per_tensor = glb->has_port_per_tensor;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        clock_open_port(clock, &clock->glb_read_of[t], (enum sim_track)(SIM_TRACK_GLB_READ + t),
                        glb->read_bits_per_cycle);
        clock_open_port(clock, &clock->glb_write_of[t], (enum sim_track)(SIM_TRACK_GLB_WRITE + t),
                        glb->write_bits_per_cycle);
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        clock_open_port(clock, &clock->deliver[t], (enum sim_track)(SIM_TRACK_DELIVER_W + t),
                        machine->noc_delivery_bits_per_cycle[t]);
    clock_open_port(clock, &clock->collect, SIM_TRACK_COLLECT, machine->noc_collect_bits_per_cycle);
}

static void tell(const struct trace *trace, enum sim_track track, enum sim_reason reason,
                 double begin, double end)
{
    if (trace->tell && end > begin)
        trace->tell(trace->context, track, reason, begin, end);
}

double port_take(struct port *port, double from, double cycles)
{
    double begin = port->free_at > from ? port->free_at : from;
    port->free_at = begin + cycles;
    tell(port->trace, port->track, SIM_COMPUTE, begin, port->free_at);
    return port->free_at;
}

struct port *clock_glb_read(struct clock *clock, enum tensor t)
{
    return &clock->glb_read_of[clock->has_port_per_tensor ? t : 0];
}

struct port *clock_glb_write(struct clock *clock, enum tensor t)
{
    return &clock->glb_write_of[clock->has_port_per_tensor ? t : 0];
}

double port_pass(struct port *port, double from, double bits)
{
    if (bits <= 0) /* nothing is asked for, and nobody waits behind it */
        return from;
    return port_take(port, from, port->bits_per_cycle > 0 ? bits / port->bits_per_cycle : 0);
}

double clock_cycle_end(double time)
{
    return ceil(time - ROUNDING);
}

void clock_wait_for(struct clock *clock, double time, enum sim_reason why)
{
    time = clock_cycle_end(time);
    if (time <= clock->ready)
        return;
    clock->ready = time;
    clock->why = why;
}

void clock_begin(struct clock *clock)
{
    enum sim_reason why = clock->has_begun ? clock->why : SIM_FILL;
    if (clock->ready > clock->now) {
        clock->cycles[why] += clock->ready - clock->now;
        tell(&clock->trace, SIM_TRACK_ARRAY, why, clock->now, clock->ready);
        clock->now = clock->ready;
    }
    clock->has_begun = 1;
}

void clock_work(struct clock *clock, double cycles)
{
    tell(&clock->trace, SIM_TRACK_ARRAY, SIM_COMPUTE, clock->now, clock->now + cycles);
    clock->cycles[SIM_COMPUTE] += cycles;
    clock->now += cycles;
}

static double last_arrival(const struct clock *clock, double dram)
{
    double last = fmax(fmax(clock->now, dram), clock->collect.free_at);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        last = fmax(last, clock->deliver[t].free_at);
        last = fmax(last, fmax(clock->glb_read_of[t].free_at, clock->glb_write_of[t].free_at));
    }
    return last;
}

uint64_t clock_end(struct clock *clock, double dram, uint64_t cycles[SIM_REASONS])
{
    double end = clock_cycle_end(last_arrival(clock, dram));
    uint64_t sum = 0;
    clock->cycles[SIM_DRAIN] += end - clock->now;
    clock->now = end;
    for (int r = 0; r < SIM_REASONS; r++) {
        cycles[r] = (uint64_t)clock->cycles[r];
        sum += cycles[r];
    }
    return sum;
}
