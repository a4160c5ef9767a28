/* Step one of ENOS: the search for an assignment, in one of its modes.
 *
 *     search_create(&search, search_mode_find("bi-level"), &settings, space, network, file, diag);
 *     while (!search_done(search))
 *         search_epoch(search, &subject, &report);
 *     count = search_assignments(search, choice, N, note);      // these go to step two
 *
 * What is minimised: loss(theta, alpha) + lambda cost(p) - entropy_weight * entropy(p), with p =
 * softmax(alpha / temperature) and the cost relative to the reference network.
 * Source: ENOS, Sec. II, Eq. (2), Algorithms 1 to 3.
 */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include <stdint.h>

#include "search/alpha.h"
#include "search/archive.h"
#include "search/cost.h"
#include "search/repair.h"
#include "search/subject.h"
#include "workloads/diag.h"

struct search_mode; /* search/mode.h */

enum search_level {
    SEARCH_LEVEL_SINGLE, /* theta and alpha from the same training batch */
    SEARCH_LEVEL_BI,     /* alpha from a validation batch, then theta from a training batch */
};
enum search_order {
    SEARCH_ORDER_CONFIDENT, /* the unit with the largest p is decided next */
    SEARCH_ORDER_FORWARD,   /* the first in the network */
};
enum search_unit {
    SEARCH_UNIT_LAYER,
    SEARCH_UNIT_MODULE, /* layers whose names agree up to the '/' */
};

struct search_settings {
    uint64_t seed;
    size_t epochs;      /* at most; sequential counts in cycles instead */
    size_t patience;    /* done after so many epochs without a change of any argmax; 0: never.
                         * Epochs of the ramp do not count. Ends a cycle of sequential */
    int freeze_weights; /* 1: theta takes no step */

    const struct cost *cost; /* NULL: nothing costs. Must outlive the search */
    double lambda;
    double ramp_epochs; /* lambda rises from 0 in a straight line for so many epochs */

    /* A target, share of the reference's cost; 0: none. A budget held by a multiplier mu >= 0:
     * what is bounded is the expected cost of p, not of the argmax. v = cost(p) / target - 1;
     * every step of alpha sees max(0, mu + target_penalty v) cost(p) in its loss, and then mu
     * grows by target_rate v, or shrinks, to no less than 0. The assignments are made to meet it:
     * see search_assignments. Source: augmented Lagrangian for inequalities, Nocedal and Wright,
     * Numerical Optimization, Sec. 17.3-17.4. */
    double target;
    double target_rate, target_penalty;
    double target_within; /* what counts as met, share of the target */

    double temperature_begin, temperature_end; /* geometric, over the epochs (of a cycle) */
    double entropy_weight; /* of the sum over layers of p's entropy (nats); above 0 it keeps
                            * choices open, and is the KL term to equal p; below 0 it decides */
    struct alpha_settings alpha;

    enum search_level level; /* sequential, stochastic */
    enum search_order order; /* sequential, like the next three */
    enum search_unit unit;
    size_t cycle_epochs; /* of training before each decision, at most */
    int reset_alpha;     /* 1: after a decision alpha of the others begins anew */

    size_t samples;  /* stochastic, like the next */
    int variational; /* 1: minimise the expectation over sampled networks, not the mixture:
                      * theta learns on samples of softmax(alpha), alpha through straight-through
                      * Gumbel softmax at the temperature; entropy and cost are those of p =
                      * softmax(alpha). Source: Jang et al., arXiv:1611.01144, Sec. 2.2 */
};

/* 10 epochs, no patience, no cost, temperature 1, bi-level; cycles of 1 epoch; 16 samples; alpha
 * by rate 3e-2, betas .5 and .999, decay 1e-3. */
extern const struct search_settings search_defaults;

struct search_decision {
    uint64_t cycle, epoch; /* when: both from 0 */
    uint64_t unit, layer, choice;
    double probability; /* of the choice, before it was decided */
};

struct search_progress {
    uint64_t epoch;       /* epochs done */
    uint64_t cycle;       /* cycles done (sequential) */
    uint64_t cycle_epoch; /* epochs done in this cycle; others: as `epoch` */
    uint64_t stable;      /* epochs in a row without a change of any argmax */
    uint64_t decisions;
    double multiplier;  /* mu of the target */
    double temperature; /* of the last epoch */
};

/* All that a search remembers between epochs. */
struct search_state {
    struct alpha alpha;
    size_t *argmax;                   /* (layer_count) after the last epoch */
    struct search_decision *decision; /* (layer_count), the first `decisions` of them are made */
    struct search_progress progress;
};

#define SEARCH_STATE_ITEMS 7

/* Lists the state's arrays, SEARCH_STATE_ITEMS of them. Returns how many. */
size_t search_state_items(struct search_state *state, size_t layer_count,
                          struct archive_item item[SEARCH_STATE_ITEMS]);

struct search_tally {
    double loss, correct; /* mean over the batches; 0 if there were none */
    size_t batches;
};

/* Of one epoch. Pointers belong to the search and hold until its next call. */
struct search_report {
    uint64_t epoch, cycle;
    struct search_tally train, validation; /* as they were met while learning */
    double temperature, ramp;              /* ramp: share of lambda at the epoch's end */
    double multiplier;
    double expected_cost, argmax_cost; /* 0 without a cost */
    double entropy_mean;               /* over the layers with more than one allowed choice */
    size_t changes;                    /* layers whose argmax changed */
    size_t decided;                    /* layers decided in this epoch: the state's last */
    const double *entropy;             /* (layer_count) 0 to 1 */
    const double *p;                   /* (layer_count, choice_count) */
    const size_t *argmax;              /* (layer_count) */
};

struct search;

/* `network` names the layers (units of sequential; may be NULL for unit layer); `file` is where
 * settings are from, for messages. Space, cost and network must outlive the search. Returns 0, or
 * -1 with the reasons in `diag`. Free with search_free. */
int search_create(struct search **out, const struct search_mode *mode,
                  const struct search_settings *settings, const struct search_space *space,
                  const struct network *network, const char *file, struct diag_list *diag);
void search_free(struct search *search);

/* Checks that the subject has the batches that the mode asks for. Returns 0, or -1 with the
 * reason in `diag`. */
int search_check(const struct search *search, const struct subject *subject, const char *file,
                 struct diag_list *diag);

/* One epoch: as many steps as the training split has batches. A validation split with fewer is
 * gone through again, as its next epoch. Returns 0, or -1: the subject ended the run, or its dp
 * was not finite; the state is then that of the middle of an epoch. */
int search_epoch(struct search *search, const struct subject *subject, struct search_report *out);

int search_done(const struct search *search);

/* True if alpha learns from batches of the validation split. */
int search_uses_validation(const struct search *search);

/* Epochs that the search takes at most. */
uint64_t search_epochs_most(const struct search *search);

/* To be saved after any epoch. */
struct search_state *search_state(struct search *search);

/* After the state's arrays have been overwritten by saved ones: goes on from there, to the same
 * bits. Returns 0, or -1 if they do not belong to this space. */
int search_restore(struct search *search);

/* p (layer_count, choice_count) as the last epoch saw it; one-hot where decided. */
void search_p(const struct search *search, double *p);

/* The assignments that go to step two, choice (max, layer_count): the one of the largest p, or
 * for stochastic samples of p, each once. Samples are fewer than asked for when p hardly gives
 * so many.
 *
 * With a target each is made to meet it, wherever that is possible: if its cost does not lie in
 * [1 - within, 1] of the target, what search_repair finds takes its place, a sample's with the
 * sample's noise. That holds for a budget that does not bind, too (multiplier 0, argmax_cost
 * below the target): it is spent. Returns the number of assignments, 0 when memory is short;
 * `note` is empty, or says why (the first of) them miss the target. */
size_t search_assignments(struct search *search, size_t *choice, size_t max,
                          char note[REPAIR_NOTE_MAX]);

#endif
