/* The finished points of an exploration, with the Pareto front marked: what the screen, the CSV
 * file and the figures are made from. */
#ifndef TOOLS_EXPLORE_TABLE_H
#define TOOLS_EXPLORE_TABLE_H

#include <stdio.h>

#include "explore_aims.h"
#include "explore_store.h"
#include "mapper/provenance.h"

struct explore_row {
    size_t number; /* of the point in its space */
    struct explore_point point;
    unsigned char is_on_front; /* the base is never: it is the reference */
};

struct explore_table {
    const struct explore_space *space;
    struct explore_aims aims;
    struct explore_row *row; /* (count), by number, owned */
    size_t count;
};

/* Reads them. Returns 0, or -1 when memory is short or after an error of the store. Free with
 * explore_table_free. */
int explore_table_read(struct explore_table *out, const struct explore_space *space,
                       const struct explore_aims *aims, struct explore_store *store,
                       int64_t exploration);
void explore_table_free(struct explore_table *table);

/* What a point has of an aim: pJ, s, mm2, J s. */
double explore_row_value(const struct explore_row *row, enum explore_aim aim);

/* The base, or NULL while it is not there. */
const struct explore_row *explore_table_base(const struct explore_table *table);

/* The variant that has least of an aim, of equal ones the first on the front; or NULL. */
const struct explore_row *explore_table_best(const struct explore_table *table,
                                             enum explore_aim aim);

/* Variants in a state. */
size_t explore_table_in_state(const struct explore_table *table, enum explore_point_state state);

/* Mapped variants that are proven, and the largest gap of the others. */
size_t explore_table_proven(const struct explore_table *table, double *largest_gap);

/* points.csv: a row per point, the varied keys as columns. */
void explore_table_write_csv(FILE *out, const struct explore_table *table,
                             const struct provenance *provenance);

/* Value of key k of an axis as a row has it, "" for the base. */
const char *explore_row_setting(const struct explore_table *table, const struct explore_row *row,
                                size_t axis, size_t k);

#endif
