/* A running search, and what its modes are made of. */
#ifndef SEARCH_RUN_H
#define SEARCH_RUN_H

#include "search/mode.h"

struct search {
    const struct search_mode *mode;
    struct search_settings settings;
    const struct search_space *space;
    struct search_space open; /* the space, with decided layers pinned */
    struct search_state state;
    size_t *unit; /* (layer_count) number of the unit that a layer belongs to */
    size_t unit_count;
    double ramp; /* share of lambda at this step */
    struct search_report report;
    /* Room, (layer_count, choice_count) each. */
    double *p;        /* softmax of alpha */
    double *paths;    /* what the subject is given: p, or a sample */
    double *soft;     /* whose gradient the paths' one is taken for: p, or Gumbel softmax */
    double *dp;       /* d loss/d paths */
    double *dcost;    /* d (all but the subject's loss)/d p */
    double *gradient; /* d all/d alpha */
    double *score;
    double *entropy; /* (layer_count) */
    size_t *choice;  /* (layer_count) */
};

/* A batch of the subject. */
struct search_batch {
    enum subject_split split;
    uint64_t epoch;
    size_t step;
};

enum { LEARN_ALPHA = 1, LEARN_THETA = 2 };

/* Sets how far the ramp is at a step of this epoch. */
void search_begin_step(struct search *search, size_t step, size_t steps);

/* Shows the subject a batch, and learns alpha, theta or both from it. */
int search_step(struct search *search, const struct subject *subject, struct search_batch batch,
                int learn);

/* The temperature of this epoch, and that of p: 1 for samples of softmax(alpha). */
void search_set_temperature(struct search *search);
double search_p_temperature(const struct search *search);

/* Weight of the cost in the loss, and the multiplier's step. */
double search_cost_weight(const struct search *search, const double *p);
void search_move_multiplier(struct search *search, const double *p);

/* Number of epochs of the schedules: all, or those of a cycle. */
size_t search_horizon(const struct search *search);

/* The steps of an epoch at either level; at the one that the settings name. */
int search_learn_single(struct search *search, const struct subject *subject);
int search_learn_bilevel(struct search *search, const struct subject *subject);
int search_learn_at_level(struct search *search, const struct subject *subject);
int search_level_uses_validation(const struct search_settings *settings);

/* True after the last epoch, or without a change of argmax for long enough. */
int search_is_over(const struct search *search);
int search_is_stable(const struct search *search);

/* Logarithms of p but for a constant of each layer; -inf where not allowed. */
void search_score(const struct search *search, double *score);

/* The assignment of the largest score, made to meet the target. Returns 0, or -1 when memory is
 * short; `note` is empty, or says why it misses it. */
int search_discretise(const struct search *search, const double *score, size_t *choice,
                      char note[REPAIR_NOTE_MAX]);

/* The one assignment of modes that do not sample. */
size_t search_assign(struct search *search, size_t *choice, size_t max, char *note);

/* Reports what the state is after an epoch. */
void search_fill_report(struct search *search, size_t changes, size_t decided);

#endif
