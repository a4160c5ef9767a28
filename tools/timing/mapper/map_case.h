/* One run of enos-map, as its user meets it: what it takes and what it proved. */
#ifndef TIMING_MAP_CASE_H
#define TIMING_MAP_CASE_H

#include <stddef.h>

#include "../measure.h"

enum { MAP_CASE_WORDS = 24 };

struct map_case {
    const char *program;               /* path of enos-map */
    const char *folder;                /* scratch; holds bench.csv of the last run */
    double limit_s;                    /* interrupted after so long, with the best so far */
    const char *words[MAP_CASE_WORDS]; /* machine, network, options; NULL after the last */
};

struct map_outcome {
    struct measurement run;
    int stopped;            /* the limit came first */
    size_t pairs, unproven; /* of layers and choices */
    double gap;             /* of the worst pair that is not proven, as a share; 0: none */
    char worst[64];         /* its layer; "": none */
};

/* Runs it, without the cache of results and without its screen. Returns 0, or -1 after a message
 * on stderr. */
int map_case_run(struct map_outcome *out, const struct map_case *map);

/* Prints the command as one would type it. */
void map_case_print(const struct map_case *map);

#endif
