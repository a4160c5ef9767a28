/* How fast map_evaluate is on mappings that are ready. */
#ifndef TIMING_EVALUATION_RATE_H
#define TIMING_EVALUATION_RATE_H

#include <stddef.h>

struct evaluation_rate {
    size_t mappings;
    double per_second;         /* all in turns, by the user's CPU time of this thread */
    char slowest[64];          /* the layer whose mapping takes longest, */
    double slowest_per_second; /* evaluated alone */
};

/* Of the mappings of a file, on the machine it is for. Returns 0, or -1 after messages on
 * stderr. */
int evaluation_rate_measure(struct evaluation_rate *out, const char *machine, const char *mappings);

#endif
