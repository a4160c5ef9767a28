/* BC, binary connect: x binarize(w), scaled by the channel's mean |w|. */
#include "training_list.h"
#include "vector.h"
#include "weight_level.h"

VECTOR_LOOP
static void mix(const struct master *a, real p, real *main, real *sign)
{
    (void)sign;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            main[i] += p * weight_signed(a->weight[i], a->mean[m], a->smooth);
        }
}

static double gradient(const struct master *a, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep)
{
    double dp = 0;
    (void)dsign, (void)dstep;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            real w = a->weight[i];
            dp += dmain[i] * weight_signed(w, a->mean[m], a->smooth);
            dweight[i] += p * dmain[i] * weight_sign_passes(w, a->mean[m]);
        }
    return dp;
}

static void integers(const struct master *a, int8_t *weight, real *unit)
{
    for (size_t i = 0; i < a->rows * a->columns; i++)
        weight[i] = a->weight[i] < 0 ? -1 : 1;
    for (size_t m = 0; m < a->columns; m++)
        unit[m] = a->mean[m] * a->input_step;
}

const struct training_operator training_bc = {
    .name = "BC", .has_sign = 0, .mix = mix, .gradient = gradient, .integers = integers};
