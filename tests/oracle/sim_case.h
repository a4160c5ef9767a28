/* A simulator's case from a random problem: a machine, a layer and its data. */
#ifndef ORACLE_SIM_CASE_H
#define ORACLE_SIM_CASE_H

#include "mapper/problem.h"
#include "random.h"
#include "simulator/simulate.h"

struct oracle_sim_case {
    struct map_problem problem;
    struct map_mapping mapping;
    struct arch_machine machine;
    struct sim_layer layer; /* of `machine` and `mapping`; `input` and `weight` owned */
    int16_t *input;
    int8_t *weight;
    size_t inputs, weights, psums;
};

/* Random operator and precision of T, MF and BC at 8, 4 and 2 bits. */
struct choice oracle_random_choice(struct oracle_random *random);

/* Makes the machine and the layer of out->problem, whose buffers are made to hold any tile and
 * whose words are made as wide as the choice's, and random data. Ports are unlimited, FIFOs without
 * bounds, and DRAM answers at once. `out` stays where it is. */
void oracle_sim_case_create(struct oracle_sim_case *out, const struct choice *choice,
                            struct oracle_random *random);
void oracle_sim_case_free(struct oracle_sim_case *c);

/* expected[c->psums] gets what the definition of a convolution says. */
void oracle_sim_case_expect(const struct oracle_sim_case *c, int32_t *expected);

/* Random bandwidths, tight ones and none, FIFOs, double buffers, zero gating; latency, bursts and
 * rows of DRAM. */
void oracle_random_timing(struct oracle_random *random, struct arch_machine *machine);

#endif
