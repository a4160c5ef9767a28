/* What the user asks enos-timeloop for. */
#ifndef TOOLS_TIMELOOP_REQUEST_H
#define TOOLS_TIMELOOP_REQUEST_H

#include "command_page.h"
#include "options.h"

struct timeloop_request {
    int version, quiet;
    struct option_optional help, csv;
    const char *export;
    struct option_words files; /* owned */
};

extern const struct option_set timeloop_option_set;
extern const struct command_page timeloop_page;

/* Parses and checks that the options go together. Mistakes are written to `errors`. Returns
 * their number, or -1 when memory is short. */
int timeloop_request_parse(struct timeloop_request *out, int argc, char *const *argv, FILE *errors);
void timeloop_request_free(struct timeloop_request *request);

#endif
