/* The jobs of a grid: what is trained for several lambdas (or targets) and several seeds, with its
 * controls, as a plain list.
 *
 * For every seed: one warm-up that its searches share, a search for every lambda, and uni-operator
 * networks: each choice wherever a layer may take it. Random controls of a search are known once
 * that is done: networks of the same energy, trained alike, with the same seed. The list is a pure
 * function of the options and of what the searches found, so that a grid that was killed, and every
 * rank of one that is spread, has the same one.
 */
#ifndef SEARCH_GRID_H
#define SEARCH_GRID_H

#include <stdint.h>

#include "search/random_assignment.h"
#include "search/space.h"
#include "workloads/diag.h"

#define GRID_NAME_MAX 96
#define GRID_NONE SIZE_MAX
#define GRID_RANDOM_WITHIN 0.02 /* of the searched network's energy, either way */

enum grid_kind { GRID_WARM_UP, GRID_SEARCH, GRID_UNI, GRID_RANDOM };

struct grid_job {
    enum grid_kind kind;
    char name[GRID_NAME_MAX]; /* of its folder: "lambda-0.3-seed-1"; all differ */
    uint64_t seed;
    double lambda, target; /* of a search, or of the search whose control this is; else 0 */
    size_t column;         /* UNI: the choice */
    size_t *choice;        /* (layer_count) what is trained, owned by the grid; NULL: nothing yet */
    size_t warm_up;        /* the job with whose weights it begins; GRID_NONE: with fresh ones */
    size_t search;         /* RANDOM: the search whose control it is; else GRID_NONE */
};

struct grid_options {
    const struct search_space *space;
    const double *energy; /* (layer_count, choice_count) shares, as in struct cost */
    const double *value;  /* (value_count) lambdas, or targets */
    size_t value_count;
    int is_target;
    uint64_t seed; /* seeds are seed to seed + seeds - 1 */
    size_t seeds;
    int warms_up;     /* 1: the run has a warm-up */
    int inherits;     /* 1: networks are trained on from the supernet's weights */
    int uni;          /* 1: with uni-operator networks */
    size_t random;    /* controls of every search; 0: none */
    const char *file; /* of the run, for messages */
};

struct grid {
    struct grid_options options;
    struct grid_job *job; /* (count) in the order in which they are best done */
    size_t count;
};

/* Lists what is known from the beginning. What the options point to must outlive the grid. Returns
 * 0, or -1 with the reasons in `diag`: no value or seed, a value that is none or there twice, seeds
 * beyond 2^64. Free with grid_free. */
int grid_create(struct grid *out, const struct grid_options *options, struct diag_list *diag);
void grid_free(struct grid *grid);

/* Adds the random controls of a search (number of its job) that found the assignment `choice`
 * (layer_count); to be called once for each, in any order. Jobs keep their numbers. Returns 0, or
 * -1 when memory is short; `note` is empty, or says why there are fewer than asked for. */
int grid_add_random(struct grid *grid, size_t search, const size_t *choice,
                    char note[RANDOM_ASSIGNMENT_NOTE_MAX]);

#endif
