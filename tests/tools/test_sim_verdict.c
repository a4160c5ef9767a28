/* What enos-sim makes of a layer that is not as the model says: each kind of difference is
 * seen, alone. */
#include <criterion/criterion.h>
#include <string.h>

#include "sim_verdict.h"

static const struct arch_choice choice = {.cycles_per_step = 2};

/* A layer on which both agree: 100 cycles, 90 of them of computing, 50 pJ. */
static struct sim_row agreeing(void)
{
    struct sim_row row = {.name = "layer", .choice = &choice, .psums = 8, .is_steady = 1};
    row.result.latency_cycles = 100;
    row.result.cycles[SIM_COMPUTE] = 90;
    row.result.cycles[SIM_FILL] = 4;
    row.result.cycles[SIM_DRAM] = 6;
    row.energy.total_pj = 50;
    row.result.counts.steps = row.counts.steps = 45;
    row.counts.flow[LEVEL_GLB][SIM_PSUM].drain = 7;
    row.model.latency_cycles = 100;
    row.model.energy_pj = 50;
    row.model.steps = 45;
    row.model.flow[LEVEL_GLB][WORD_PSUM].drain = 7;
    return row;
}

Test(sim_verdict, a_layer_as_the_model_says_agrees)
{
    struct sim_row row = agreeing();
    cr_assert_eq(sim_verdict_of(&row, 0), SIM_AGREES);
    cr_assert_eq(sim_stalled_cycles(&row), 10);
    cr_assert_eq(sim_largest_stall(&row), SIM_DRAM);
}

Test(sim_verdict, wrong_psums_come_first)
{
    struct sim_row row = agreeing();
    row.wrong_psums = 1;
    row.model.steps++;
    row.model.energy_pj *= 2;
    cr_assert_eq(sim_verdict_of(&row, 0.5), SIM_WRONG);
}

Test(sim_verdict, a_count_that_is_one_off_is_found_and_named)
{
    struct sim_row row = agreeing();
    struct sim_count first;
    row.counts.flow[LEVEL_GLB][SIM_PSUM].drain = 8;
    cr_assert_eq(sim_verdict_of(&row, 0.5), SIM_MISCOUNTS);
    cr_assert_eq(sim_counts_differ(&row, &first), 1);
    cr_assert_str_eq(first.name, "GLB.psum.drain");
    cr_assert_eq(first.simulated, 8);
    cr_assert_eq(first.modelled, 7);
}

Test(sim_verdict, every_count_is_compared)
{
    struct sim_count all[SIM_COUNTS_MAX];
    struct sim_row row = agreeing();
    memset(&row.counts, 1, sizeof row.counts);
    row.model = (struct map_result){0};
    size_t count = sim_counts_of(&row, all);
    cr_assert_eq(count, (size_t)LEVEL_COUNT * SIM_WORDS * 4 + 2 * SIM_WORDS + 3);
    cr_assert_eq(sim_counts_differ(&row, NULL), count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(all[i].name, all[k].name);
}

Test(sim_verdict, counts_that_depend_on_the_image_are_no_counts)
{
    struct sim_row row = agreeing();
    row.is_steady = 0;
    cr_assert_eq(sim_verdict_of(&row, 0.5), SIM_MISCOUNTS);
}

Test(sim_verdict, energy_is_held_against_the_tolerance)
{
    struct sim_row row = agreeing();
    row.model.energy_pj = 52;
    cr_assert_eq(sim_verdict_of(&row, 0.03), SIM_ENERGY_APART);
    cr_assert_eq(sim_verdict_of(&row, 0.05), SIM_AGREES);
}

Test(sim_verdict, what_gating_saves_is_no_difference)
{
    struct sim_row row = agreeing();
    row.energy.total_pj = 40;
    cr_assert_eq(sim_verdict_of(&row, 0.05), SIM_ENERGY_APART);
    row.saved_pj = 10;
    cr_assert_eq(sim_verdict_of(&row, 0), SIM_AGREES);
    cr_assert_float_eq(sim_energy_difference(&row), -0.2, 1e-12);
}

Test(sim_verdict, stalls_explain_what_they_last_and_no_more)
{
    struct sim_row row = agreeing();
    row.model.latency_cycles = 90;
    cr_assert_eq(sim_verdict_of(&row, 0.05), SIM_STALLS);
    row.model.latency_cycles = 89;
    cr_assert_eq(sim_verdict_of(&row, 0.05), SIM_CYCLES_APART);
    cr_assert_eq(sim_verdict_of(&row, 0.15), SIM_AGREES);
}

Test(sim_verdict, no_stall_explains_a_layer_that_is_too_fast)
{
    struct sim_row row = agreeing();
    row.model.latency_cycles = 110;
    cr_assert_eq(sim_verdict_of(&row, 0.05), SIM_CYCLES_APART);
}

Test(sim_verdict, a_trial_passes_when_every_image_and_layer_does)
{
    struct sim_row row[2] = {agreeing(), agreeing()};
    struct sim_trial trial = {.row = row, .row_count = 2, .image_count = 3, .exact_images = 3};
    row[1].model.latency_cycles = 90;
    cr_assert(sim_trial_passes(&trial, 0.05));
    row[1].model.energy_pj = 60;
    cr_assert_not(sim_trial_passes(&trial, 0.05));
    row[1] = agreeing();
    trial.exact_images = 2;
    cr_assert_not(sim_trial_passes(&trial, 0.05));
}

Test(sim_verdict, busy_is_the_share_of_all_PEs_time)
{
    struct sim_row row = agreeing();
    const struct arch_machine machine = {.rows = 1, .columns = 3};
    cr_assert_float_eq(sim_busy(&row, &machine), 0.3, 1e-12);
}
