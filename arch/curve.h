/* A measured law y(x), x > 0, between and a little beyond its points.
 *
 * Between two points a straight line on logarithmic x and, for energies and
 * areas, logarithmic y (a power law), through GSL. Beyond the last points the
 * power law fitted to all points goes on from the last one.
 */
#ifndef ARCH_CURVE_H
#define ARCH_CURVE_H

#include <stddef.h>

#define CURVE_POINTS_MAX 64

enum curve_scale { CURVE_POWER, CURVE_LINEAR }; /* y logarithmic or plain */

struct curve {
    enum curve_scale scale;
    size_t count;
    double log_x[CURVE_POINTS_MAX]; /* rising */
    double y[CURVE_POINTS_MAX];     /* logarithms when scale is CURVE_POWER */
    double slope;                   /* of the fit, dy / dlog x */
};

/* Adds a point, kept in order. Returns 0, or -1 when the curve is full, x is there
 * already, x is not positive or (CURVE_POWER) y is not. */
int curve_add(struct curve *curve, double x, double y);

/* The same in the curve's own terms: log x, and y as it is kept. */
int curve_add_scaled(struct curve *curve, double log_x, double y);

/* Fits the slope beyond the points; call it once after the last curve_add. Returns
 * 0, or -1 with fewer than two points. */
int curve_finish(struct curve *curve);

/* y at x > 0; never below 0. */
double curve_at(const struct curve *curve, double x);

/* First and last x. */
double curve_first(const struct curve *curve);
double curve_last(const struct curve *curve);

#endif
