/* The lines about a training's progress, on stderr. */
#ifndef TOOLS_SEARCH_SHOW_H
#define TOOLS_SEARCH_SHOW_H

#include <stdio.h>

#include "search/job.h"

struct search_show {
    FILE *out;       /* NULL: silent */
    int is_terminal; /* 1: a line is overwritten by the next; else one per epoch */
    const struct cost *cost;
    uint64_t begun; /* epochs done before */
    double seconds; /* that the epochs since took */
};

/* Begins; `done` epochs are done already. */
void search_show_begin(struct search_show *out, uint64_t done, const struct cost *cost, int quiet);

/* `epochs`: of the whole job, as far as is known. */
void search_show_event(struct search_show *show, const struct job_event *event, uint64_t epochs);

void search_show_end(struct search_show *show);

#endif
