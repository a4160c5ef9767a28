/* The reconfigurable MAC and E_OP, its energy per term, from gate toggles.
 *
 * The datapath is a gate-level netlist (arch/netlist.h): an 8-bit Baugh-Wooley
 * array that is also two 4-bit or four 2-bit multipliers, a 20/12-bit adder,
 * operand muxes and sign logic, operand, pipeline and accumulator registers.
 * docs/mac.md draws it and lists what is assumed.
 * Source: ENOS (Nasrin et al., IEEE Access 2022), Sec. III-A, Fig. 3(b)-(c).
 */
#ifndef ARCH_MAC_H
#define ARCH_MAC_H

#include <stddef.h>
#include <stdint.h>

#include "arch/netlist.h"
#include "workloads/operator.h"

/* Energy of the cells, from the technology file. */
struct mac_cells {
    double full_adder_pj;     /* one output toggle of a full adder; above 0 */
    double share[CELL_COUNT]; /* output toggle of a cell over full_adder_pj; at least 0 */
    double dff_clock_share;   /* one clock edge at one flip-flop over full_adder_pj; at least 0 */
};

enum mac_shape {
    MAC_HEADLINE, /* x half-normal (Gaussian if x_signed), w Gaussian,
                     both clipped at 3 sigma and quantised */
    MAC_UNIFORM,  /* all values of x and of w alike */
    MAC_MEASURED  /* histograms */
};

/* What the operands look like. `= {0}` and then terms and seed is the headline. */
struct mac_statistics {
    enum mac_shape shape;
    int x_signed; /* the array's mode bit: x in [-2^(b-1), 2^(b-1) - 1], else [0, 2^b - 1] */
    /* MAC_MEASURED: 2^b weights each, at least 0, of any sum above 0; borrowed.
     * x_histogram[k] is for x = k, or k - 2^(b-1) if x_signed.
     * w_histogram[k] is for w = k - 2^(b-1); k = 0 stands for minus zero (a
     * negative weight of magnitude zero: MF and BC keep its sign). */
    const double *x_histogram, *w_histogram;
    uint64_t terms;     /* terms to simulate, rounded up to whole cycles; above 0 */
    unsigned long seed; /* of the generator */
};

#define MAC_TERMS_DEFAULT 100000
#define MAC_SEED_DEFAULT 1

/* The three statistics of the tables and of --explain-mac, with default terms and seed. */
enum mac_named_statistics {
    MAC_STATISTICS_HEADLINE,
    MAC_STATISTICS_UNIFORM_SIGNED,
    MAC_STATISTICS_UNIFORM_UNSIGNED,
    MAC_STATISTICS_COUNT
};
struct mac_statistics mac_statistics_named(enum mac_named_statistics which);

/* Where the datapath has its pipeline register. */
enum mac_pipeline {
    MAC_PIPELINE_ADDEND,  /* before the adder, for every operator: the MAC of the tables */
    MAC_PIPELINE_PRODUCT, /* behind the multiplier only */
    MAC_PIPELINE_NONE,    /* nowhere: the multiplier's glitches reach the adder */
    MAC_PIPELINE_COUNT
};

/* The tables use {1, 1}. */
struct mac_options {
    int with_glitches;          /* 1: unit delays; 0: only the settled values count */
    int with_registers;         /* 1: flip-flops and their clock are part of the energy */
    enum mac_pipeline pipeline; /* 0: before the adder */
};

/* X-macro: identifier, name for people. */
#define MAC_PARTS(X)                                                                               \
    X(MAC_PART_MULTIPLIER, "multiplier")                                                           \
    X(MAC_PART_ADDER, "adder")                                                                     \
    X(MAC_PART_SELECT, "muxes+sign")                                                               \
    X(MAC_PART_REGISTERS, "registers")                                                             \
    X(MAC_PART_CLOCK, "clock")

enum mac_part {
#define MAC_PART_ID(id, name) id,
    MAC_PARTS(MAC_PART_ID)
#undef MAC_PART_ID
        MAC_PART_COUNT
};

extern const char *const mac_part_names[MAC_PART_COUNT];

/* What one term moves, on average: independent of the cells' energy. */
struct mac_activity {
    double toggles[MAC_PART_COUNT][CELL_COUNT]; /* output toggles per term */
    double clocked;                             /* flip-flops clocked per term */
};

struct mac_energy_result {
    double energy_pj;               /* E_OP: one term, all its additions, or one lane's product */
    double part_pj[MAC_PART_COUNT]; /* sums to energy_pj */
};

/* X-macro: identifier, message. */
#define MAC_STATUSES(X)                                                                            \
    X(MAC_OK, "ok")                                                                                \
    X(MAC_NO_MODE, "no energy provider for this computing mode")                                   \
    X(MAC_NO_OPERATOR, "the MAC does not compute this operator")                                   \
    X(MAC_NO_PRECISION, "the MAC computes 8, 4 and 2 bits only")                                   \
    X(MAC_NO_LANES, "the MAC does not have so many lanes for this choice")                         \
    X(MAC_BAD_CELLS, "a cell energy is missing or negative")                                       \
    X(MAC_BAD_STATISTICS, "the statistics of the operands are incomplete or empty")                \
    X(MAC_NO_MEMORY, "out of memory")

enum mac_status {
#define MAC_STATUS_ID(id, text) id,
    MAC_STATUSES(MAC_STATUS_ID)
#undef MAC_STATUS_ID
        MAC_STATUS_COUNT
};

/* Message for a status, without a full stop. Never NULL. */
const char *mac_status_text(int status);

/* Largest number of lanes of the digital MAC: 8/b for T, 1 for MF and BC; 0 when
 * it does not compute the choice. */
int mac_lanes_max(const struct choice *choice);

/* Toggles per term of a choice in the digital MAC. `lanes`: terms of one step,
 * 1 to mac_lanes_max; lanes not used hold zero. `with_registers` changes nothing
 * here. Returns enum mac_status; `out` is filled only on MAC_OK. */
int mac_activity(struct mac_activity *out, const struct choice *choice, int lanes,
                 const struct mac_statistics *statistics, const struct mac_options *options);

/* Prices an activity. Returns MAC_OK or MAC_BAD_CELLS. */
int mac_price(struct mac_energy_result *out, const struct mac_activity *activity,
              const struct mac_cells *cells, const struct mac_options *options);

/* E_OP of a choice of mode "digital": activity and price. The same bits for the same
 * arguments. Returns enum mac_status; `out` is filled only on MAC_OK. */
int mac_energy(const struct mac_cells *cells, const struct choice *choice, int lanes,
               const struct mac_statistics *statistics, const struct mac_options *options,
               struct mac_energy_result *out);

/* Activities that were computed before: reading many machines counts toggles once. Not for several
 * threads at a time. */
struct mac_memo;

/* Returns 0, or -1 when memory is short. Free with mac_memo_free, NULL allowed. */
int mac_memo_create(struct mac_memo **out);
void mac_memo_free(struct mac_memo *memo);

/* As mac_energy; the same bits. Statistics with histograms are not remembered. `memo` may be NULL.
 */
int mac_energy_remembered(struct mac_memo *memo, const struct mac_cells *cells,
                          const struct choice *choice, int lanes,
                          const struct mac_statistics *statistics,
                          const struct mac_options *options, struct mac_energy_result *out);

/* A cost provider: who prices a term of one computing mode. */
struct mac_provider {
    const char *mode;    /* as in struct choice */
    const void *context; /* handed to `energy`; digital: struct mac_cells */
    int (*energy)(const void *context, const struct choice *choice, int lanes,
                  const struct mac_statistics *statistics, const struct mac_options *options,
                  struct mac_energy_result *out);
};

/* The gate-level provider of mode "digital"; `cells` is borrowed. */
struct mac_provider mac_provider_digital(const struct mac_cells *cells);

/* E_OP of a choice from the provider of its mode, or MAC_NO_MODE. */
int mac_provider_energy(const struct mac_provider *providers, size_t provider_count,
                        const struct choice *choice, int lanes,
                        const struct mac_statistics *statistics, const struct mac_options *options,
                        struct mac_energy_result *out);

#endif
