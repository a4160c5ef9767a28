/* A job's inside. */
#ifndef SEARCH_JOB_STATE_H
#define SEARCH_JOB_STATE_H

#include "search/job.h"

#define JOB_SAMPLES_MAX 256

/* Where a job is. */
struct job_progress {
    uint64_t phase;     /* enum job_phase */
    uint64_t epoch;     /* of the phase, or of the candidate's retraining: done */
    uint64_t total;     /* epochs done */
    uint64_t candidate; /* being retrained */
    uint64_t candidates;
    uint64_t best;
};

/* A candidate's scores, as a checkpoint holds them. */
struct job_score {
    struct trainer_score inherited, validation, test;
};

struct job_copy {
    real *parameter;
    double *statistics;
};

struct job {
    struct job_options options;
    struct search *search; /* NULL: nothing is searched */
    struct job_progress progress;
    struct job_candidate *candidate; /* (capacity) scores: as of the last job_candidates */
    size_t capacity;
    size_t *choice; /* (capacity, layer_count) */
    struct job_gap gap;
    char note[REPAIR_NOTE_MAX];
    struct job_score *score;  /* (capacity) */
    struct job_copy searched; /* the weights that candidates inherit */
    struct job_copy best;     /* of the best candidate so far */
    double *p;                /* (layer_count, choice_count) */
    char identity[65];        /* of the job, or of a checkpoint being read */
    int is_refused;           /* 1: on_event ended the job */
};

/* A copy of what the trainer's model has learned and measured. */
int job_copy_create(struct job_copy *copy, const struct job *job);
void job_copy_free(struct job_copy *copy);
void job_copy_take(struct job_copy *copy, const struct job *job);
void job_copy_put(const struct job_copy *copy, struct job *job);

/* Begins a new job; or sets the trainer up for the phase that the job is in, before its state is
 * restored. Return 0, or -1 with the reason in `diag`. */
int job_begin(struct job *job, struct diag_list *diag);
int job_enter(struct job *job, struct diag_list *diag);
/* What follows the last epoch of a search, and of a candidate's retraining. Return 0, or -1: no
 * memory, or the caller refused the event. */
int job_after_search(struct job *job);
int job_after_candidate(struct job *job);

/* Tells the caller of an event. Returns 0, or -1 when that ends the job. */
int job_tell(struct job *job, struct job_event *event);
/* Report why a job ends, unless the caller refused an event. Return -1. */
int job_out_of_memory(const struct job *job, struct diag_list *diag);
int job_fail(const struct job *job, struct diag_list *diag);

/* One epoch, and what follows it. Returns 0, or -1 with the reason in `diag`. */
int job_epoch(struct job *job, struct diag_list *diag);

/* Writes a checkpoint, if it is time or the job `stops`. Returns 0, or -1 with the reason in
 * `diag`. */
int job_save(struct job *job, int stops, struct diag_list *diag);

#endif
