/* One job of a grid, from its folder to its result. */
#ifndef TOOLS_SEARCH_GRID_JOB_H
#define TOOLS_SEARCH_GRID_JOB_H

#include "search/grid.h"
#include "search_folder.h"
#include "search_grid_result.h"
#include "search_inputs.h"

/* What all jobs of a grid share. */
struct search_grid_options {
    const struct search_inputs *inputs;
    const struct search_request *request;
    const struct provenance *provenance;
    const char *folder; /* of the grid; exists */
    const atomic_int *stop;
    int quiet;
};

struct search_grid_job {
    const struct search_grid_options *options;
    struct grid_job job;         /* its choice belongs to the grid */
    struct search_inputs inputs; /* the grid's, but for run, mode and assignment */
    struct search_run *run;      /* owned */
    struct search_folder folder;
    char identity[65];
    char result[RESULT_FOLDER_MAX + 16];  /* its file */
    char claim[RESULT_FOLDER_MAX + 16];   /* its file */
    char warm_up[RESULT_FOLDER_MAX + 32]; /* file of weights: what a warm-up writes, and others
                                           * begin with; "": none */
};

/* What is known before anything trains. Returns 0, or -1 when memory is short. Free with
 * search_grid_job_free, before the grid. */
int search_grid_job_create(struct search_grid_job *out, const struct search_grid_options *options,
                           const struct grid *grid, size_t number);
void search_grid_job_free(struct search_grid_job *job);

/* Reads what a finished one left. Returns 1, or 0 if it is not finished, or is another. */
int search_grid_job_done(const struct search_grid_job *job, struct search_grid_result *out);

/* Trains, from its last checkpoint on if there is one, and writes everything into its folder, the
 * result last. One that diverges is finished, too: its result says so. Returns an exit status, not
 * 0 with the reason on `errors`. */
int search_grid_job_run(const struct search_grid_job *job, FILE *errors);

#endif
