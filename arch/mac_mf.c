/* MF: sign(x) w, then sign(w) x, two cycles through the one 12-bit adder.
 *
 * Weights in sign and magnitude, the sign in bit 7: both additions then need a
 * magnitude and a sign to add or subtract it by, and minus zero keeps its sign.
 */
#include "mac_operator.h"

static int lanes_max(int bits)
{
    (void)bits;
    return 1;
}

static uint32_t operand_bits(int bits)
{
    uint32_t clocked = MAC_CLOCK_W(7);
    for (int i = 0; i < bits; i++)
        clocked |= MAC_CLOCK_X(i);
    for (int i = 0; i < bits - 1; i++)
        clocked |= MAC_CLOCK_W(i);
    return clocked;
}

static void set(struct mac_setting *setting, int lanes)
{
    (void)lanes;
    setting->multiply = 0;
    setting->wide = 0;
    setting->edges = 2;
    setting->clocked[0] = operand_bits(setting->bits) | MAC_CLOCK_NARROW | MAC_CLOCK_PHASE;
    setting->clocked[1] = MAC_CLOCK_NARROW | MAC_CLOCK_PHASE;
}

static unsigned weight_register(int bits, int lane, int w, int negative)
{
    (void)bits;
    (void)lane;
    unsigned magnitude = (unsigned)(w < 0 ? -w : w);
    return magnitude | (negative ? 0x80u : 0);
}

const struct mac_operator mac_operator_mf = {
    .name = "MF", .lanes_max = lanes_max, .set = set, .weight_register = weight_register};
