#include "number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Rounded to three significant digits first, so that 9.996 is 10.0 and not 10.00. */
static double round_three(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.2e", value);
    return strtod(text, NULL);
}

const char *number_three(char out[NUMBER_TEXT_MAX], double value)
{
    if (!isfinite(value)) {
        snprintf(out, NUMBER_TEXT_MAX, "%s", isnan(value) ? "-" : "inf");
        return out;
    }
    double rounded = round_three(value);
    double size = fabs(rounded);
    if (size == 0)
        snprintf(out, NUMBER_TEXT_MAX, "0");
    else if (size < 1e-4 || size >= 1e9)
        snprintf(out, NUMBER_TEXT_MAX, "%.2e", value);
    else {
        int decimals = 2 - (int)floor(log10(size) + 1e-12);
        snprintf(out, NUMBER_TEXT_MAX, "%.*f", decimals > 0 ? decimals : 0, rounded);
    }
    return out;
}

const char *number_si(char out[NUMBER_TEXT_MAX], double value)
{
    static const char *const letter[] = {"", "k", "M", "G", "T", "P", "E"};
    if (!isfinite(value))
        return number_three(out, value);
    double rounded = round_three(value);
    int power = 0;
    while (fabs(rounded) >= 1000 && power < 6) {
        rounded /= 1000;
        power++;
    }
    char digits[NUMBER_TEXT_MAX];
    snprintf(out, NUMBER_TEXT_MAX, "%.12s%s", number_three(digits, rounded), letter[power]);
    return out;
}

const char *number_percent(char out[NUMBER_TEXT_MAX], double share)
{
    double percent = 100 * share;
    if (!isfinite(percent))
        snprintf(out, NUMBER_TEXT_MAX, "-");
    else if (percent == 0 || percent >= 9.95)
        snprintf(out, NUMBER_TEXT_MAX, "%.0f%%", percent);
    else if (percent > 0 && percent < 0.1)
        snprintf(out, NUMBER_TEXT_MAX, "<0.1%%");
    else
        snprintf(out, NUMBER_TEXT_MAX, "%.1f%%", percent);
    return out;
}
