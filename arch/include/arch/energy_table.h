/* The energy reference table: for every component of a machine and every action
 * of it an energy in pJ, and where that number is from.
 *
 * The reader of a machine builds it (arch_machine.energies) and takes every
 * energy of the machine from it, so what is printed is what is counted. It can
 * be written as an Accelergy energy reference table (ERT, version 0.3), and one
 * can be read in its place.
 */
#ifndef ARCH_ENERGY_TABLE_H
#define ARCH_ENERGY_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "workloads/diag.h"

#define ARCH_COMPONENT_MAX 64
#define ARCH_ACTION_MAX 32
#define ARCH_SOURCE_MAX 400

/* Components that are not storage. A storage has the actions "read" and "write". */
#define ARCH_COMPONENT_NOC "noc" /* "inject", "deliver", "link", per bit */
#define ARCH_COMPONENT_MAC "mac" /* an action per choice, e.g. "T8", per term */

struct arch_energy_row {
    char component[ARCH_COMPONENT_MAX]; /* name of a storage, "noc" or "mac" */
    char action[ARCH_ACTION_MAX];
    int bits;      /* width of one access; 0: one term of a MAC */
    int instances; /* how many of the component the machine has */
    double energy_pj;
    int extrapolated;             /* 1: from outside the runs of a table */
    char source[ARCH_SOURCE_MAX]; /* never empty */
};

/* Rows in the order of the machine: storage outermost first, network, MAC. */
struct arch_energy_table {
    size_t count, capacity;
    struct arch_energy_row *row; /* owned */
};

/* Creates an empty table. Returns 0, or -1 when memory is short. */
int arch_energy_table_create(struct arch_energy_table **out);
void arch_energy_table_free(struct arch_energy_table *table);

/* Appends a copy of `row`. Returns 0, or -1 when memory is short. */
int arch_energy_table_add(struct arch_energy_table *table, const struct arch_energy_row *row);

/* The row of an action at a width, or NULL. */
const struct arch_energy_row *arch_energy_table_find(const struct arch_energy_table *table,
                                                     const char *component, const char *action,
                                                     int bits);

/* "pJ/b", "pJ/term" or "pJ per access of 8 b": the unit of a row, into `out`. */
#define ARCH_UNIT_MAX 32
void arch_energy_unit(const struct arch_energy_row *row, char out[ARCH_UNIT_MAX]);

/* Writes the table as an Accelergy ERT, `name` being the machine's. A width is an
 * argument (`arguments: {bits: 8}`), a source a comment. Every energy is written
 * so that reading gives the same double. Returns 0, or -1 when `file` fails. */
int arch_energy_table_write_ert(const struct arch_energy_table *table, const char *name,
                                FILE *file);

/* Replaces the energies of `table` by those of an ERT file; sources then name the
 * file. Every row must be there: a component by its name (what stands before the
 * last dot and ranges [0..167] are ignored), an action with its width, or with
 * `arguments: null`, which serves every width. `idle` actions of energy 0 are passed over.
 * Returns 0, or -1 with all that is unknown or missing in `diag`. */
int arch_energy_table_read_ert(struct arch_energy_table *table, const char *path,
                               struct diag_list *diag);

/* The same, from a text called `name`. */
int arch_energy_table_read_ert_text(struct arch_energy_table *table, const char *name,
                                    const char *text, size_t length, struct diag_list *diag);

#endif
