/* T, typical: x w, one product and one accumulation. */
#include "operator_list.h"

static int32_t term(int32_t x, int32_t w, int w_negative)
{
    (void)w_negative;
    return x * w;
}

static int32_t dot(const int16_t *x, const int8_t *w, size_t n)
{
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * w[i];
    return sum;
}

const struct operator_def operator_t = {
    .name = "T",
    .description = "typical: multiply and accumulate",
    .operand_is_binary = 0,
    .zero_has_sign = 0,
    .default_psum_bits = 20,
    .adder_cycles = 1,
    .subword_lanes = 1,
    .term = term,
    .dot = dot,
};
