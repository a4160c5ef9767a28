#include <string.h>

#include "search_run.h"

static double mean_entropy(const struct search *search)
{
    double sum = 0;
    size_t count = 0;
    for (size_t l = 0; l < search->space->layer_count; l++) {
        sum += search->entropy[l];
        count += space_open(search->space, l) > 1;
    }
    return count ? sum / (double)count : 0;
}

void search_fill_report(struct search *search, size_t changes, size_t decided)
{
    struct search_report *report = &search->report;
    const struct search_progress *progress = &search->state.progress;
    const struct cost *cost = search->settings.cost;
    search_p(search, search->p);
    for (size_t l = 0; l < search->space->layer_count; l++)
        search->entropy[l] = space_entropy(&search->open, search->p, l);
    report->temperature = progress->temperature;
    report->ramp = search->ramp;
    report->multiplier = progress->multiplier;
    report->expected_cost = cost ? cost_expected(cost, search->p, 0, NULL) : 0;
    report->argmax_cost = cost ? cost_assignment(cost, search->state.argmax) : 0;
    report->entropy_mean = mean_entropy(search);
    report->changes = changes;
    report->decided = decided;
    report->entropy = search->entropy;
    report->p = search->p;
    report->argmax = search->state.argmax;
}
