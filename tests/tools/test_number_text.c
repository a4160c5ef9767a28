/* Three significant digits. */
#include <criterion/criterion.h>
#include <math.h>

#include "number_text.h"

static const struct {
    double value;
    const char *three, *si;
} cases[] = {
    {0, "0", "0"},
    {1, "1.00", "1.00"},
    {1.234, "1.23", "1.23"},
    {9.996, "10.0", "10.0"},
    {99.96, "100", "100"},
    {123.4, "123", "123"},
    {999.6, "1000", "1.00k"},
    {12345, "12300", "12.3k"},
    {0.1, "0.100", "0.100"},
    {0.0012345, "0.00123", "0.00123"},
    {1e-5, "1.00e-05", "1.00e-05"},
    {202211328, "202000000", "202M"},
    {5e9, "5.00e+09", "5.00G"},
    {-1.5, "-1.50", "-1.50"},
};

Test(number_text, three_significant_digits)
{
    char text[NUMBER_TEXT_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert_str_eq(number_three(text, cases[i].value), cases[i].three);
        cr_assert_str_eq(number_si(text, cases[i].value), cases[i].si);
    }
    cr_assert_str_eq(number_three(text, INFINITY), "inf");
    cr_assert_str_eq(number_si(text, NAN), "-");
}

Test(number_text, percent_is_zero_only_for_zero)
{
    char text[NUMBER_TEXT_MAX];
    cr_assert_str_eq(number_percent(text, 0), "0%");
    cr_assert_str_eq(number_percent(text, 0.0004), "<0.1%");
    cr_assert_str_eq(number_percent(text, 0.034), "3.4%");
    cr_assert_str_eq(number_percent(text, 0.0996), "10%");
    cr_assert_str_eq(number_percent(text, 1), "100%");
}
