/* The tables of a run: given as a file, or made from its machine, or made before. */
#ifndef TOOLS_SEARCH_TABLES_H
#define TOOLS_SEARCH_TABLES_H

#include <stdatomic.h>
#include <stdio.h>

#include "arch/machine.h"
#include "mapper/tables.h"
#include "origin.h"
#include "search/run.h"

enum search_tables_from {
    SEARCH_TABLES_GIVEN,  /* by `tables` */
    SEARCH_TABLES_KEPT,   /* found in the folder, of the same inputs */
    SEARCH_TABLES_SOLVED, /* found by a search for mappings just now */
};

struct search_tables {
    struct map_tables tables;
    enum search_tables_from from;
    char path[RUN_PATH_MAX]; /* of the file; "" if solved */
    char *text;              /* tables.csv: what the folder of the run keeps; owned */
    size_t size;
    char sha256[65]; /* of its rows, not of the comments */
    double seconds;  /* of the search for mappings */
    int unkept;      /* errno for which results of it could not be kept in the cache, or 0 */
};

struct search_tables_options {
    const struct search_run *run;
    const struct network *network;
    const struct search_space *space;
    const struct arch_machine *machine; /* NULL: the run gives `tables` */
    const char *kept;                   /* tables.csv in the folder of the run, if it is there */
    int argc;
    char *const *argv;
    int threads, quiet;
    const char *cache; /* folder of earlier results of the mapper, or NULL */
    const atomic_int *stop;
};

/* Returns 0; -1 with the reasons in `diag`; or 1 when `stop` was set. Free with
 * search_tables_free. */
int search_tables_get(struct search_tables *out, const struct search_tables_options *options,
                      struct diag_list *diag);
void search_tables_free(struct search_tables *tables);

#endif
