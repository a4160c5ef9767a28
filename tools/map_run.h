/* One run of enos-map: layers x choices, each pair searched (or priced) once.
 *
 * Pairs with the same shape and choice are one job. Jobs whose problems differ by costs that no
 * mapping changes share one search (mapper/canonical.h). Searches that may end before the proof
 * start from what those of the same shape found, choice after choice; others share nothing. So
 * the results are the same for any number of threads.
 */
#ifndef TOOLS_MAP_RUN_H
#define TOOLS_MAP_RUN_H

#include <stdatomic.h>
#include <stdint.h>

#include "arch/machine.h"
#include "mapper/mapping_file.h"
#include "mapper/result_cache.h"
#include "mapper/solve.h"
#include "mapper/tables.h"

struct map_layer {
    const char *name;
    struct layer_shape shape;
};

struct map_job {
    size_t layer, choice; /* the first pair that it serves */
    struct map_problem problem;
    struct map_solution solution;
    int done;      /* 0: interrupted before it began */
    size_t search; /* number of the search that served it; jobs that share one have the same */
    struct map_cache_note note;
};

#define MAP_NO_JOB SIZE_MAX

/* Layers and machine belong to the caller and outlive the run. */
struct map_run {
    const struct arch_machine *machine;
    const struct map_layer *layer;
    size_t layer_count;
    int *choice; /* (choice_count) index into machine->choice */
    size_t choice_count;
    size_t *job_of; /* (layer_count, choice_count); MAP_NO_JOB: not asked for */
    struct map_job *job;
    size_t job_count;
    enum map_objective objective;
    int priced;                     /* 1: mappings were given, nothing was searched */
    size_t search_count, hit_count; /* searches, and those of them that the cache answered */
    int unkept;                     /* errno for which a result could not be kept, or 0 */
    double seconds;
};

struct map_run_options {
    enum map_objective objective;
    enum map_factors factors;
    int even;
    double most_cycles;     /* of one layer; 0: any */
    double time_limit_s;    /* of one search; 0: none */
    double gap;             /* a search ends when its bound is this near; 0: prove */
    const atomic_int *stop; /* becomes nonzero to interrupt */
    int threads;            /* 0: all cores */
    int quiet;              /* no progress */
    const char *cache;      /* folder of earlier results; NULL: none */
};

/* Prepares a run of no pair yet; `choice` (copied) lists the machine's choices to take. Returns
 * 0, or -1 when memory is short. Free with map_run_free. */
int map_run_begin(struct map_run *out, const struct arch_machine *machine,
                  const struct map_layer *layer, size_t layer_count, const int *choice,
                  size_t choice_count);
/* Adds a pair that is not in the run. */
void map_run_ask(struct map_run *run, size_t layer, size_t choice);
/* Both for all pairs, as the tables and the counts below need it. */
int map_run_create(struct map_run *out, const struct arch_machine *machine,
                   const struct map_layer *layer, size_t layer_count, const int *choice,
                   size_t choice_count);
void map_run_free(struct map_run *run);

/* map_run_search.c: searches every job, those of most terms first. Returns 0, or -1 when memory is
 * short. */
int map_run_search(struct map_run *run, const struct map_run_options *options);

/* Prices the mappings of a file instead; every pair must have one there, which obeys the
 * machine's constraints. Mistakes go to `diag`. Returns 0 or -1. */
int map_run_price(struct map_run *run, const struct map_file *file, struct diag_list *diag);

const struct map_job *map_run_job(const struct map_run *run, size_t layer, size_t choice);
const struct arch_choice *map_run_choice(const struct map_run *run, size_t choice);

/* The tables of a finished run. Returns 0, or -1 when memory is short. */
int map_run_tables(const struct map_run *run, struct map_tables *out);

/* Pairs for which no mapping fits, and pairs whose best is not proven. */
size_t map_run_impossible(const struct map_run *run);
/* The largest share by which a mapping could be better, of those that are not proven best;
 * 1 if one has no mapping yet. */
double map_run_largest_gap(const struct map_run *run);
size_t map_run_unproven(const struct map_run *run);

#endif
