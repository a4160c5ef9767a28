/* Sign logic and operand of the add/subtract path (MF and BC).
 *
 * phase 0: sign(w) x: x, sign extended, subtracted if w is negative.
 * phase 1: sign(x) w: the magnitude of w, subtracted if the signs differ.
 * x = 0 adds nothing in either phase, and then nothing is complemented.
 */
#include "mac_datapath.h"

/* 1 unless all bits of x are 0. */
static int build_nonzero(struct netlist *netlist, const int x[8])
{
    int half[2];
    for (int h = 0; h < 2; h++) {
        half[h] = netlist_inv(netlist, x[4 * h]);
        for (int i = 1; i < 4; i++)
            half[h] = netlist_and2(netlist, half[h], netlist_inv(netlist, x[4 * h + i]));
    }
    return netlist_nand2(netlist, half[0], half[1]);
}

/* The sign of x at the present precision; 0 when x is unsigned. */
static int build_sign(const struct mac_operand *out, struct netlist *netlist, const int x[8])
{
    int top = netlist_mux2(netlist, out->half, x[7], x[3]);
    top = netlist_mux2(netlist, out->quarter, top, x[1]);
    return netlist_and2(netlist, top, out->x_signed);
}

static void build_extended(const struct mac_operand *out, struct netlist *netlist, const int x[8],
                           int sign, int extended[8])
{
    for (int i = 0; i < 8; i++) {
        int above = i >= 4 ? out->narrow : out->quarter; /* is bit i above the precision? */
        extended[i] = i < 2 ? x[i] : netlist_mux2(netlist, above, x[i], sign);
    }
}

/* The operand before it is complemented: x or the magnitude of w. */
static void build_magnitude(struct netlist *netlist, const int x[8], int x_sign, const int w[7],
                            int phase, int x_phase, int value[9])
{
    for (int i = 0; i < 7; i++)
        value[i] = netlist_mux2(netlist, phase, x[i], w[i]);
    value[7] = netlist_and2(netlist, x[7], x_phase);
    value[8] = netlist_and2(netlist, x_sign, x_phase);
}

void mac_operand_build(struct mac_operand *out, struct netlist *netlist, const int x[8],
                       const int w[8], int phase)
{
    int own_x[8], own_w[8], extended[8], value[9];
    out->enable = netlist_input(netlist);
    out->x_signed = netlist_input(netlist);
    out->half = netlist_input(netlist);
    out->quarter = netlist_input(netlist);
    out->narrow = netlist_input(netlist);
    netlist_begin_part(netlist, MAC_PART_SELECT);
    for (int i = 0; i < 8; i++) {
        own_x[i] = netlist_and2(netlist, x[i], out->enable);
        own_w[i] = netlist_and2(netlist, w[i], out->enable);
    }
    out->next_phase = netlist_inv(netlist, phase);
    int nonzero = build_nonzero(netlist, own_x);
    int x_sign = build_sign(out, netlist, own_x);
    int flip = netlist_xor2(netlist, own_w[7], netlist_and2(netlist, x_sign, phase));
    out->subtract = netlist_and2(netlist, flip, nonzero);
    build_extended(out, netlist, own_x, x_sign, extended);
    for (int i = 0; i < 7; i++)
        own_w[i] = netlist_and2(netlist, own_w[i], nonzero);
    build_magnitude(netlist, extended, x_sign, own_w, phase, out->next_phase, value);
    for (int i = 0; i < 9; i++)
        out->value[i] = netlist_xor2(netlist, value[i], out->subtract);
}

void mac_operand_set(const struct mac_operand *operand, struct netlist_run *run,
                     const struct mac_setting *setting)
{
    netlist_run_set(run, operand->enable, !setting->multiply);
    netlist_run_set(run, operand->x_signed, setting->x_signed);
    netlist_run_set(run, operand->half, setting->bits == 4);
    netlist_run_set(run, operand->quarter, setting->bits == 2);
    netlist_run_set(run, operand->narrow, setting->bits < 8);
}
