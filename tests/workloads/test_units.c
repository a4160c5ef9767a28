#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "workloads/units.h"

/* Exact: the value is the double nearest to the decimal result. */
Test(units, values)
{
    static const struct {
        const char *text;
        enum unit unit;
        double value;
    } cases[] = {
        {"108 KiB", UNIT_BITS, 108 * 1024 * 8},
        {"3584 b", UNIT_BITS, 3584},
        {"3584b", UNIT_BITS, 3584},
        {"1 kB", UNIT_BITS, 8000},
        {"2 Mib", UNIT_BITS, 2097152},
        {"12 bytes", UNIT_BITS, 96},
        {"64 b/cycle", UNIT_BITS_PER_CYCLE, 64},
        {"8 B/cycle", UNIT_BITS_PER_CYCLE, 64},
        {"0.4 fJ", UNIT_PJ, 0.0004},
        {"1.5e-3 nJ", UNIT_PJ, 1.5},
        {"8 pJ/b", UNIT_PJ_PER_BIT, 8},
        {"8 pJ/B", UNIT_PJ_PER_BIT, 1},
        {"37 fJ/bit", UNIT_PJ_PER_BIT, 0.037},
        {"0.3 pJ/b/mm", UNIT_PJ_PER_BIT_MM, 0.3},
        {"0.3 pJ/(b mm)", UNIT_PJ_PER_BIT_MM, 0.3},
        {"0.3 pJ/(b*mm)", UNIT_PJ_PER_BIT_MM, 0.3},
        {"0.3 pJ / b / mm", UNIT_PJ_PER_BIT_MM, 0.3},
        {"200 pJ/b/m", UNIT_PJ_PER_BIT_MM, 0.2},
        {"128 pJ/word", UNIT_PJ_PER_WORD, 128},
        {"2 pJ/cycle", UNIT_PJ_PER_CYCLE, 2},
        {"200 MHz", UNIT_HZ, 2e8},
        {"15 nm", UNIT_NM, 15},
        {"0.045 um", UNIT_NM, 45},
        {"0.045 \xc2\xb5m", UNIT_NM, 45},
        {"0.05 mm", UNIT_MM, 0.05},
        {"50 um", UNIT_MM, 0.05},
        {"1 mm2", UNIT_MM2, 1},
        {"12.25 mm^2", UNIT_MM2, 12.25},
        {"2500 um2", UNIT_MM2, 0.0025},
        {"0.8 V", UNIT_VOLT, 0.8},
        {"800 mV", UNIT_VOLT, 0.8},
        {"25 mW", UNIT_MW, 25},
        {"25 mJ/s", UNIT_MW, 25},
        {"5 ns", UNIT_NS, 5},
        {"2 cycles", UNIT_CYCLES, 2},
        {"-3", UNIT_NONE, -3},
        {".5", UNIT_NONE, 0.5},
        {"1e3", UNIT_NONE, 1000},
        {"0 pJ", UNIT_PJ, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct units_error error;
        double value;
        cr_assert_eq(units_parse(&value, cases[i].text, cases[i].unit, &error), 0, "%s: %s",
                     cases[i].text, error.message);
        cr_assert_eq(value, cases[i].value, "%s: %.17g", cases[i].text, value);
    }
}

Test(units, errors)
{
    static const struct {
        const char *text;
        enum unit unit;
        const char *message, *hint;
    } cases[] = {
        {"108", UNIT_BITS, "'108' has no unit",
         "a capacity or width is expected, such as '108 KiB'"},
        {"200 MHz", UNIT_BITS, "'200 MHz' is a frequency",
         "a capacity or width is expected, such as '108 KiB'"},
        {"64 b", UNIT_BITS_PER_CYCLE, "'64 b' is a capacity or width",
         "a bandwidth is expected, such as '64 b/cycle'"},
        {"108 KB", UNIT_BITS, "'KB' is not a unit", "'KiB' is 1024 B, 'kB' is 1000 B"},
        {"200 Mhz", UNIT_HZ, "'Mhz' is not a unit", "did you mean 'MHz'?"},
        {"1 kib", UNIT_BITS, "'kib' is not a unit", "did you mean 'KiB'?"},
        {"3 parsec", UNIT_MM, "'parsec' is not a unit", "a length is expected, such as '0.05 mm'"},
        {"3 KiHz", UNIT_HZ, "'KiHz' is not a unit", "a frequency is expected, such as '200 MHz'"},
        {"1 mm3", UNIT_MM2, "'1 mm3' has the wrong unit",
         "an area is expected, such as '12.25 mm2'"},
        {"8 b", UNIT_NONE, "'8 b' is a capacity or width",
         "a plain number is expected, such as 0.5"},
        {"many", UNIT_HZ, "'many' is not a number", "a frequency is expected, such as '200 MHz'"},
        {"nan Hz", UNIT_HZ, "'nan Hz' is not a number", NULL},
        {"inf Hz", UNIT_HZ, "'inf Hz' is not a number", NULL},
        {"0x10", UNIT_NONE, "'x' is not a unit", NULL},
        {"1.2.3", UNIT_NONE, "'1.2.3' is not a number", NULL},
        {"1,024 b", UNIT_BITS, "',024 b' is not a unit", NULL},
        {"1e400 Hz", UNIT_HZ, "'1e400 Hz' is too large or too small", NULL},
        {"1e99999999999999999999 Hz", UNIT_HZ,
         "'1e99999999999999999999 Hz' is too large or too small", NULL},
        {"1 pJ/", UNIT_PJ, "'' is not a unit", NULL},
        {"1 (((((b", UNIT_BITS, "'(b' is not a unit", NULL},
        {"1 (b", UNIT_BITS, "'(b' is not a unit", NULL},
        {"1 b^", UNIT_BITS, "'^' is not a unit", NULL},
        {"1 b)", UNIT_BITS, "')' is not a unit", NULL},
        {"", UNIT_HZ, "'' is not a number", NULL},
        {"-", UNIT_HZ, "'-' is not a number", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct units_error error;
        double value;
        cr_assert_eq(units_parse(&value, cases[i].text, cases[i].unit, &error), -1, "%s",
                     cases[i].text);
        cr_assert_str_eq(error.message, cases[i].message);
        if (cases[i].hint)
            cr_assert_str_eq(error.hint, cases[i].hint);
    }
}

/* The example of each kind is of that kind, and its base unit measures 1. */
Test(units, examples)
{
    for (int unit = 0; unit < UNIT_COUNT; unit++) {
        struct units_error error;
        double value;
        char one[40];
        snprintf(one, sizeof one, "1 %s", units_base((enum unit)unit));
        cr_assert_eq(units_parse(&value, units_example((enum unit)unit), (enum unit)unit, &error),
                     0);
        cr_assert_eq(units_parse(&value, one, (enum unit)unit, &error), 0, "%s", error.message);
        cr_assert_eq(value, 1.0, "%s", one);
    }
}

Test(units, long_text)
{
    char text[5001];
    struct units_error error;
    double value;
    memset(text, '9', 5000);
    text[5000] = '\0';
    cr_assert_eq(units_parse(&value, text, UNIT_NONE, &error), -1);
}
