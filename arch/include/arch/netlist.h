/* A synchronous gate-level netlist, evaluated bit-parallel, with its toggles counted.
 *
 * Built by code: functions append a cell and return the net it drives. Every
 * net carries NETLIST_STREAMS independent bit streams, 64 to a word; stream s
 * is bit s % 64 of word s / 64. Consecutive clock edges of one stream are
 * consecutive cycles of one circuit, so state is held between them and a
 * toggle is a change from cycle i to cycle i + 1 of the same stream.
 *
 * Delay of a cell: one unit, whatever its kind, so that glitches count; or
 * none, so that a net changes at most once a cycle.
 */
#ifndef ARCH_NETLIST_H
#define ARCH_NETLIST_H

#include <stdint.h>

/* X-macro: identifier, name in the technology file. */
#define NETLIST_CELLS(X)                                                                           \
    X(CELL_INV, "inv")                                                                             \
    X(CELL_NAND2, "nand2")                                                                         \
    X(CELL_AND2, "and2")                                                                           \
    X(CELL_XOR2, "xor2")                                                                           \
    X(CELL_MUX2, "mux2")                                                                           \
    X(CELL_FA, "fa")                                                                               \
    X(CELL_DFF, "dff")

enum netlist_cell {
#define NETLIST_CELL_ID(id, name) id,
    NETLIST_CELLS(NETLIST_CELL_ID)
#undef NETLIST_CELL_ID
        CELL_COUNT
};

/* netlist_cell_names[kind] is "inv", "nand2", ... */
extern const char *const netlist_cell_names[CELL_COUNT];

#define NETLIST_WORDS 4
#define NETLIST_STREAMS (64 * NETLIST_WORDS)
#define NETLIST_PARTS 8 /* toggles are counted by part of the circuit */
#define NETLIST_DFF_MAX 4000
#define NETLIST_GROUPS 32 /* clock groups: flip-flops that are clocked together */

struct netlist;

/* Creates an empty netlist. Returns 0, or -1 when memory is short. The caller
 * frees it with netlist_free, after every run made from it. */
int netlist_create(struct netlist **out);
void netlist_free(struct netlist *netlist);

/* Net that is always 0. */
#define NETLIST_ZERO 0

/* Cells appended from here on belong to `part` (0 to NETLIST_PARTS - 1). */
void netlist_begin_part(struct netlist *netlist, int part);

/* Each appends a cell and returns its output net. When memory is short they
 * return NETLIST_ZERO and netlist_finish reports it. */
int netlist_input(struct netlist *netlist);
int netlist_inv(struct netlist *netlist, int a);
int netlist_nand2(struct netlist *netlist, int a, int b);
int netlist_and2(struct netlist *netlist, int a, int b);
int netlist_xor2(struct netlist *netlist, int a, int b);
int netlist_mux2(struct netlist *netlist, int select, int when_0, int when_1);

struct netlist_sum {
    int sum, carry;
};
struct netlist_sum netlist_full_adder(struct netlist *netlist, int a, int b, int c);
/* An XOR2 and an AND2. */
struct netlist_sum netlist_half_adder(struct netlist *netlist, int a, int b);

/* A flip-flop of clock group `group`; its input is connected later. */
int netlist_dff(struct netlist *netlist, int group);
void netlist_connect(struct netlist *netlist, int dff, int input);

/* Orders the cells by depth. Returns 0, or -1 when memory was short, a flip-flop
 * has no input, or there are more than NETLIST_DFF_MAX. Nothing may be appended afterwards. (A loop
 * without a flip-flop cannot be built: a cell's inputs exist before the cell.) */
int netlist_finish(struct netlist *netlist);

/* Longest path between registers, in cell delays. */
int netlist_depth(const struct netlist *netlist);

/* Number of cells of a kind in a part. */
int netlist_cell_count(const struct netlist *netlist, int part, enum netlist_cell kind);

/* One simulation: the values of all nets, all 0 at first, and the counts. */
struct netlist_run;

/* `netlist` is borrowed and must be finished. Returns 0, or -1 when memory is
 * short. Free with netlist_run_free. */
int netlist_run_create(struct netlist_run **out, const struct netlist *netlist);
void netlist_run_free(struct netlist_run *run);

/* Drives an input net: all streams alike, or each its own bit. Inputs that feed
 * cells (not only flip-flops) may change before netlist_run_begin only. */
void netlist_run_set(struct netlist_run *run, int input, int bit);
void netlist_run_set_words(struct netlist_run *run, int input, const uint64_t word[NETLIST_WORDS]);

/* Settles every net without counting, and prepares to clock the groups of
 * `clocked` (bit g: group g). Returns 0, or -1 when memory is short. */
int netlist_run_begin(struct netlist_run *run, uint32_t clocked);

enum netlist_delay { DELAY_UNIT, DELAY_ZERO };

/* One clock edge: the flip-flops of `groups`, a subset of `clocked`, take their
 * inputs; then all nets settle. */
void netlist_run_clock(struct netlist_run *run, uint32_t groups, enum netlist_delay delay);

const uint64_t *netlist_run_words(const struct netlist_run *run, int net);

/* Forgets what was counted so far; values are kept. */
void netlist_run_restart_counts(struct netlist_run *run);

/* Output toggles over all streams and clock edges: of a full adder, both outputs'. */
uint64_t netlist_run_toggles(const struct netlist_run *run, int part, enum netlist_cell kind);

/* Flip-flops clocked, summed over all streams and clock edges. */
uint64_t netlist_run_clocked(const struct netlist_run *run);

#endif
