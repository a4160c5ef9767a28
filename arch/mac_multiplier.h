/* The 8-bit Baugh-Wooley array, also two 4-bit or four 2-bit multipliers.
 *
 * Lane l of b bits takes x bits [b l, b l + b) and w bits [8 - b l - b, 8 - b l):
 * the blocks of partial products on the antidiagonal, which all have the weight
 * 2^(8 - b), so that the array itself sums the lanes' products. The other blocks
 * are gated to 0. w is signed; x signed or not: its sign row is complemented only
 * when it is. The correction of the complemented products enters as constants.
 */
#ifndef MAC_MULTIPLIER_H
#define MAC_MULTIPLIER_H

#include "arch/netlist.h"
#include "mac_operator.h"

struct mac_multiplier {
    int product[16]; /* two's complement, sign extended, lane sum at bit 0 */
    /* Control nets, fixed while a layer runs. */
    int enable;        /* of the w operands */
    int block[4][4];   /* enable of 2 x 2 block [x pair][w pair] */
    int invert[8][8];  /* complement of cell [x bit][w bit]; NETLIST_ZERO: never inverted */
    int constant[16];  /* correction at a weight; NETLIST_ZERO: none there */
    int full, quarter; /* alignment: 8-bit lanes; 2-bit lanes */
};

void mac_multiplier_build(struct mac_multiplier *out, struct netlist *netlist, const int x[8],
                          const int w[8]);

/* Drives the control nets; everything is off when the setting does not multiply. */
void mac_multiplier_set(const struct mac_multiplier *multiplier, struct netlist_run *run,
                        const struct mac_setting *setting);

#endif
