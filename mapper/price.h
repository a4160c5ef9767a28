/* What the solver adds up: the price of each movement of a tensor, as energy
 * and as time on each port, for one set of tensors kept in the GLB. */
#ifndef MAPPER_PRICE_H
#define MAPPER_PRICE_H

#include "mapper/problem.h"

/* One quantity the objective is made of. All are sums over movements. */
enum cost_term {
    COST_ENERGY_PJ,
    COST_DRAM_CYCLES,
    COST_GLB_READ_CYCLES,
    COST_GLB_WRITE_CYCLES,
    COST_NET_W_CYCLES,
    COST_NET_I_CYCLES,
    COST_NET_O_CYCLES,
    COST_COLLECT_CYCLES,
    COST_TERMS
};

struct cost {
    double v[COST_TERMS];
};

/* Per element. GLB prices are zero for a tensor that goes past it. */
struct price_list {
    struct cost above[2];     /* W, I: a word read above the array and injected */
    struct cost each[2];      /* W, I: a word delivered to one PE and stored */
    struct cost glb_fetch[2]; /* W, I: a word brought from DRAM into the GLB */
    struct cost up_psum;      /* O: a partial sum leaves a chain and is written above */
    struct cost up_last[2];   /* O: the last word leaves; [1] it is final, [0] a partial sum */
    struct cost back;         /* O: a psum returns to the array, and its visit's extra read */
    struct cost accumulate;   /* O: a psum is read above to be added to in place */
    struct cost link;         /* O: one hop along a chain */
    struct cost glb_swap;     /* O: a psum leaves the GLB for DRAM and comes back */
    struct cost glb_last[2];  /* O: the last word leaves the GLB; [1] stored final */
};

/* `kept`: bit t is set if the GLB keeps tensor t. */
void price_list_fill(struct price_list *out, const struct map_problem *problem, unsigned kept);

#endif
