/* BC, binary connect: x binarize(w), one addition or subtraction. Only the sign of
 * the weight counts. */
#include "operator_list.h"

static int32_t term(int32_t x, int32_t w, int w_negative)
{
    (void)w;
    return w_negative ? -x : x;
}

static int32_t dot(const int16_t *x, const int8_t *w, size_t n)
{
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * (w[i] < 0 ? -1 : 1);
    return sum;
}

const struct operator_def operator_bc = {
    .name = "BC",
    .description = "binary connect: add or subtract the input",
    .operand_is_binary = 1,
    .zero_has_sign = 0,
    .default_psum_bits = 12,
    .adder_cycles = 1,
    .subword_lanes = 0,
    .term = term,
    .dot = dot,
};
