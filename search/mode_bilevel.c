/* Bi-level, first order: alpha descends the validation loss at the theta that there is, theta the
 * training loss. Source: ENOS, Eq. (4) and Algorithm 1. */
#include "mode_list.h"
#include "search_run.h"

/* The validation batch of a step: a split of few batches is gone through several times an epoch,
 * each time as an epoch of its own, which the subject may shuffle in its own way. */
static struct search_batch validation_batch(uint64_t epoch, size_t step, size_t steps, size_t count)
{
    uint64_t rounds = (steps + count - 1) / count;
    return (struct search_batch){SUBJECT_VALIDATION, epoch * rounds + step / count, step % count};
}

int search_learn_bilevel(struct search *search, const struct subject *subject)
{
    size_t steps = subject->batches(subject->context, SUBJECT_TRAIN);
    size_t count = subject->batches(subject->context, SUBJECT_VALIDATION);
    uint64_t epoch = search->state.progress.epoch;
    for (size_t step = 0; step < steps; step++) {
        struct search_batch training = {SUBJECT_TRAIN, epoch, step};
        search_begin_step(search, step, steps);
        if (search_step(search, subject, validation_batch(epoch, step, steps, count),
                        LEARN_ALPHA) != 0 ||
            search_step(search, subject, training, LEARN_THETA) != 0)
            return -1;
    }
    return 0;
}

static int uses_validation(const struct search_settings *settings)
{
    (void)settings;
    return 1;
}

const struct search_mode search_mode_bilevel = {
    .name = "bi-level",
    .description = "choices from validation batches, weights from training batches, in turn",
    .uses_validation = uses_validation,
    .learn = search_learn_bilevel,
    .done = search_is_over,
    .assignments = search_assign,
};
