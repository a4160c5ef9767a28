/* T, typical: x w. At 8 bits the channel's largest weight is the largest level; below, the step is
 * learned (LSQ). */
#include "training_list.h"
#include "vector.h"
#include "weight_level.h"

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
    return step * (a->smooth ? u : weight_nearest(u));
}

VECTOR_LOOP
static void mix(const struct master *a, real p, real *main, real *sign)
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
    real u = w / step;
    if (u > limit || u < -limit)
        return u > 0 ? limit : -limit;
    return a->smooth ? 0 : weight_nearest(u) - u;
}

static double gradient(const struct master *a, real p, const real *dmain, const real *dsign,
                       real *dweight, real *dstep)
{
    real limit = weight_limit(a->bits);
    double dp = 0;
    (void)dsign;
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            real w = a->weight[i], step = step_of(a, m), d = dmain[i];
            int inside = !a->step || (w <= limit * step && w >= -limit * step);
            dp += d * quantised(a, w, step, limit);
            dweight[i] += inside ? p * d : 0;
            if (a->step)
                dstep[m] += p * d * by_step(a, w, step, limit);
        }
    return dp;
}

static void integers(const struct master *a, int8_t *weight, real *unit)
{
    real limit = weight_limit(a->bits);
    for (size_t r = 0; r < a->rows; r++)
        for (size_t m = 0; m < a->columns; m++) {
            size_t i = r * a->columns + m;
            weight[i] = (int8_t)weight_nearest(weight_clamp(a->weight[i] / step_of(a, m), limit));
        }
    for (size_t m = 0; m < a->columns; m++)
        unit[m] = step_of(a, m) * a->input_step;
}

const struct training_operator training_t = {
    .name = "T", .has_sign = 0, .mix = mix, .gradient = gradient, .integers = integers};
