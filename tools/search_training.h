/* A run's training at work: the trainer, the job, its log and what the terminal shows of it. */
#ifndef TOOLS_SEARCH_TRAINING_H
#define TOOLS_SEARCH_TRAINING_H

#include "search/job.h"
#include "search_inputs.h"
#include "search_log.h"
#include "search_result.h"

struct search_training_options {
    const struct search_inputs *inputs;
    const struct search_mode *mode; /* NULL: `assignment` is trained, or only the warm-up */
    const size_t *assignment;
    uint64_t seed;
    double lambda, target;
    const char *folder, *checkpoints; /* of the results; they exist */
    const char *warm_up;              /* file to begin with, or NULL */
    const char *identity;
    const struct provenance *provenance;
    const struct engine_ranks *ranks; /* NULL: alone */
    int resume, quiet;
    const atomic_int *stop;
};

struct search_training;

/* Sets everything up, and goes back to the last checkpoint with `resume`. Options' pointers must
 * outlive it. Returns 0, or -1 with the reasons in `diag`. Free with search_training_free. */
int search_training_create(struct search_training **out,
                           const struct search_training_options *options, struct diag_list *diag);
void search_training_free(struct search_training *training);

/* To the end, a stop or a failure, as job_run. */
enum job_status search_training_run(struct search_training *training, struct diag_list *diag);

struct job *search_training_job(struct search_training *training);
const char *search_training_identity(const struct search_training *training);
struct trainer *search_training_trainer(struct search_training *training);

/* The options of a trainer for these inputs; of a job without on_event. */
struct trainer_options search_trainer_options(const struct search_inputs *inputs, uint64_t seed,
                                              const struct engine_ranks *ranks);
struct job_options search_job_options(const struct search_training_options *options,
                                      struct trainer *trainer);

/* What it came to, when it is finished. */
struct search_result search_training_result(struct search_training *training);

#endif
