#include "sim_trial.h"

#include <stdio.h>
#include <stdlib.h>

#include "sample.h"
#include "sim_mapping.h"

enum { LOOPS = 6 };

void oracle_trial_start(struct oracle_trial *t, struct oracle_random *random, int number,
                        const struct choice *choice)
{
    *t = (struct oracle_trial){.random = random};
    oracle_random_problem(random, (enum oracle_kind)(number % ORACLE_KIND_COUNT), LOOPS,
                          &t->c.problem);
    int is_uneven = number / ORACLE_KIND_COUNT % 2;
    if (is_uneven)
        oracle_make_uneven(random, &t->c.problem);
    oracle_sim_case_create(&t->c, choice, random);
    (is_uneven ? oracle_random_uneven_mapping
               : oracle_random_spatial_mapping)(random, &t->c.problem, &t->c.mapping);
    oracle_random_timing(random, &t->c.machine);
}

void oracle_trial_run(struct oracle_trial *t)
{
    char reason[SIM_REASON_MAX] = "no memory";
    t->psum = malloc(t->c.psums * sizeof *t->psum);
    if (t->psum && sim_layer_run(&t->c.layer, NULL, t->psum, &t->result, reason) == 0)
        return;
    fprintf(stderr, "%s\n", reason);
    abort(); /* in a test there is nothing to go on with */
}

void oracle_trial_free(struct oracle_trial *t)
{
    oracle_sim_case_free(&t->c);
    sim_result_free(&t->result);
    free(t->psum);
}
