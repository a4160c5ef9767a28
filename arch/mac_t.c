/* T: the products of all lanes, summed by the array, through the 20-bit adder.
 *
 * Weights in two's complement, lane 0 in the highest bits: the array adds products
 * that lie on its antidiagonal blocks (see mac_multiplier.h).
 */
#include "mac_operator.h"

static int lanes_max(int bits)
{
    return 8 / bits;
}

static uint32_t operand_bits(int bits, int lanes)
{
    uint32_t clocked = 0;
    for (int i = 0; i < bits * lanes; i++)
        clocked |= MAC_CLOCK_X(i) | MAC_CLOCK_W(7 - i);
    return clocked;
}

static void set(struct mac_setting *setting, int lanes)
{
    setting->multiply = 1;
    setting->wide = 1;
    setting->edges = 1;
    setting->clocked[0] = operand_bits(setting->bits, lanes) | MAC_CLOCK_WIDE;
}

static unsigned weight_register(int bits, int lane, int w, int negative)
{
    (void)negative; /* two's complement has one zero */
    unsigned code = (unsigned)w & ((1u << bits) - 1);
    return code << (8 - bits * (lane + 1));
}

const struct mac_operator mac_operator_t = {
    .name = "T", .lanes_max = lanes_max, .set = set, .weight_register = weight_register};
