/* BC, binary connect: x binarize(w), one addition or subtraction. Only the sign of
 * the weight counts. */
#include "operator_list.h"

static int32_t term(int32_t x, int32_t w, int w_negative)
{
    (void)w;
    return w_negative ? -x : x;
}

const struct operator_def operator_bc = {
    .name = "BC",
    .description = "binary connect: add or subtract the input",
    .operand_is_binary = 1,
    .default_psum_bits = 12,
    .adder_cycles = 1,
    .subword_lanes = 0,
    .term = term,
};
