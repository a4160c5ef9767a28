/* The search modes: one const table and one file each; the registry in mode.c lists them.
 *
 * To add one: a file mode_NAME.c with its table (search_run.h has what modes share), and a line
 * in the registry.
 */
#ifndef SEARCH_MODE_H
#define SEARCH_MODE_H

#include <stddef.h>

#include "search/search.h"

struct search_mode {
    const char *name;        /* "bi-level" */
    const char *description; /* one line for people */
    int is_sampled;          /* 1: `samples` and `variational` apply */
    int is_stepwise;         /* 1: `order`, `unit`, `cycle_epochs`, `reset_alpha` apply */
    int (*uses_validation)(const struct search_settings *settings);
    /* Takes the steps of one epoch. Returns 0, or -1 to end the run. */
    int (*learn)(struct search *search, const struct subject *subject);
    /* What follows an epoch; NULL: nothing. Returns 0, or -1 when memory is short. */
    int (*decide)(struct search *search);
    int (*done)(const struct search *search);
    size_t (*assignments)(struct search *search, size_t *choice, size_t max, char *note);
};

/* NULL-terminated. */
extern const struct search_mode *const search_mode_registry[];

/* NULL if there is none of this name. */
const struct search_mode *search_mode_find(const char *name);

#endif
