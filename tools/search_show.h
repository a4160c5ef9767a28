/* What the terminal shows of a training: a line that each epoch renews, and, of a search, the
 * operators whenever one has changed. */
#ifndef TOOLS_SEARCH_SHOW_H
#define TOOLS_SEARCH_SHOW_H

#include <stdio.h>

#include "search/job.h"
#include "search_inputs.h"

struct search_show {
    FILE *out; /* NULL: silent */
    int colour;
    const struct search_inputs *inputs;
    uint64_t begun; /* epochs done before */
    double seconds; /* that the epochs since took */
};

/* Begins; `done` epochs are done already. Silent if `quiet` or stderr is no terminal. */
void search_show_begin(struct search_show *out, const struct search_inputs *inputs, uint64_t done,
                       int quiet);

/* `epochs`: of the whole job, as far as is known. */
void search_show_event(struct search_show *show, const struct job_event *event, uint64_t epochs);

/* Clears the line. */
void search_show_end(struct search_show *show);

/* One row of operators, "conv1 T8  fire2 T8 MF8 MF8", cut to `size`; a module's layers follow its
 * name. Returns out. */
const char *search_operators_text(char *out, size_t size, const struct search_inputs *inputs,
                                  const size_t *choice);

#endif
