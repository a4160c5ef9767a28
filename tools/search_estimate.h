/* Before training: how long it will take, in how much memory, on how much disk. */
#ifndef TOOLS_SEARCH_ESTIMATE_H
#define TOOLS_SEARCH_ESTIMATE_H

#include <stdio.h>

#include "search_training.h"

struct search_estimate {
    double mixed_step_s; /* of one batch with all paths */
    double plain_step_s; /* of one batch of retraining */
    double seconds;      /* of the whole run; sequential and patience: at most */
    double memory_bytes; /* the process's largest */
    double disk_bytes;   /* of the folder at its largest */
    uint64_t epochs;
};

/* Takes two steps of a trainer that is thrown away, one with all paths and one with one path in
 * each layer (each after an untimed one). Returns 0, or -1 with the reasons in `diag`. */
int search_estimate(struct search_estimate *out, const struct search_training_options *options,
                    struct diag_list *diag);

void search_estimate_print(FILE *out, const struct search_estimate *estimate, const char *folder);

/* "1.2 h", "3 min", "12 s". */
#define SEARCH_TIME_MAX 32
const char *search_time_text(char out[SEARCH_TIME_MAX], double seconds);

#endif
