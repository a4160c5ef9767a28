/* Modes that train at a level of choice. */
#include "search_run.h"

int search_level_uses_validation(const struct search_settings *settings)
{
    return settings->level == SEARCH_LEVEL_BI;
}

int search_learn_at_level(struct search *search, const struct subject *subject)
{
    return search->settings.level == SEARCH_LEVEL_BI ? search_learn_bilevel(search, subject)
                                                     : search_learn_single(search, subject);
}
