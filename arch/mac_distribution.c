/* Operand distributions: quantised Gaussians, uniform, histograms. */
#include "mac_distribution.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stddef.h>

static const double clip_sigma = 3;

struct mac_statistics mac_statistics_named(enum mac_named_statistics which)
{
    struct mac_statistics statistics = {.terms = MAC_TERMS_DEFAULT, .seed = MAC_SEED_DEFAULT};
    statistics.shape = which == MAC_STATISTICS_HEADLINE ? MAC_HEADLINE : MAC_UNIFORM;
    statistics.x_signed = which == MAC_STATISTICS_UNIFORM_SIGNED;
    return statistics;
}

int mac_distribution_x(const struct mac_distribution *distribution, int index)
{
    return distribution->x_signed ? index - (1 << (distribution->bits - 1)) : index;
}

int mac_distribution_w(const struct mac_distribution *distribution, int index, int *negative)
{
    int half = 1 << (distribution->bits - 1);
    *negative = index < half;
    return index == 0 ? 0 : index - half;
}

/* Probability that a Gaussian, in units of `step` sigmas, lies in [low, high]. */
static double gaussian_mass(double low, double high, double step)
{
    return gsl_cdf_ugaussian_P(high * step) - gsl_cdf_ugaussian_P(low * step);
}

/* Mass of the values rounded to `level`; the largest level takes all that is clipped. */
static double rounded_mass(int level, int largest, double step)
{
    double low = level == -largest ? -INFINITY : level - 0.5;
    double high = level == largest ? INFINITY : level + 0.5;
    return gaussian_mass(low, high, step);
}

static void find_headline_x(struct mac_distribution *out)
{
    int levels = 1 << out->bits;
    int largest = out->x_signed ? levels / 2 - 1 : levels - 1;
    double step = clip_sigma / largest;
    for (int i = 0; i < levels; i++) {
        int level = mac_distribution_x(out, i);
        if (out->x_signed)
            out->x[i] = level < -largest ? 0 : rounded_mass(level, largest, step);
        else
            out->x[i] =
                level == 0 ? gaussian_mass(0, 0.5, step) : rounded_mass(level, largest, step);
    }
}

/* Zero keeps the sign of what was rounded to it. */
static void find_headline_w(struct mac_distribution *out)
{
    int half = 1 << (out->bits - 1);
    double step = clip_sigma / (half - 1);
    for (int i = 1; i < 2 * half; i++)
        out->w[i] = rounded_mass(i - half, half - 1, step);
    out->w[0] = gaussian_mass(-0.5, 0, step);
    out->w[half] = gaussian_mass(0, 0.5, step);
}

static void find_uniform(struct mac_distribution *out)
{
    int levels = 1 << out->bits;
    for (int i = 0; i < levels; i++)
        out->x[i] = out->w[i] = 1;
    out->w[0] = out->w[levels / 2] = 0.5; /* minus zero and zero */
}

static int copy_histogram(double out[], const double *histogram, int levels)
{
    double sum = 0;
    if (histogram == NULL)
        return MAC_BAD_STATISTICS;
    for (int i = 0; i < levels; i++) {
        if (!(histogram[i] >= 0) || !isfinite(histogram[i]))
            return MAC_BAD_STATISTICS;
        out[i] = histogram[i];
        sum += histogram[i];
    }
    return sum > 0 && isfinite(sum) ? MAC_OK : MAC_BAD_STATISTICS;
}

int mac_distribution_find(struct mac_distribution *out, int bits,
                          const struct mac_statistics *statistics)
{
    int levels = 1 << bits;
    *out = (struct mac_distribution){.bits = bits, .x_signed = statistics->x_signed};
    switch (statistics->shape) {
    case MAC_HEADLINE:
        find_headline_x(out);
        find_headline_w(out);
        return MAC_OK;
    case MAC_UNIFORM:
        find_uniform(out);
        return MAC_OK;
    case MAC_MEASURED:
        if (copy_histogram(out->x, statistics->x_histogram, levels) != MAC_OK)
            return MAC_BAD_STATISTICS;
        return copy_histogram(out->w, statistics->w_histogram, levels);
    }
    return MAC_BAD_STATISTICS;
}
