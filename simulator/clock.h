/* When things happen: ports that words queue for, and what the array waits for.
 *
 * The array works in lockstep: a stretch begins, with a whole cycle, when every word that it
 * needs has come. A port passes so many bits a cycle, of one transfer after the other in the order
 * of asking; what is left of a cycle goes to the next transfer. So a port's times are fractions
 * of cycles, and what has passed is seen at the end of the cycle. docs/simulator.md has the rules.
 */
#ifndef SIMULATOR_CLOCK_H
#define SIMULATOR_CLOCK_H

#include "simulator/simulate.h"

/* Who is told what happens. */
struct trace {
    sim_trace_fn *tell; /* or NULL */
    void *context;
};

/* One port: when it is free, and its rate (0: unlimited). */
struct port {
    double free_at;
    double bits_per_cycle;
    enum sim_track track;
    const struct trace *trace;
};

struct clock {
    double now;          /* the array has done everything up to here */
    double ready;        /* the next stretch cannot begin before */
    enum sim_reason why; /* what it waits for until then */
    int has_begun;
    struct trace trace;
    /* [0] alone, unless the GLB's banks give each tensor ports of its own */
    struct port glb_read_of[TENSOR_COUNT], glb_write_of[TENSOR_COUNT];
    int has_port_per_tensor;
    struct port deliver[TENSOR_COUNT], collect;
    double cycles[SIM_REASONS];
};

/* `clock` stays where it is until the end. */
void clock_start(struct clock *clock, const struct arch_machine *machine,
                 const struct sim_options *options);

/* The ports of the GLB that words of t pass. */
struct port *clock_glb_read(struct clock *clock, enum tensor t);
struct port *clock_glb_write(struct clock *clock, enum tensor t);

void clock_open_port(struct clock *clock, struct port *port, enum sim_track track,
                     double bits_per_cycle);

/* The end of the cycle that `time` lies in: when it is seen. */
double clock_cycle_end(double time);

/* Is busy for so many cycles, from `from` on at the earliest. Returns when it is free again. */
double port_take(struct port *port, double from, double cycles);

/* Passes so many bits, from `from` on at the earliest. Returns when the last has passed; `from` if
 * there are none, which the port does not notice. */
double port_pass(struct port *port, double from, double bits);

/* The next stretch needs something that is there at `time`. */
void clock_wait_for(struct clock *clock, double time, enum sim_reason why);

/* The array waits for all that it needs; the stretch begins at clock->now. */
void clock_begin(struct clock *clock);

/* The array works. */
void clock_work(struct clock *clock, double cycles);

/* Everything that is under way arrives, DRAM's at `dram`. Fills `cycles` (whole numbers) and
 * returns their sum. */
uint64_t clock_end(struct clock *clock, double dram, uint64_t cycles[SIM_REASONS]);

#endif
