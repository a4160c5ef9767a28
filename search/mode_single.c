/* Single-level: theta and alpha descend the training loss together. Source: ENOS, Eq. (2b). */
#include "mode_list.h"
#include "search_run.h"

int search_learn_single(struct search *search, const struct subject *subject)
{
    size_t steps = subject->batches(subject->context, SUBJECT_TRAIN);
    for (size_t step = 0; step < steps; step++) {
        struct search_batch batch = {SUBJECT_TRAIN, search->state.progress.epoch, step};
        search_begin_step(search, step, steps);
        if (search_step(search, subject, batch, LEARN_ALPHA | LEARN_THETA) != 0)
            return -1;
    }
    return 0;
}

static int uses_validation(const struct search_settings *settings)
{
    (void)settings;
    return 0;
}

const struct search_mode search_mode_single = {
    .name = "single-level",
    .description = "weights and choices from the same training batches",
    .uses_validation = uses_validation,
    .learn = search_learn_single,
    .done = search_is_over,
    .assignments = search_assign,
};
