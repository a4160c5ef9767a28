/* The whole MAC as gates, and one simulation of it for a choice.
 *
 *   x[8] w[8] -> operand registers -+-> multiplier --> product[16] -----+
 *                                   |                                   v
 *                                   +-> sign logic -> value, subtract -> mux
 *                                                                       |
 *                                                 addend register [16], subtract
 *                                                                       v
 *                      +-> accumulator [20 or 12] -------------------> adder -+
 *                      +------------------------------------------------------+
 *
 * The addend register is the pipeline register of MAC_PIPELINE_ADDEND.
 */
#ifndef MAC_DATAPATH_H
#define MAC_DATAPATH_H

#include "arch/mac.h"
#include "arch/netlist.h"
#include "mac_multiplier.h"
#include "mac_operator.h"

enum { MAC_ADDER_BITS = 20, MAC_NARROW_BITS = 12 };

/* The path of MF and BC: an operand to add, or subtract. Every net is bit 0 first. */
struct mac_operand {
    int value[9]; /* complemented when subtracted; value[8] extends the sign */
    int subtract; /* carry into the adder */
    /* Control nets. */
    int enable;                /* 0: the path is isolated */
    int x_signed;              /* x has a sign bit */
    int half, quarter, narrow; /* x is 4 bits; 2 bits; either */
    /* Input of the phase flip-flop. */
    int next_phase;
};

/* `phase` 0 adds sign(w) x, 1 adds sign(x) w. */
void mac_operand_build(struct mac_operand *out, struct netlist *netlist, const int x[8],
                       const int w[8], int phase);
void mac_operand_set(const struct mac_operand *operand, struct netlist_run *run,
                     const struct mac_setting *setting);

struct mac_datapath {
    struct netlist *netlist; /* finished */
    int x_input[8], w_input[8];
    int accumulator[MAC_ADDER_BITS];
    int multiply, wide; /* control nets */
    struct mac_multiplier multiplier;
    struct mac_operand operand;
};

/* Returns 0, or -1 when memory is short. Free with mac_datapath_free. */
int mac_datapath_create(struct mac_datapath *out, enum mac_pipeline pipeline);
void mac_datapath_free(struct mac_datapath *datapath);

/* Operand registers of NETLIST_STREAMS streams, by bit. */
struct mac_planes {
    uint64_t x[8][NETLIST_WORDS], w[8][NETLIST_WORDS];
};

/* Prepares a run for a setting. Returns 0, or -1 when memory is short. */
int mac_datapath_begin(const struct mac_datapath *datapath, struct netlist_run *run,
                       const struct mac_setting *setting);

/* One step: loads the operands and gives all clock edges of the step. */
void mac_datapath_step(const struct mac_datapath *datapath, struct netlist_run *run,
                       const struct mac_setting *setting, const struct mac_planes *planes,
                       enum netlist_delay delay);

#endif
