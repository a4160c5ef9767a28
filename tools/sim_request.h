/* What the user asks enos-sim for. */
#ifndef TOOLS_SIM_REQUEST_H
#define TOOLS_SIM_REQUEST_H

#include "cache_folder.h"
#include "command_page.h"
#include "options.h"

struct sim_request {
    int version, quiet;
    struct option_optional help, json, csv;
    const char *mapping, *assign, *choice, *weights, *images, *layer, *heat_map, *trace, *out;
    struct option_integer random, seed, threads;
    struct cache_options cache;
    int accumulate;                /* enum reference_accumulate + 1, or 0 */
    double time_limit_s;           /* of one search; 0: none */
    double gap;                    /* share */
    double tolerance;              /* share */
    struct option_list set;        /* owned */
    const char *machine, *network; /* words of the command line, or NULL */
};

extern const struct option_set sim_option_set;
extern const struct command_page sim_page;

/* Parses and checks that the options go together. Mistakes are written to `errors`.
 * Returns their number, or -1 when memory is short. */
int sim_request_parse(struct sim_request *out, int argc, char *const *argv, FILE *errors);
void sim_request_free(struct sim_request *request);

#endif
