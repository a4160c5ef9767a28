/* MF, multiplication-free: sign(x) w + sign(w) x, two additions through one adder.
 * sign(0) = 0 for x; for w it is the stored sign bit, so +1 at zero. */
#include "operator_list.h"

static int32_t term(int32_t x, int32_t w, int w_negative)
{
    int32_t sign_x = (x > 0) - (x < 0);
    return sign_x * w + (w_negative ? -x : x);
}

const struct operator_def operator_mf = {
    .name = "MF",
    .description = "multiplication-free: add the weight by the input's sign and the input by the "
                   "weight's",
    .operand_is_binary = 0,
    .default_psum_bits = 12,
    .adder_cycles = 2,
    .subword_lanes = 0,
    .term = term,
};
