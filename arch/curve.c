#include "curve.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_interp.h>
#include <math.h>
#include <string.h>

int curve_add_scaled(struct curve *curve, double log_x, double y)
{
    if (curve->count == CURVE_POINTS_MAX)
        return -1;
    size_t at = 0;
    while (at < curve->count && curve->log_x[at] < log_x)
        at++;
    if (at < curve->count && curve->log_x[at] == log_x)
        return -1;
    size_t behind = curve->count - at;
    memmove(curve->log_x + at + 1, curve->log_x + at, behind * sizeof *curve->log_x);
    memmove(curve->y + at + 1, curve->y + at, behind * sizeof *curve->y);
    curve->log_x[at] = log_x;
    curve->y[at] = y;
    curve->count++;
    return 0;
}

int curve_add(struct curve *curve, double x, double y)
{
    if (!(x > 0) || (curve->scale == CURVE_POWER && !(y > 0)))
        return -1;
    return curve_add_scaled(curve, log(x), curve->scale == CURVE_POWER ? log(y) : y);
}

int curve_finish(struct curve *curve)
{
    if (curve->count < 2)
        return -1;
    double c0, c00, c01, c11, sum;
    gsl_fit_linear(curve->log_x, 1, curve->y, 1, curve->count, &c0, &curve->slope, &c00, &c01, &c11,
                   &sum);
    return 0;
}

/* On the segment that holds log_x, which lies inside the points. */
static double between(const struct curve *curve, double log_x)
{
    size_t i = gsl_interp_bsearch(curve->log_x, log_x, 0, curve->count - 1);
    double share = (log_x - curve->log_x[i]) / (curve->log_x[i + 1] - curve->log_x[i]);
    return curve->y[i] + share * (curve->y[i + 1] - curve->y[i]);
}

double curve_at(const struct curve *curve, double x)
{
    double log_x = log(x), y;
    size_t last = curve->count - 1;
    if (log_x <= curve->log_x[0])
        y = curve->y[0] + curve->slope * (log_x - curve->log_x[0]);
    else if (log_x >= curve->log_x[last])
        y = curve->y[last] + curve->slope * (log_x - curve->log_x[last]);
    else
        y = between(curve, log_x);
    if (curve->scale == CURVE_POWER)
        return exp(y);
    return y > 0 ? y : 0;
}

double curve_first(const struct curve *curve)
{
    return exp(curve->log_x[0]);
}

double curve_last(const struct curve *curve)
{
    return exp(curve->log_x[curve->count - 1]);
}
