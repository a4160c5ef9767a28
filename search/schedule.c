#include "search/schedule.h"

#include <math.h>

#define PI 3.14159265358979323846

/* Where in a training a step is. */
struct place {
    double step, steps; /* since the warm-up, and how many there are */
    double epoch;       /* since the beginning */
};

/* From `begin` to `end` along half a wave. */
static double anneal(double begin, double end, double share)
{
    return end + (begin - end) / 2 * (1 + cos(PI * share));
}

static double constant(const struct schedule *schedule, const struct place *at)
{
    (void)at;
    return schedule->rate;
}

static double step(const struct schedule *schedule, const struct place *at)
{
    double rate = schedule->rate;
    for (int i = 0; i < schedule->milestone_count; i++)
        if (at->epoch >= schedule->milestone[i])
            rate *= schedule->factor;
    return rate;
}

static double cosine(const struct schedule *schedule, const struct place *at)
{
    return anneal(schedule->rate, schedule->floor, at->step / at->steps);
}

static double one_cycle(const struct schedule *schedule, const struct place *at)
{
    double first = schedule->rate / schedule->initial_divisor;
    double last = first / schedule->final_divisor;
    double top = schedule->rise * at->steps - 1, end = at->steps - 1;
    if (at->step <= top)
        return anneal(first, schedule->rate, top > 0 ? at->step / top : 1);
    if (top < 0)
        top = 0; /* too short to rise */
    return anneal(schedule->rate, last, end > top ? (at->step - top) / (end - top) : 1);
}

const char *const schedule_names[SCHEDULE_KINDS + 1] = {"constant", "step", "cosine", "one-cycle",
                                                        NULL};

static double (*const rates[SCHEDULE_KINDS])(const struct schedule *, const struct place *) = {
    [SCHEDULE_CONSTANT] = constant,
    [SCHEDULE_STEP] = step,
    [SCHEDULE_COSINE] = cosine,
    [SCHEDULE_ONE_CYCLE] = one_cycle,
};

double schedule_rate(const struct schedule *schedule, uint64_t step_number, uint64_t epoch_steps,
                     double epochs)
{
    double all = floor(epochs * (double)epoch_steps + 0.5);
    double warm = floor(schedule->warm_up * (double)epoch_steps + 0.5);
    double number = (double)step_number, rest = all > warm ? all - warm : 1;
    struct place at = {.steps = rest};
    if (number > all - 1)
        number = all >= 1 ? all - 1 : 0;
    at.step = number > warm ? number - warm : 0;
    at.epoch = epoch_steps ? number / (double)epoch_steps : 0;
    double rate = rates[schedule->kind](schedule, &at);
    return number < warm ? rate * (number + 1) / warm : rate;
}
