/* Energy, leakage and area of an SRAM or scratchpad of any size and width.
 *
 * A surface over size and width through the CACTI runs of one kind, cell type
 * and node (arch/tech/cacti7.csv). The runs have two widths; along each width
 * the law over the size is a `curve` (a power law between two runs). Where a
 * width has no run at a size outside its own range, its ratio to the other
 * width stays what it is at the nearest size that has both. Between the two
 * widths an energy is linear in the width, and so it goes on beyond them, down to
 * one bit; area and leakage stay those of the nearer width.
 */
#ifndef ARCH_SRAM_H
#define ARCH_SRAM_H

#include "curve.h"
#include "workloads/diag.h"

enum sram_value { SRAM_READ, SRAM_WRITE, SRAM_LEAKAGE, SRAM_AREA, SRAM_VALUE_COUNT };

#define SRAM_WIDTHS 2

/* Which runs of the table. */
struct sram_query {
    const char *kind; /* "GLB" or "SPAD" */
    const char *cell; /* "itrs-hp", "itrs-lop" or "itrs-lstp" */
    int node_nm;
};

/* What a technology says about the use of the runs. */
struct sram_rules {
    /* How far beyond the runs a size (and, above, a width) may lie; at least 1. */
    double below;      /* smallest run / size */
    double above;      /* size / largest run */
    int write_as_read; /* 1: a write costs what a read costs, 0: the runs' own writes */
};

/* A plain value, at the node of the runs. */
struct sram {
    double width_bits[SRAM_WIDTHS]; /* rising */
    struct curve curve[SRAM_VALUE_COUNT][SRAM_WIDTHS];
    double first_bytes, last_bytes; /* over both widths */
};

struct sram_estimate {
    double read_pj, write_pj; /* of one access */
    double leakage_mw;
    double area_mm2;
    int extrapolated; /* 1: the size or the width lies outside the runs */
};

#define SRAM_WHY_MAX 160

/* Reads the runs that `query` names. Returns 0, or -1 with the reasons in `diag`:
 * an unreadable table, or no runs (`place` is where the query was written). */
int sram_read(struct sram *out, const char *path, const struct sram_query *query,
              const struct diag_place *place, struct diag_list *diag);

/* Estimates an SRAM of `bytes` with accesses of `width_bits`. Returns 0, or -1 with
 * the reason in `why`. */
int sram_estimate(const struct sram *sram, const struct sram_rules *rules, double bytes,
                  double width_bits, struct sram_estimate *out, char why[SRAM_WHY_MAX]);

#endif
