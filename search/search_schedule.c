/* What changes over the epochs: temperature, the multiplier of the target; and when it ends. */
#include <math.h>

#include "search_run.h"

size_t search_horizon(const struct search *search)
{
    return search->mode->is_stepwise ? search->settings.cycle_epochs : search->settings.epochs;
}

void search_set_temperature(struct search *search)
{
    const struct search_settings *settings = &search->settings;
    struct search_progress *progress = &search->state.progress;
    double last = (double)search_horizon(search) - 1;
    double share = last > 0 ? fmin(1, (double)progress->cycle_epoch / last) : 1;
    progress->temperature = settings->temperature_begin *
                            pow(settings->temperature_end / settings->temperature_begin, share);
}

/* By how much p exceeds the target, as a share of it. */
static double violation(const struct search *search, const double *p)
{
    return cost_expected(search->settings.cost, p, 0, NULL) / search->settings.target - 1;
}

double search_cost_weight(const struct search *search, const double *p)
{
    const struct search_settings *settings = &search->settings;
    double weight = settings->lambda * search->ramp;
    if (settings->target > 0)
        weight += fmax(0, search->state.progress.multiplier +
                              settings->target_penalty * violation(search, p));
    return weight;
}

void search_move_multiplier(struct search *search, const double *p)
{
    const struct search_settings *settings = &search->settings;
    double *multiplier = &search->state.progress.multiplier;
    if (settings->target > 0)
        *multiplier = fmax(0, *multiplier + settings->target_rate * violation(search, p));
}

int search_is_stable(const struct search *search)
{
    size_t patience = search->settings.patience;
    return patience && search->state.progress.stable >= patience;
}

int search_is_over(const struct search *search)
{
    return search->state.progress.epoch >= search->settings.epochs || search_is_stable(search);
}
