/* A random supernet with a batch and p: all that engine and plain supernet are compared on. */
#ifndef ORACLE_SUPERNET_CASE_H
#define ORACLE_SUPERNET_CASE_H

#include "search/engine.h"

struct supernet_case {
    struct network *network;
    struct search_space space;
    struct model *model;
    struct batch batch;
    uint8_t *pixel;
    int *label;
    double *p; /* (layer_count, choice_count) */
};

/* Draws network, choices (one to nine), parameters away from where training begins (so that
 * values clip), kappa, running statistics, a batch of 3 to `images_max` and p: of all paths, of
 * some, or of one per layer. The same seed gives the same case, in float to its rounding.
 * Ends the program when it cannot. Free with supernet_case_free. */
void supernet_case_draw(struct supernet_case *out, uint64_t seed, int images_max);
void supernet_case_free(struct supernet_case *c);

/* New values for a case's p: 0 soft, 1 with zeros, 2 one-hot. */
void supernet_case_draw_p(struct supernet_case *c, uint64_t seed, int kind);

#endif
