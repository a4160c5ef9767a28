/* Inside of a netlist, shared by the file that builds it and the file that runs it. */
#ifndef NETLIST_CELLS_H
#define NETLIST_CELLS_H

#include "arch/netlist.h"

/* Two words at once, in one register of any 64-bit machine (a vector extension of gcc
 * and clang): left to itself, gcc does not vectorise the loops of four words. */
typedef uint64_t netlist_pair __attribute__((vector_size(16), may_alias));
enum { NETLIST_PAIRS = NETLIST_WORDS / 2 };

struct netlist_gate {
    enum netlist_cell kind;
    int part;
    int group; /* CELL_DFF: its clock group */
    int in[3]; /* nets; those a kind does not use are NETLIST_ZERO */
    int out;   /* net; a full adder drives out (sum) and out + 1 (carry) */
    int level; /* longest path from a register or input, in cells; CELL_DFF: 0 */
};

struct netlist {
    /* In the order built, which is topological but for the inputs of flip-flops. */
    struct netlist_gate *gate;
    int gate_count, gate_room;
    int *deepest_first; /* gates by level, deepest first, then by kind; last the flip-flops */
    int dff_count;
    int net_count;
    int part;   /* of cells appended now */
    int depth;  /* the largest level */
    int failed; /* 1: memory was short */
};

/* Nets a gate drives: 2 for a full adder, else 1. */
static inline int netlist_gate_outputs(const struct netlist_gate *gate)
{
    return gate->kind == CELL_FA ? 2 : 1;
}

/* Settled outputs of a combinational gate for the present values of its inputs. */
static inline void netlist_evaluate(const struct netlist_gate *gate,
                                    netlist_pair (*value)[NETLIST_PAIRS],
                                    netlist_pair out[2][NETLIST_PAIRS])
{
    const netlist_pair *a = value[gate->in[0]], *b = value[gate->in[1]], *c = value[gate->in[2]];
    switch (gate->kind) {
    case CELL_INV:
        for (int i = 0; i < NETLIST_PAIRS; i++)
            out[0][i] = ~a[i];
        break;
    case CELL_NAND2:
        for (int i = 0; i < NETLIST_PAIRS; i++)
            out[0][i] = ~(a[i] & b[i]);
        break;
    case CELL_AND2:
        for (int i = 0; i < NETLIST_PAIRS; i++)
            out[0][i] = a[i] & b[i];
        break;
    case CELL_XOR2:
        for (int i = 0; i < NETLIST_PAIRS; i++)
            out[0][i] = a[i] ^ b[i];
        break;
    case CELL_MUX2:
        for (int i = 0; i < NETLIST_PAIRS; i++)
            out[0][i] = (a[i] & c[i]) | (~a[i] & b[i]);
        break;
    case CELL_FA:
        for (int i = 0; i < NETLIST_PAIRS; i++) {
            netlist_pair half = a[i] ^ b[i];
            out[0][i] = half ^ c[i];
            out[1][i] = (half & c[i]) | (a[i] & b[i]);
        }
        break;
    case CELL_DFF: /* takes its input at a clock edge only: see netlist_run.c */
    default:
        for (int i = 0; i < NETLIST_PAIRS; i++)
            out[0][i] = (netlist_pair){0};
    }
}

#endif
