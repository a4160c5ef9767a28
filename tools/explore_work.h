/* Computes the points of an exploration that are not stored yet, on all ranks and threads.
 *
 * The first rank reads the variants, hands out their searches, each problem once, and stores each
 * point as soon as its last search is done; the others search. What is found does not depend on who
 * searches, so neither does the table.
 */
#ifndef TOOLS_EXPLORE_WORK_H
#define TOOLS_EXPLORE_WORK_H

#include <stdio.h>

#include "explore_store.h"
#include "search_ranks.h"

struct explore_work_options {
    const struct explore_space *space;
    struct explore_store *store;
    int64_t exploration;
    struct explore_search search;
    const atomic_int *interrupted;
    struct search_ranks *ranks;
    int threads; /* that search, of this rank */
    int quiet, verbose;
    FILE *messages;
};

struct explore_work_result {
    size_t before;   /* points that were finished when it began */
    size_t reused;   /* points that another exploration has */
    size_t computed; /* points that are new */
    size_t searches; /* problems searched for them */
    size_t asked;    /* problems that they have, the same ones counted again */
    double seconds;
    int status; /* EXIT_DONE, EXIT_INTERRUPTED, or EXIT_ENVIRONMENT after a message */
};

/* In the first rank; explore_work_follow in the others. Both end together. */
void explore_work_lead(struct explore_work_result *out, const struct explore_work_options *options);
void explore_work_follow(const struct explore_search *search, int threads,
                         struct search_ranks *ranks, const atomic_int *interrupted);

/* The first rank ends the others, which follow, without work for them. */
void explore_work_dismiss(struct search_ranks *ranks);

/* The overrides of a point as a JSON object, malloc'd; NULL when memory is short. */
char *explore_overrides_json(const struct explore_space *space, size_t point);

#endif
