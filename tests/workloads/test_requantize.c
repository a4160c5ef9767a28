#include <criterion/criterion.h>
#include <math.h>

#include "workloads/requantize.h"

/* Every small case, against the C library's rounding of an exact quotient. */
Test(requantize, small_cases_are_exact)
{
    for (int shift = 0; shift <= 8; shift++)
        for (int multiplier = -20; multiplier <= 20; multiplier++)
            for (int sum = -300; sum <= 300; sum++) {
                long exact = lround((double)sum * multiplier / (1 << shift));
                cr_assert_eq(requantize(sum, multiplier, shift, INT32_MIN, INT32_MAX), exact,
                             "%d x %d >> %d", sum, multiplier, shift);
            }
}

Test(requantize, halves_go_away_from_zero)
{
    static const int32_t cases[][2] = {{1, 1}, {-1, -1}, {2, 1}, {-2, -1}, {3, 2}, {-3, -2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert_eq(requantize(cases[i][0], 1, 1, -9, 9), cases[i][1], "%d / 2", cases[i][0]);
    /* just below and just above a half */
    cr_assert_eq(requantize(1, (1 << 30) - 1, 31, -9, 9), 0);
    cr_assert_eq(requantize(1, 1 << 30, 31, -9, 9), 1);
    cr_assert_eq(requantize(-1, (1 << 30) - 1, 31, -9, 9), 0);
    cr_assert_eq(requantize(-1, 1 << 30, 31, -9, 9), -1);
}

Test(requantize, ends_of_the_range)
{
    cr_assert_eq(requantize(INT32_MIN, INT32_MIN, 62, -9, 9), 1);
    cr_assert_eq(requantize(INT32_MIN, INT32_MIN, 61, -9, 9), 2);
    cr_assert_eq(requantize(INT32_MIN, INT32_MAX, 62, -9, 9), -1);
    cr_assert_eq(requantize(INT32_MIN, INT32_MIN, 0, -9, 9), 9);
    cr_assert_eq(requantize(INT32_MAX, INT32_MIN, 0, -9, 9), -9);
    cr_assert_eq(requantize(INT32_MAX, INT32_MAX, 31, INT32_MIN, INT32_MAX), INT32_MAX - 1);
    cr_assert_eq(requantize(INT32_MAX, 1, 62, -9, 9), 0);
    cr_assert_eq(requantize(300, 1, 0, 0, 255), 255);
    cr_assert_eq(requantize(-1, 1, 0, 0, 255), 0);
}

Test(requantize, offset_is_added_to_the_product)
{
    for (int offset = -40; offset <= 40; offset++)
        for (int sum = -30; sum <= 30; sum++)
            cr_assert_eq(requantize_offset(sum, 7, offset, 3, -99, 99),
                         lround((7.0 * sum + offset) / 8), "%d, %d", sum, offset);
    cr_assert_eq(requantize_offset(INT32_MIN, INT32_MIN, INT32_MAX, 62, -9, 9), 1);
    cr_assert_eq(requantize_offset(INT32_MIN, INT32_MAX, INT32_MIN, 0, -9, 9), -9);
}

Test(requantize, bias_saturates)
{
    cr_assert_eq(requantize_bias(5, -7), -2);
    cr_assert_eq(requantize_bias(INT32_MAX, 1), INT32_MAX);
    cr_assert_eq(requantize_bias(INT32_MIN, -1), INT32_MIN);
    cr_assert_eq(requantize_bias(INT32_MIN, INT32_MAX), -1);
}

Test(requantize, means)
{
    for (int count = 1; count <= 64; count++)
        for (int sum = -600; sum <= 600; sum++)
            cr_assert_eq(requantize_mean(sum, count), lround((double)sum / count), "%d / %d", sum,
                         count);
    cr_assert_eq(requantize_mean(INT32_MIN, 1), INT32_MIN);
    cr_assert_eq(requantize_mean(INT32_MAX, INT32_MAX), 1);
}
