#include "export_fold.h"

#include <math.h>

#include "workloads/requantize.h"

/* Leaves as much room again for the psum. */
#define BIAS_MAX 1073741824.0

struct fold fold_normalisation(double scale, double shift)
{
    double bias = shift / scale;
    if (!(fabs(bias) <= BIAS_MAX)) /* scale 0, too: against the largest bias a psum is small */
        return (struct fold){shift / BIAS_MAX, (int32_t)BIAS_MAX, 0, 1};
    return (struct fold){scale, (int32_t)lround(bias), bias - round(bias), 0};
}

void fold_ratio(double ratio, int32_t *multiplier, uint8_t *shift)
{
    int exponent;
    double digits = frexp(ratio, &exponent);
    int places = 31 - exponent;
    places = places > REQUANTIZE_SHIFT_MAX ? REQUANTIZE_SHIFT_MAX : places < 0 ? 0 : places;
    double scaled = round(ldexp(digits, exponent + places));
    *multiplier = scaled > INT32_MAX    ? INT32_MAX
                  : scaled < -INT32_MAX ? -INT32_MAX
                                        : (int32_t)scaled;
    *shift = (uint8_t)places;
}
