/* What the user asks enos-search for. */
#ifndef TOOLS_SEARCH_REQUEST_H
#define TOOLS_SEARCH_REQUEST_H

#include "cache_folder.h"
#include "command_page.h"
#include "options.h"

struct search_request {
    int version, quiet, dry_run, resume, fresh;
    struct option_optional help, json;
    const char *lambda, *target, *assign, *out;
    const char *lambdas, *targets; /* of a grid, "0.1,0.3" */
    struct option_optional uni;
    struct option_integer seeds, random;
    int mode; /* number of the mode's word from 1, or 0 */
    struct option_integer seed, threads;
    struct cache_options cache;
    struct option_list set; /* owned */
    const char *run;        /* word of the command line, or NULL */
};

extern const struct option_set search_option_set;
extern const struct command_page search_page;

/* Parses and checks that the options go together. Mistakes are written to `errors`.
 * Returns their number, or -1 when memory is short. */
int search_request_parse(struct search_request *out, int argc, char *const *argv, FILE *errors);
void search_request_free(struct search_request *request);

/* True if the options ask for a grid. */
int search_request_is_grid(const struct search_request *request);

/* --set and the options that are short for it, as overrides of the run: "key=value" texts, malloc'd
 * like the array. Returns 0, or -1 when memory is short. Free with search_request_free_overrides.
 */
int search_request_overrides(const struct search_request *request, char ***out, size_t *count);
void search_request_free_overrides(char **override, size_t count);

#endif
