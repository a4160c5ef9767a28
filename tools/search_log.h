/* The log of a run: log.csv, a row per epoch, and log.jsonl, an object per event.
 *
 * What is written is on the disk when the call returns. After a run was killed, what it logged
 * beyond its last checkpoint is dropped, so that the log is the one of a run without a break (but
 * for the times in it).
 */
#ifndef TOOLS_SEARCH_LOG_H
#define TOOLS_SEARCH_LOG_H

#include <stdio.h>

#include "mapper/provenance.h"
#include "search/job.h"
#include "workloads/diag.h"

struct search_log {
    FILE *csv, *json; /* owned */
    double seconds;   /* of all epochs that it has */
    char csv_path[1100], json_path[1100];
};

/* What the events are of. */
struct search_log_subject {
    const struct network *network;
    const struct search_space *space;
    const struct cost *cost;
    const struct job *job;
};

/* Opens the log of a folder, of which the first `epochs` epochs stay. Returns 0, or -1 with the
 * reason in `diag`. Close with search_log_close. */
int search_log_open(struct search_log *out, const char *folder, uint64_t epochs,
                    const struct provenance *provenance, struct diag_list *diag);

/* Returns 0, or -1 with the reason in `diag`. */
int search_log_event(struct search_log *log, const struct search_log_subject *subject,
                     const struct job_event *event, struct diag_list *diag);

void search_log_close(struct search_log *log);

#endif
