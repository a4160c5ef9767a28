#include "workloads/requantize.h"

static int32_t clamp(int64_t value, int32_t min, int32_t max)
{
    return value < min ? min : value > max ? max : (int32_t)value;
}

/* The magnitude is rounded, so that halves go away from zero. It is at most 2^62 + 2^31 and half of
 * the divisor at most 2^61: their sum fits. */
static int64_t divide_by_power(int64_t value, int shift)
{
    int64_t magnitude = value < 0 ? -value : value;
    int64_t half = shift ? (int64_t)1 << (shift - 1) : 0;
    int64_t rounded = (magnitude + half) >> shift;
    return value < 0 ? -rounded : rounded;
}

int32_t requantize_bias(int32_t psum, int32_t bias)
{
    return clamp((int64_t)psum + bias, INT32_MIN, INT32_MAX);
}

int32_t requantize(int32_t sum, int32_t multiplier, int shift, int32_t min, int32_t max)
{
    return requantize_offset(sum, multiplier, 0, shift, min, max);
}

int32_t requantize_offset(int32_t sum, int32_t multiplier, int32_t offset, int shift, int32_t min,
                          int32_t max)
{
    return clamp(divide_by_power((int64_t)sum * multiplier + offset, shift), min, max);
}

int32_t requantize_mean(int32_t sum, int32_t count)
{
    int64_t magnitude = sum < 0 ? -(int64_t)sum : sum;
    int64_t rounded = (2 * magnitude + count) / (2 * (int64_t)count);
    return (int32_t)(sum < 0 ? -rounded : rounded);
}
