/* From p to assignments. */
#include <math.h>

#include "search_run.h"

void search_score(const struct search *search, double *score)
{
    const struct alpha *alpha = &search->state.alpha;
    double temperature = search_p_temperature(search);
    for (size_t i = 0; i < alpha->count; i++)
        score[i] = search->open.allowed[i] ? alpha->value[i] / temperature : (double)-INFINITY;
}

/* True if the assignment meets the target, or there is none. */
static int is_within_budget(const struct search_settings *settings, const size_t *choice)
{
    if (settings->target <= 0)
        return 1;
    double share = cost_assignment(settings->cost, choice) / settings->target;
    return share <= 1 && share >= 1 - settings->target_within;
}

int search_discretise(const struct search *search, const double *score, size_t *choice,
                      char note[REPAIR_NOTE_MAX])
{
    const struct search_settings *settings = &search->settings;
    note[0] = '\0';
    space_argmax(&search->open, score, choice);
    if (is_within_budget(settings, choice))
        return 0;
    return search_repair(settings->cost, score, settings->target, settings->target_within, choice,
                         note) == REPAIR_NO_MEMORY
               ? -1
               : 0;
}

size_t search_assign(struct search *search, size_t *choice, size_t max, char *note)
{
    note[0] = '\0';
    if (max == 0)
        return 0;
    search_score(search, search->score);
    return search_discretise(search, search->score, choice, note) == 0;
}
