/* MF, multiplication-free: sign(x) W + sign(w) X on integers, times g = m s_x, with m the channel's
 * mean |w| and s_x the activation's step. W = clamp(round(rho w / g)): rho weighs the two terms. */
#include "training_list.h"
#include "vector.h"
#include "weight_level.h"
#include "workloads/weights.h"

/* What one level of W is worth; a channel of zeros has any. */
static inline real unit_of(const struct master *a, size_t m)
{
    return a->mean[m] > 0 ? a->mean[m] * a->input_step : 1;
}

static inline real level(const struct master *a, real w, real unit, real limit)
{
    real u = weight_clamp((real)a->rho * w / unit, limit);
    return a->smooth ? u : weight_nearest(u);
}

VECTOR_LOOP
static void mix(const struct master *a, real p, real *main, real *sign)
{
    real limit = weight_limit(a->bits);
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            real w = a->weight[i], unit = unit_of(a, m);
            main[i] += p * weight_signed(w, a->mean[m], a->smooth);
            sign[i] += p * unit * level(a, w, unit, limit);
        }
}

static double gradient(const struct master *a, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep)
{
    real limit = weight_limit(a->bits);
    double dp = 0;
    (void)dstep;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            real w = a->weight[i], unit = unit_of(a, m), u = (real)a->rho * w / unit;
            real passes = u <= limit && u >= -limit ? (real)a->rho : 0;
            dp += dmain[i] * weight_signed(w, a->mean[m], a->smooth) +
                  dsign[i] * unit * level(a, w, unit, limit);
            dweight[i] += p * (dmain[i] * weight_sign_passes(w, a->mean[m]) + dsign[i] * passes);
        }
    return dp;
}

static void integers(const struct master *a, int8_t *weight, real *unit)
{
    real limit = weight_limit(a->bits);
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            int value = (int)level(a, a->weight[i], unit_of(a, m), limit);
            weight[i] = value == 0 && a->weight[i] < 0 ? WEIGHT_MINUS_ZERO : (int8_t)value;
        }
    for (size_t m = 0; m < a->columns; m++)
        unit[m] = a->mean[m] * a->input_step; /* 0 of a channel of zeros, which adds sign(0) x */
}

const struct training_operator training_mf = {
    .name = "MF", .has_sign = 1, .mix = mix, .gradient = gradient, .integers = integers};
