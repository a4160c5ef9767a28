/* MF, multiplication-free: sign(x) W + sign(w) X on integers, times g = m s_x, with m the channel's
 * mean |w| and s_x the activation's step. W = clamp(round(rho w / g)): rho weighs the two terms. */
#include "training_list.h"
#include "vector.h"
#include "weight_level.h"
#include "weight_span.h"
#include "workloads/weights.h"

/* What one level of W is worth; a channel of zeros has any. */
static inline real unit_of(const struct master *a, size_t m)
{
    return a->mean[m] > 0 ? a->mean[m] * a->input_step : 1;
}

static inline real level(const struct master *a, real w, real unit, real limit)
{
    real u = weight_clamp((real)a->rho * w / unit, limit);
    return a->smooth ? u : nearest(u);
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

VECTOR_LOOP
static void add_gradient(const struct master *a, const struct weight_span *span,
                         const struct weight_gradients *g, real *dp)
{
    real limit = weight_limit(a->bits), rho = (real)a->rho, p = g->p;
    real *restrict sum = dp;
    const real *mean = a->mean + span->first;
    real unit[WEIGHT_SPAN_COLUMNS];
    for (size_t c = 0; c < span->columns; c++)
        unit[c] = unit_of(a, span->first + c);
    for (size_t r = span->row; r < span->end; r++) {
        size_t at = r * a->columns + span->first;
        const real *w = a->weight + at, *dmain = g->dmain + at, *dsign = g->dsign + at;
        real *restrict dweight = g->dweight + at;
        for (size_t c = 0; c < span->columns; c++) {
            real u = rho * w[c] / unit[c], passes = u <= limit && u >= -limit ? rho : 0;
            sum[c] += dmain[c] * weight_signed(w[c], mean[c], a->smooth) +
                      dsign[c] * unit[c] * level(a, w[c], unit[c], limit);
            dweight[c] += p * (dmain[c] * weight_sign_passes(w[c], mean[c]) + dsign[c] * passes);
        }
    }
}

static double gradient(const struct master *a, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep)
{
    return weight_spans(a, add_gradient,
                        &(struct weight_gradients){p, dmain, dsign, dweight, dstep});
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
