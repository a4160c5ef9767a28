/* The tables E_OP and E_TX: what each layer of a network costs on a machine
 * with each choice of operator and precision.
 *
 * Energies are in pJ per image, latencies in cycles for the batch.
 */
#ifndef MAPPER_TABLES_H
#define MAPPER_TABLES_H

#include <stdint.h>

#include "mapper/provenance.h"
#include "workloads/diag.h"
#include "workloads/operator.h"

enum map_cell_state {
    CELL_UNKNOWN,    /* interrupted before a mapping was found: costs are inf, proven 0 */
    CELL_MAPPED,     /* costs are those of the mapping */
    CELL_IMPOSSIBLE, /* no mapping fits: costs are inf, proven 1 */
};

struct map_table_cell {
    enum map_cell_state state;
    double e_op_pj; /* of one term */
    double energy_op_pj;
    double e_tx_spad_pj, e_tx_noc_pj, e_tx_glb_pj, e_tx_dram_pj;
    double compulsory_dram_pj; /* part of e_tx_dram_pj: every element once */
    double latency_cycles;
    double utilization;    /* busy share of the array, 0 to 1 */
    double lower_bound_pj; /* of the energy of any mapping */
    int proven;
};

/* Cells are row-major: layer l with choice j is cell[l * choice_count + j]. */
struct map_tables {
    size_t layer_count, choice_count;
    char **layer;          /* (layer_count) names, owned */
    uint64_t *ops;         /* (layer_count) terms of one image */
    struct choice *choice; /* (choice_count) */
    struct map_table_cell *cell;
};

/* Allocates an empty table. Returns 0, or -1 when memory is short. Free with
 * map_tables_free. */
int map_tables_create(struct map_tables *out, size_t layer_count, size_t choice_count);
void map_tables_free(struct map_tables *tables);

/* Copies a layer's name into row l. Returns 0, or -1 when memory is short. */
int map_tables_name(struct map_tables *tables, size_t layer, const char *name);

struct map_table_cell *map_tables_cell(const struct map_tables *tables, size_t layer,
                                       size_t choice);

/* `value`, a cost of the cell, or inf unless the cell is mapped. */
double map_cell_cost(const struct map_table_cell *cell, double value);

/* E_TX, the sum of its four parts, and E_OP + E_TX; inf unless the cell is mapped. */
double map_cell_transmission_pj(const struct map_table_cell *cell);
double map_cell_energy_pj(const struct map_table_cell *cell);

/* Writes tables.csv: the provenance as comment lines, then a row per layer and
 * choice. Numbers are the shortest that read back as the same double. */
void map_tables_write_csv(FILE *out, const struct map_tables *tables,
                          const struct provenance *provenance);

/* What tables.csv says of where it comes from; "" where it does not. */
struct map_tables_origin {
    struct map_tables_owner {
        char name[64];
        char sha256[65]; /* of the file, in hex */
    } machine, network;
    int overridden; /* 1: made with overrides (`--set`), so the files alone do not tell */
};

/* Reads tables.csv as map_tables_write_csv writes it. A cell is mapped if its energy is finite,
 * impossible if its lower bound is inf, else unknown; costs of both are inf. What the file does not
 * hold (compulsory_dram_pj) is 0. `origin` may be NULL. Returns 0 and tables that the caller frees
 * with map_tables_free, or -1 with all mistakes in `diag`: another format or a newer one, rows that
 * are not every choice of every layer in one order, numbers that are none, sums that are not those
 * of their parts. */
int map_tables_read_csv(struct map_tables *out, struct map_tables_origin *origin, const char *path,
                        struct diag_list *diag);

/* The same from a text, called `name` in messages. */
int map_tables_read_text(struct map_tables *out, struct map_tables_origin *origin, const char *name,
                         const char *text, size_t length, struct diag_list *diag);

/* Builds tables.npz: arrays `layers`, `choices`, `ops`, `e_op_pj`, `e_tx_pj`,
 * `e_tx_dram_pj`, `energy_pj`, `latency_cycles`, and the provenance's text as
 * the string `provenance`. numpy.load opens it without pickle. `*bytes` is
 * malloc'd. Returns 0, or -1 when memory is short. */
int map_tables_npz(const struct map_tables *tables, const struct provenance *provenance,
                   void **bytes, size_t *size);

#endif
