/* A grid at work: its jobs, done one after the other, or by several processes at once.
 *
 * Every process takes the next job that can be done and that no other is at (job_claim.h), until
 * all are done. What is finished stays: a grid that was killed goes on where it was.
 */
#ifndef TOOLS_SEARCH_GRID_H
#define TOOLS_SEARCH_GRID_H

#include "search_grid_job.h"

struct search_grid_task {
    struct search_grid_job job;
    struct search_grid_result result; /* when done */
    int is_done;
    int has_controls; /* SEARCH: its random controls are in the list */
};

struct search_grid {
    struct search_grid_options options;
    struct grid grid;
    struct search_grid_task *task; /* (grid.count) */
    size_t count;                  /* of tasks */
    size_t done;
    size_t lacking; /* random controls that there are not */
};

/* Lists the jobs, and what is done of them. Options' pointers must outlive it. Returns an exit
 * status, not 0 with the reasons on `errors`. Free with search_grid_free. */
int search_grid_create(struct search_grid *out, const struct search_grid_options *options,
                       const struct grid_options *jobs, FILE *errors);
void search_grid_free(struct search_grid *grid);

/* Does what is left, `ranks` processes together. Returns an exit status, not 0 with the reasons
 * on `errors`; EXIT_ANSWER_IS_NO: jobs diverged, the others are done. */
int search_grid_run(struct search_grid *grid, int ranks, FILE *errors);

/* Jobs in all, with the random controls that searches still to be done will have. */
size_t search_grid_expected(const struct search_grid *grid);

/* All points of jobs that are done, a search's controls after it. Returns their number; the array
 * is the caller's, its texts the grid's. 0 with *point NULL: memory is short. */
size_t search_grid_points(const struct search_grid *grid, struct point **point);

/* Writes points.csv and pareto.csv. Returns an exit status, not 0 with the reason on `errors`. */
int search_grid_write(const struct search_grid *grid, FILE *errors);

/* The groups, and searched against random networks, as a table. */
void search_grid_screen(FILE *out, const struct search_grid *grid);

#endif
