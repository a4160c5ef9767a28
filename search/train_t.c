/* T, typical: x w. At 8 bits the channel's largest weight is the largest level; below, the step is
 * learned (LSQ). */
#include "training_list.h"
#include "vector.h"
#include "weight_level.h"
#include "weight_span.h"

/* Step of column m; a channel of zeros has any. */
static inline real step_of(const struct master *a, size_t m)
{
    if (a->step)
        return a->step[m];
    return a->largest[m] > 0 ? a->largest[m] / weight_limit(a->bits) : 1;
}

static inline real quantised(const struct master *a, real w, real step, real limit)
{
    real u = weight_clamp(w / step, limit);
    return step * (a->smooth ? u : nearest(u));
}

/* NOLINTNEXTLINE(readability-non-const-parameter): as the table has it */
VECTOR_LOOP static void mix(const struct master *a, real p, real *main, real *sign)
{
    real limit = weight_limit(a->bits);
    (void)sign;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            main[i] += p * quantised(a, a->weight[i], step_of(a, m), limit);
        }
}

/* Derivative of step clamp(round(w / step)) by the step, rounding taken as constant. */
static inline real by_step(const struct master *a, real w, real step, real limit)
{
    real u = w / step, inside = weight_clamp(u, limit);
    real rounding = a->smooth ? 0 : nearest(inside) - u;
    return u == inside ? rounding : inside;
}

/* The step is the largest weight's: all are in range, and it is taken as constant. */
VECTOR_LOOP
static void add_fixed(const struct master *a, const struct weight_span *span,
                      const struct weight_gradients *g, real *dp)
{
    real limit = weight_limit(a->bits), p = g->p;
    real *restrict sum = dp;
    real step[WEIGHT_SPAN_COLUMNS];
    for (size_t c = 0; c < span->columns; c++)
        step[c] = step_of(a, span->first + c);
    for (size_t r = span->row; r < span->end; r++) {
        size_t at = r * a->columns + span->first;
        const real *w = a->weight + at, *d = g->dmain + at;
        real *restrict dweight = g->dweight + at;
        for (size_t c = 0; c < span->columns; c++) {
            sum[c] += d[c] * quantised(a, w[c], step[c], limit);
            dweight[c] += p * d[c];
        }
    }
}

VECTOR_LOOP
static void add_learned(const struct master *a, const struct weight_span *span,
                        const struct weight_gradients *g, real *dp)
{
    real limit = weight_limit(a->bits), p = g->p;
    real *restrict sum = dp, *restrict dstep = g->dstep + span->first;
    const real *step = a->step + span->first;
    for (size_t r = span->row; r < span->end; r++) {
        size_t at = r * a->columns + span->first;
        const real *w = a->weight + at, *d = g->dmain + at;
        real *restrict dweight = g->dweight + at;
        for (size_t c = 0; c < span->columns; c++) {
            real edge = limit * step[c];
            sum[c] += d[c] * quantised(a, w[c], step[c], limit);
            dweight[c] += w[c] <= edge && w[c] >= -edge ? p * d[c] : 0;
            dstep[c] += p * d[c] * by_step(a, w[c], step[c], limit);
        }
    }
}

static double gradient(const struct master *a, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep)
{
    return weight_spans(a, a->step ? add_learned : add_fixed,
                        &(struct weight_gradients){p, dmain, dsign, dweight, dstep});
}

static void integers(const struct master *a, int8_t *weight, real *unit)
{
    real limit = weight_limit(a->bits);
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            weight[i] = (int8_t)nearest(weight_clamp(a->weight[i] / step_of(a, m), limit));
        }
    for (size_t m = 0; m < a->columns; m++)
        unit[m] = step_of(a, m) * a->input_step;
}

const struct training_operator training_t = {
    .name = "T", .has_sign = 0, .mix = mix, .gradient = gradient, .integers = integers};
