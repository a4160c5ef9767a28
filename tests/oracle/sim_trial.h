/* A random case of the simulator, and what comes out of it if nothing is wrong. */
#ifndef ORACLE_SIM_TRIAL_H
#define ORACLE_SIM_TRIAL_H

#include "cases.h"
#include "sim_case.h"

struct oracle_trial {
    struct oracle_random *random;
    struct oracle_sim_case c;
    int32_t *psum; /* [c.psums] owned */
    struct sim_result result;
};

/* A problem of the kind `number` counts to, a mapping, bandwidths; after each round of all kinds
 * bounds that need not divide, or again such that do. `t` stays where it is. */
void oracle_trial_start(struct oracle_trial *t, struct oracle_random *random, int number,
                        const struct choice *choice);
/* Simulates it as it is now. */
void oracle_trial_run(struct oracle_trial *t);
void oracle_trial_free(struct oracle_trial *t);

#endif
