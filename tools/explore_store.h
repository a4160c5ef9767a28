/* The points that are finished: an SQLite file, which grows (docs/explore.md: its tables).
 *
 * One thread of one process writes. A point with all its layers is one transaction, so that
 * whatever ends the program, the file holds whole points. Others may read meanwhile.
 */
#ifndef TOOLS_EXPLORE_STORE_H
#define TOOLS_EXPLORE_STORE_H

#include "explore_point.h"

struct explore_store;

/* Opens the file, or makes it. Returns 0, or -1 with explore_store_error; a store is there in both
 * cases, unless memory is short (NULL). Close with explore_store_close. */
int explore_store_open(struct explore_store **out, const char *path);
/* The same of a file that is there, without writing to it. */
int explore_store_open_to_read(struct explore_store **out, const char *path);
void explore_store_close(struct explore_store *store);

/* "cannot write PATH: REASON" of the last failure. NULL allowed: memory is short. */
const char *explore_store_error(const struct explore_store *store);

/* What is kept of an exploration beside its points. Texts are the caller's. */
struct explore_record {
    char identity[EXPLORE_KEY_MAX]; /* of all that says which points it has */
    const char *version, *command;
    const char *machine, *machine_sha256, *technology_sha256;
    const char *network, *network_sha256;
    const char *vary, *set; /* JSON */
    const char *sampling, *choices, *objective;
    double gap, time_limit_s;
    size_t points;
};

/* Finds the exploration of this identity, or adds it. Returns 0, or -1 after an error. */
int explore_store_begin(struct explore_store *store, const struct explore_record *record,
                        int64_t *exploration);

/* The exploration of this identity, or 0. */
int64_t explore_store_find(struct explore_store *store, const char *identity);

/* Marks the points of an exploration that are finished: is_done (count). Returns 0, or -1. */
int explore_store_finished(struct explore_store *store, int64_t exploration, unsigned char *is_done,
                           size_t count);

/* Row of the finished point with this hash, whatever exploration it was of; 0: none, -1: an error.
 */
int64_t explore_store_point(struct explore_store *store, const char *hash);

/* One more point of an exploration. */
struct explore_entry {
    int64_t exploration;
    size_t number;
    const char *overrides; /* JSON */
};

/* Says that a point is one that is stored. Returns 0, or -1. */
int explore_store_link(struct explore_store *store, const struct explore_entry *entry,
                       int64_t point);

/* Stores a point, its layers and its areas. `variant` and `tables` are NULL for an invalid one.
 * Returns 0, or -1; the file is then as before. */
int explore_store_add(struct explore_store *store, const struct explore_entry *entry,
                      const struct explore_point *point, const struct explore_variant *variant,
                      const struct map_tables *tables, enum map_objective objective);

/* Hands over the finished points of an exploration by their number, until `take` is not 0. Returns
 * that, or 0, or -1 after an error. */
typedef int explore_store_take(void *context, size_t number, const struct explore_point *point);
int explore_store_read(struct explore_store *store, int64_t exploration, explore_store_take *take,
                       void *context);

#endif
