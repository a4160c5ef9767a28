#include "export_fold.h"

#include <math.h>

#include "workloads/requantize.h"

/* Leaves as much room again for the psum. */
#define BIAS_MAX 1073741824.0

/* Shift alone, carried by the largest bias: against that one a psum is small. */
static struct fold constant(double shift)
{
    if (shift == 0)
        return (struct fold){.is_constant = 1};
    double bias = shift < 0 ? -BIAS_MAX : BIAS_MAX;
    return (struct fold){shift / bias, (int32_t)bias, 0, 1};
}

struct fold fold_normalisation(double scale, double shift)
{
    double bias = shift / scale;
    if (!(fabs(bias) <= BIAS_MAX)) /* scale 0, too */
        return constant(shift);
    return (struct fold){scale, (int32_t)lround(bias), bias - round(bias), 0};
}

void fold_ratio(double ratio, int32_t *multiplier, uint8_t *shift)
{
    int exponent;
    double digits = frexp(ratio, &exponent);
    int places = 31 - exponent;
    places = places > REQUANTIZE_SHIFT_MAX ? REQUANTIZE_SHIFT_MAX : places < 0 ? 0 : places;
    double scaled = round(ldexp(digits, exponent + places));
    if (fabs(scaled) > INT32_MAX && places > 0) { /* rounded up to a power of two */
        places--;
        scaled = round(ldexp(digits, exponent + places));
    }
    *multiplier = scaled > INT32_MAX    ? INT32_MAX
                  : scaled < -INT32_MAX ? -INT32_MAX
                                        : (int32_t)scaled;
    *shift = (uint8_t)places;
}
