/* Why E_OP is what it is: the figures behind `enos-map --explain-mac`, without printing.
 *
 * Two choices are compared (the paper: T8 over BC8 is 11.5) for every statistic of
 * the operands, with and without glitches, and for three extents of what is
 * counted; then every cell's energy is halved and doubled.
 */
#ifndef ARCH_MAC_EXPLAIN_H
#define ARCH_MAC_EXPLAIN_H

#include "arch/mac.h"

#define MAC_EXPLAIN_CHOICES_MAX 32

/* How much of the MAC is counted. */
enum mac_extent {
    MAC_EXTENT_ALL,        /* everything: E_OP */
    MAC_EXTENT_GATES,      /* without registers and clock */
    MAC_EXTENT_ARITHMETIC, /* multiplier array and adder only */
    MAC_EXTENT_COUNT
};

/* Cells whose energy is varied: enum netlist_cell, and then the clock. */
#define MAC_VARIED_CLOCK CELL_COUNT
#define MAC_VARIED_COUNT (CELL_COUNT + 1)

struct mac_explained_choice {
    struct choice choice;
    int lanes;
    struct mac_energy_result energy; /* as in the tables */
    double settled_pj;               /* the same without glitches */
    /* energy_pj with one cell's energy halved [0] and doubled [1] */
    double varied_pj[MAC_VARIED_COUNT][2];
};

struct mac_explanation {
    struct mac_cells cells;
    uint64_t terms;
    int choice_count;
    struct mac_explained_choice choice[MAC_EXPLAIN_CHOICES_MAX];
    int over, under; /* the two compared, as indices into choice */
    /* energy of `over` over that of `under`; last index: 1 with glitches, 0 without */
    double ratio[MAC_PIPELINE_COUNT][MAC_STATISTICS_COUNT][MAC_EXTENT_COUNT][2];
    double varied_ratio[MAC_VARIED_COUNT][2]; /* halved, doubled */
};

/* Explains `count` choices, each with all its lanes, comparing choices[over] with
 * choices[under]. Takes some hundred milliseconds. Returns enum mac_status, or
 * MAC_NO_MEMORY when count is above MAC_EXPLAIN_CHOICES_MAX. */
int mac_explain(struct mac_explanation *out, const struct mac_cells *cells,
                const struct choice *choices, int count, int over, int under);

#endif
