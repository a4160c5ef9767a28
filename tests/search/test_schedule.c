/* Learning rates against those of PyTorch's formulas, worked out with another program. */
#include <criterion/criterion.h>
#include <math.h>

#include "search/schedule.h"

struct known {
    uint64_t step;
    double rate;
};

static void check(const struct schedule *schedule, uint64_t epoch_steps, double epochs,
                  const struct known *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double rate = schedule_rate(schedule, known[i].step, epoch_steps, epochs);
        cr_assert(fabs(rate - known[i].rate) <= 1e-14 * known[i].rate, "step %d: %.17g, not %.17g",
                  (int)known[i].step, rate, known[i].rate);
    }
}

#define CHECK(schedule, epoch_steps, epochs, known)                                                \
    check(schedule, epoch_steps, epochs, known, sizeof(known) / sizeof *(known))

Test(schedule, constant)
{
    const struct schedule schedule = {.kind = SCHEDULE_CONSTANT, .rate = 0.25};
    static const struct known known[] = {{0, 0.25}, {1, 0.25}, {1000000, 0.25}};
    CHECK(&schedule, 10, 10, known);
}

/* A fifth at epochs 3 and 6.5 of 4 steps each; MultiStepLR. */
Test(schedule, step)
{
    const struct schedule schedule = {.kind = SCHEDULE_STEP,
                                      .rate = 0.1,
                                      .milestone = {3, 6.5},
                                      .milestone_count = 2,
                                      .factor = 0.2};
    static const struct known known[] = {{0, 0.1},   {11, 0.1},   {12, 0.02},
                                         {25, 0.02}, {26, 0.004}, {39, 0.004}};
    CHECK(&schedule, 4, 10, known);
}

Test(schedule, cosine)
{
    const struct schedule schedule = {.kind = SCHEDULE_COSINE, .rate = 0.1, .floor = 0.001};
    static const struct known known[] = {
        {0, 0.1},     {1, 0.09984740801978985},    {10, 0.0855017856687341},
        {20, 0.0505}, {39, 0.0011525919802101658},
    };
    CHECK(&schedule, 8, 5, known);
}

Test(schedule, one_cycle)
{
    const struct schedule schedule = {.kind = SCHEDULE_ONE_CYCLE,
                                      .rate = 3e-3,
                                      .rise = 0.3,
                                      .initial_divisor = 25,
                                      .final_divisor = 1e4};
    static const struct known known[] = {
        {0, 0.00011999999999999988},
        {1, 0.00012844134169772217},
        {7, 0.0005145664916306916},
        {29, 0.003},
        {30, 0.002998489605853573},
        {31, 0.0029939614651470947},
        {65, 0.0014327090236632102},
        {98, 1.5223941464273639e-06},
        {99, 1.2e-08},
        {500, 1.2e-08},
    };
    CHECK(&schedule, 10, 10, known);
    cr_assert(fabs(schedule_rate(&schedule, 29, 10, 10) - 3e-3) < 1e-17);
}

/* A rise that ends between two steps. */
Test(schedule, one_cycle_of_another_form)
{
    const struct schedule schedule = {.kind = SCHEDULE_ONE_CYCLE,
                                      .rate = 0.1,
                                      .rise = 0.25,
                                      .initial_divisor = 10,
                                      .final_divisor = 100};
    static const struct known known[] = {
        {0, 0.009999999999999995}, {1, 0.047185832004988125}, {2, 0.09728616793536587},
        {3, 0.0985485437804313},   {6, 0.06776251410777466},  {12, 0.0001},
    };
    CHECK(&schedule, 13, 1, known);
}

/* Whatever the length, rates are numbers above 0, at most the largest. */
Test(schedule, short_trainings_have_rates)
{
    struct schedule schedule = {.rate = 0.1,
                                .warm_up = 0.5,
                                .milestone = {1},
                                .milestone_count = 1,
                                .factor = 0.1,
                                .floor = 0.01,
                                .rise = 0.3,
                                .initial_divisor = 25,
                                .final_divisor = 1e4};
    for (int kind = 0; kind < SCHEDULE_KINDS; kind++)
        for (uint64_t steps = 0; steps < 6; steps++)
            for (int epochs = 0; epochs < 4; epochs++)
                for (uint64_t at = 0; at < 20; at++) {
                    schedule.kind = (enum schedule_kind)kind;
                    double rate = schedule_rate(&schedule, at, steps, epochs);
                    cr_assert(rate > 0 && rate <= 0.1 * (1 + 1e-15), "%d %d %d %d: %.17g", kind,
                              (int)steps, epochs, (int)at, rate);
                }
}

/* Two epochs of four steps up to the first rate, then the schedule over the rest. */
Test(schedule, warm_up)
{
    struct schedule schedule = {.kind = SCHEDULE_COSINE, .rate = 0.8, .warm_up = 2};
    static const struct known known[] = {{0, 0.1}, {1, 0.2}, {6, 0.7},
                                         {7, 0.8}, {8, 0.8}, {12, 0.4}};
    CHECK(&schedule, 4, 4, known);
    schedule = (struct schedule){.kind = SCHEDULE_STEP,
                                 .rate = 0.8,
                                 .warm_up = 1,
                                 .milestone = {3},
                                 .milestone_count = 1,
                                 .factor = 0.5};
    static const struct known steps[] = {{0, 0.2}, {3, 0.8}, {11, 0.8}, {12, 0.4}};
    CHECK(&schedule, 4, 4, steps);
}
