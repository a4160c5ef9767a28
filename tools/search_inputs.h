/* Everything that enos-search reads, checked before anything is trained. */
#ifndef TOOLS_SEARCH_INPUTS_H
#define TOOLS_SEARCH_INPUTS_H

#include <stdatomic.h>

#include "arch/machine.h"
#include "search/mode.h"
#include "search_data.h"
#include "search_request.h"
#include "search_tables.h"

struct search_inputs {
    struct search_run *run; /* with --assign: every layer pinned */
    char run_sha256[65];    /* of its file */
    struct network *network;
    struct arch_machine *machine;   /* NULL: the run gives `tables` */
    const struct search_mode *mode; /* NULL with --assign */
    size_t *assignment;             /* (layer_count) of --assign, or NULL */
    struct search_space space;
    struct search_data data;
    struct search_tables tables;
    size_t forbidden; /* pairs of layer and choice that the tables have no mapping for */
    struct cost cost;
};

/* Reads what the request names, all but the tables. Every mistake is written to `errors`, followed
 * by their number. Returns 0, or -1 with nothing to free. */
int search_inputs_read(struct search_inputs *out, const struct search_request *request,
                       FILE *errors);
void search_inputs_free(struct search_inputs *inputs);

/* Takes the tables from where the run says, or from `kept`, and prices the space by them. Returns
 * an exit status, not 0 with the reasons on `errors`. */
int search_inputs_price(struct search_inputs *inputs, const struct search_request *request,
                        const char *kept, int argc, char *const *argv, const atomic_int *stop,
                        FILE *errors);

/* A hash of everything that the results depend on: run, network, tables, labels. */
void search_inputs_identity(const struct search_inputs *inputs, char out[65]);

#endif
