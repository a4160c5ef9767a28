/* What the user asks enos-explore for. */
#ifndef TOOLS_EXPLORE_REQUEST_H
#define TOOLS_EXPLORE_REQUEST_H

#include "command_page.h"
#include "options.h"

/* Numbers of words, from 1; 0 when the option was not given. */
enum explore_list {
    EXPLORE_LIST_NONE,
    EXPLORE_LIST_MACHINES,
    EXPLORE_LIST_NETWORKS,
    EXPLORE_LIST_CHOICES,
    EXPLORE_LIST_KEYS
};

struct explore_request {
    int version, quiet, verbose, dry_run, resume, plot;
    struct option_optional help, json, csv;
    const char *out, *choices, *sample, *front;
    int objective; /* enum map_objective + 1, or 0 */
    int list;      /* enum explore_list */
    struct option_integer threads, seed;
    double time_limit_s;
    double gap;                    /* share */
    struct option_list vary, set;  /* owned */
    const char *machine, *network; /* words of the command line, or NULL */
};

extern const struct option_set explore_option_set;
extern const struct command_page explore_page;

/* Parses and checks that the options go together. Mistakes are written to `errors`. Returns
 * their number, or -1 when memory is short. */
int explore_request_parse(struct explore_request *out, int argc, char *const *argv, FILE *errors);
void explore_request_free(struct explore_request *request);

#endif
