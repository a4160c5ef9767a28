/* MF, multiplication-free: sign(x) w + sign(w) x, two additions through one adder.
 * sign(0) = 0 for x; for w it is the stored sign bit, so +1 at zero. */
#include "operator_list.h"
#include "workloads/weights.h"

static int32_t term(int32_t x, int32_t w, int w_negative)
{
    int32_t sign_x = (x > 0) - (x < 0);
    return sign_x * w + (w_negative ? -x : x);
}

/* One term is less than 2^9: 16 bits until it is summed, so that more fit in a vector. */
static int32_t dot(const int16_t *x, const int8_t *w, size_t n)
{
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        int16_t sign_x = (int16_t)((x[i] > 0) - (x[i] < 0));
        int16_t sign_w = w[i] < 0 ? -1 : 1;
        int16_t value = w[i] == WEIGHT_MINUS_ZERO ? 0 : w[i];
        sum += (int16_t)(sign_x * value) + (int16_t)(sign_w * x[i]);
    }
    return sum;
}

const struct operator_def operator_mf = {
    .name = "MF",
    .description = "multiplication-free: add the weight by the input's sign and the input by the "
                   "weight's",
    .operand_is_binary = 0,
    .zero_has_sign = 1,
    .default_psum_bits = 12,
    .adder_cycles = 2,
    .subword_lanes = 0,
    .term = term,
    .dot = dot,
};
