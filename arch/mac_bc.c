/* BC: add or subtract x by the stored sign, through the 12-bit adder. One bit of
 * weight, in bit 7 of the register, where MF keeps its sign. */
#include "mac_operator.h"

static int lanes_max(int bits)
{
    (void)bits;
    return 1;
}

static void set(struct mac_setting *setting, int lanes)
{
    (void)lanes;
    setting->multiply = 0;
    setting->wide = 0;
    setting->edges = 1;
    setting->clocked[0] = MAC_CLOCK_W(7) | MAC_CLOCK_NARROW;
    for (int i = 0; i < setting->bits; i++)
        setting->clocked[0] |= MAC_CLOCK_X(i);
}

static unsigned weight_register(int bits, int lane, int w, int negative)
{
    (void)bits;
    (void)lane;
    (void)w;
    return negative ? 0x80u : 0;
}

const struct mac_operator mac_operator_bc = {
    .name = "BC", .lanes_max = lanes_max, .set = set, .weight_register = weight_register};
