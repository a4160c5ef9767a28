/* The learning rate of every step of a training. */
#ifndef SEARCH_SCHEDULE_H
#define SEARCH_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_MILESTONES_MAX 16

enum schedule_kind {
    SCHEDULE_CONSTANT,
    SCHEDULE_STEP,      /* times `factor` at every milestone */
    SCHEDULE_COSINE,    /* half a wave from `rate` to `floor` */
    SCHEDULE_ONE_CYCLE, /* up to `rate` and down to nearly nothing */
    SCHEDULE_KINDS
};

struct schedule {
    enum schedule_kind kind;
    double rate;    /* the largest */
    double warm_up; /* epochs of a linear rise to the schedule's first rate, before it begins */
    /* STEP: epochs, counted from the first of all, warm-up included. */
    double milestone[SCHEDULE_MILESTONES_MAX];
    int milestone_count;
    double factor;
    double floor; /* COSINE */
    /* ONE_CYCLE: share of the steps that goes up; the first rate is rate / initial_divisor, the
     * last that over final_divisor. */
    double rise, initial_divisor, final_divisor;
};

/* "constant", "step", "cosine", "one-cycle"; NULL behind the last. */
extern const char *const schedule_names[SCHEDULE_KINDS + 1];

/* Rate of step `step` (from 0) of a training of `epochs` epochs of `epoch_steps` steps each; past
 * the end the last one. Sources: PyTorch 1.13, torch.optim.lr_scheduler: MultiStepLR,
 * CosineAnnealingLR (closed form, a step at a time), OneCycleLR (cosine, two phases). */
double schedule_rate(const struct schedule *schedule, uint64_t step, uint64_t epoch_steps,
                     double epochs);

#endif
