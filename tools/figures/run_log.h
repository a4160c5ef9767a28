/* log.jsonl of a run, event by event. */
#ifndef FIGURES_RUN_LOG_H
#define FIGURES_RUN_LOG_H

#include <jansson.h>
#include <stdio.h>

#include "run_folder.h"

struct run_log {
    char path[RUN_FOLDER_PATH_MAX];
    FILE *file;
    char *line; /* owned */
    size_t size;
    int number; /* of the line, from 1 */
};

/* Opens the log of a run that is finished. Returns 0, or -1 with the reason in `diag`: there is no
 * log, or the run is not finished. Close with run_log_close, in either case. */
int run_log_open(struct run_log *out, const char *folder, struct diag_list *diag);
void run_log_close(struct run_log *log);

/* The next event, which the caller releases (json_decref); NULL at the end, or after an error that
 * is then in `diag`. */
json_t *run_log_next(struct run_log *log, struct diag_list *diag);

/* True if the event is of this kind: "epoch", "decision", "searched", "candidate". */
int run_log_is(const json_t *event, const char *kind);

#endif
