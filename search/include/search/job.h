/* One training from beginning to end: warm-up, search, retraining of what was found.
 *
 *     job_create(&job, &options, diag);
 *     job_resume(job, diag);                       // if there is a checkpoint
 *     status = job_run(job, diag);
 *
 * A checkpoint is written after every epoch; a job that was killed goes on from the last one to
 * the same bits. Everything that happens is told to the caller as events; nothing is printed.
 */
#ifndef SEARCH_JOB_H
#define SEARCH_JOB_H

#include <stdatomic.h>

#include "search/cost.h"
#include "search/search.h"
#include "search/trainer.h"

enum job_phase { JOB_WARM_UP, JOB_SEARCH, JOB_RETRAIN, JOB_DONE };

/* "warm-up", "search", "retrain", "done". */
const char *job_phase_name(enum job_phase phase);

/* A network that step two retrains: an assignment, and what became of it. */
struct job_candidate {
    size_t *choice;                        /* (layer_count) columns of the space */
    struct trainer_score inherited;        /* on the validation split with the search's weights */
    struct trainer_score validation, test; /* retrained; images 0: not yet, or no such images */
};

/* The network of the mixture against its discretisation, on the validation split. */
struct job_gap {
    struct trainer_score soft;       /* of p */
    struct trainer_score discrete;   /* of the first candidate, statistics as they are */
    struct trainer_score calibrated; /* the same, statistics of its own */
};

enum job_event_kind {
    JOB_EVENT_EPOCH,     /* an epoch is done */
    JOB_EVENT_SEARCHED,  /* candidates and the gap are known */
    JOB_EVENT_CANDIDATE, /* a candidate is retrained and measured */
};

struct job_event {
    enum job_event_kind kind;
    enum job_phase phase;
    uint64_t epoch, epochs; /* of the phase: done, in all (sequential: at most) */
    uint64_t total;         /* epochs done by the job */
    size_t candidate, candidates;
    struct search_tally train;          /* as met while learning */
    struct trainer_score validation;    /* at the end of a retraining's epoch */
    const struct search_report *report; /* of a search's epoch, else NULL */
    double rate;
    double seconds;   /* of the epoch */
    size_t images;    /* that it learned from, of both splits */
    const char *note; /* SEARCHED: why a target is missed; "" */
};

struct job_options {
    const struct search_run *run;
    const struct search_mode *mode; /* NULL: `assignment` is trained, nothing searched */
    const size_t *assignment;       /* (layer_count) */
    const struct search_space *space;
    const struct network *network;
    const struct cost *cost;
    struct trainer *trainer;
    uint64_t seed;
    double lambda, target; /* target 0: lambda counts */
    const char *folder;    /* of the checkpoints; exists */
    const char *warm_up;   /* file of trainer_model_items to begin with instead of a warm-up */
    const char *identity;  /* what a checkpoint must be of: a hash of everything that matters */
    /* Returns 0, or -1 to end the job as failed; may be NULL. */
    int (*on_event)(void *context, const struct job_event *event);
    void *context;
    const atomic_int *stop; /* not 0: stop after this epoch, which is saved; may be NULL */
    size_t stop_after;      /* epochs of this call, the last of which is saved; 0: no limit */
    int writes;             /* 0: another rank writes the checkpoints */
};

struct job;

/* Everything that the options point to must outlive the job. Returns 0, or -1 with the reasons in
 * `diag`. Free with job_free. */
int job_create(struct job **out, const struct job_options *options, struct diag_list *diag);
void job_free(struct job *job);

/* Goes back to the newest whole checkpoint of the folder. Returns 1 if there is one, 0 if not, -1
 * with the reason in `diag`: it is of another job. */
int job_resume(struct job *job, struct diag_list *diag);

enum job_status { JOB_FINISHED, JOB_STOPPED, JOB_FAILED };

/* Runs to the end, to a stop, or to a failure, whose reason is in `diag`: numbers that are not
 * finite (with step, layer and last checkpoint), a file that cannot be written, no memory. */
enum job_status job_run(struct job *job, struct diag_list *diag);

/* Candidates, known after the search; the best is the most accurate one on the validation split,
 * of equals (without such a split: of all) the cheapest. After JOB_FINISHED the trainer holds the
 * best one's weights. */
size_t job_candidates(const struct job *job, const struct job_candidate **candidate);
size_t job_best(const struct job *job);
const struct job_gap *job_gap(const struct job *job);
const char *job_note(const struct job *job); /* why the first candidate misses the target; "" */
struct search *job_search(const struct job *job); /* NULL: nothing was searched */

/* Epochs done and, as far as is known, in all. */
uint64_t job_epochs_done(const struct job *job);
uint64_t job_epochs(const struct job *job);

#endif
