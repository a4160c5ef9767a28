/* When things happen on the simulated machine, cycle by cycle.
 *
 * The plain machine writes down what its array does, stretch after stretch, and what the ports
 * are asked for, in the order of asking; then plain_clock_run lets time pass. A cycle is cut into
 * so many parts that a bit takes a whole number of them at every port: nothing is rounded.
 * Rules: docs/simulator.md.
 */
#ifndef ORACLE_PLAIN_CLOCK_H
#define ORACLE_PLAIN_CLOCK_H

#include "simulator/simulate.h"

enum plain_port {
    PLAIN_DRAM,
    PLAIN_GLB_READ,                                  /* one for each tensor, as PLAIN_DELIVER; */
    PLAIN_GLB_WRITE = PLAIN_GLB_READ + TENSOR_COUNT, /* shared ones are the first */
    PLAIN_DELIVER = PLAIN_GLB_WRITE + TENSOR_COUNT,
    PLAIN_COLLECT = PLAIN_DELIVER + TENSOR_COUNT,
    PLAIN_PORTS
};

enum plain_what {
    PLAIN_FROM_START, /* of time */
    PLAIN_BEGUN,      /* stretch `number` has begun */
    PLAIN_ENDED,      /* stretch `number` has ended */
    PLAIN_PASSED      /* so many bits of transfer `number` have passed, `cycles` ago */
};

struct plain_moment {
    enum plain_what what;
    int number;
    uint64_t bits;
    int cycles;
    int at_cycle_end; /* it is seen at the end of the cycle only */
};

/* All of them together. */
struct plain_moments {
    int count;
    struct plain_moment at[4];
};

struct plain_clock;

/* Bandwidths have to be whole numbers. Returns NULL without memory. */
struct plain_clock *plain_clock_create(const struct arch_machine *machine);
void plain_clock_free(struct plain_clock *clock);

void plain_also(struct plain_moments *moments, struct plain_moment moment);

/* The next stretch; so far it has no cycles and waits for nothing. Returns its number. */
int plain_stretch(struct plain_clock *clock);
/* The array works in the latest stretch. */
void plain_work(struct plain_clock *clock, int cycles);
/* The latest stretch waits for something. */
void plain_wait(struct plain_clock *clock, struct plain_moment moment, enum sim_reason why);

/* Asks a port to pass so many bits (at least one), not before `from`. Returns the transfer's
 * number. */
int plain_ask(struct plain_clock *clock, int port, uint64_t bits, struct plain_moments from);
/* The latest transfer passes so many bits more, for nobody, and takes so many cycles more; all of
 * its bits come the slower. */
void plain_lengthen(struct plain_clock *clock, uint64_t bits, uint64_t cycles);
/* The latest transfer keeps its port busy until then. */
void plain_hold(struct plain_clock *clock, struct plain_moment moment);

/* When the last bit of a transfer has passed, or `bits` of it. */
struct plain_moment plain_all_of(const struct plain_clock *clock, int transfer);
struct plain_moment plain_some_of(int transfer, uint64_t bits);

/* Lets time pass until all is done. Returns 0, or -1 if it does not end. */
int plain_clock_run(struct plain_clock *clock, uint64_t cycles[SIM_REASONS]);

#endif
