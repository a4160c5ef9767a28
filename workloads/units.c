#include "workloads/units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit_symbol.h"
#include "workloads/diag.h"

#define TEXT_MAX 80

/* What each kind is: its dimension, and the decimal exponent of its base unit. */
static const struct unit_kind {
    const char *kind, *example, *base;
    signed char power[UNIT_BASE_COUNT];
    int exponent;
} kinds[UNIT_COUNT] = {
    [UNIT_NONE] = {"a plain number", "0.5", "", {0}, 0},
    [UNIT_BITS] = {"a capacity or width", "108 KiB", "b", {[UNIT_BASE_BIT] = 1}, 0},
    [UNIT_BITS_PER_CYCLE] =
        {"a bandwidth", "64 b/cycle", "b/cycle", {[UNIT_BASE_BIT] = 1, [UNIT_BASE_CYCLE] = -1}, 0},
    [UNIT_PJ] = {"an energy", "0.4 fJ", "pJ", {[UNIT_BASE_JOULE] = 1}, -12},
    [UNIT_PJ_PER_BIT] =
        {"an energy per bit", "8 pJ/b", "pJ/b", {[UNIT_BASE_JOULE] = 1, [UNIT_BASE_BIT] = -1}, -12},
    [UNIT_PJ_PER_BIT_MM] = {"an energy per bit and length",
                            "0.3 pJ/(b mm)",
                            "pJ/(b mm)",
                            {[UNIT_BASE_JOULE] = 1, [UNIT_BASE_BIT] = -1, [UNIT_BASE_METRE] = -1},
                            -9},
    [UNIT_PJ_PER_WORD] = {"an energy per word",
                          "128 pJ/word",
                          "pJ/word",
                          {[UNIT_BASE_JOULE] = 1, [UNIT_BASE_WORD] = -1},
                          -12},
    [UNIT_PJ_PER_CYCLE] = {"an energy per cycle",
                           "2 pJ/cycle",
                           "pJ/cycle",
                           {[UNIT_BASE_JOULE] = 1, [UNIT_BASE_CYCLE] = -1},
                           -12},
    [UNIT_HZ] = {"a frequency", "200 MHz", "Hz", {[UNIT_BASE_SECOND] = -1}, 0},
    [UNIT_NM] = {"a feature size", "15 nm", "nm", {[UNIT_BASE_METRE] = 1}, -9},
    [UNIT_MM] = {"a length", "0.05 mm", "mm", {[UNIT_BASE_METRE] = 1}, -3},
    [UNIT_MM2] = {"an area", "12.25 mm2", "mm2", {[UNIT_BASE_METRE] = 2}, -6},
    [UNIT_VOLT] = {"a voltage", "0.8 V", "V", {[UNIT_BASE_VOLT] = 1}, 0},
    [UNIT_MW] = {"a power", "25 mW", "mW", {[UNIT_BASE_JOULE] = 1, [UNIT_BASE_SECOND] = -1}, -3},
    [UNIT_NS] = {"a time", "5 ns", "ns", {[UNIT_BASE_SECOND] = 1}, -9},
    [UNIT_CYCLES] = {"a number of cycles", "2 cycles", "cycles", {[UNIT_BASE_CYCLE] = 1}, 0},
};

const char *units_kind(enum unit unit)
{
    return kinds[unit].kind;
}

const char *units_example(enum unit unit)
{
    return kinds[unit].example;
}

const char *units_base(enum unit unit)
{
    return kinds[unit].base;
}

struct number {
    size_t length;   /* bytes of the whole number, 0: there is none */
    size_t mantissa; /* bytes before the exponent */
    long exponent;
};

/* A decimal number at the start of the text. Its exponent comes apart, so that the
 * unit's power of ten can join it before the one rounding. */
static struct number scan_number(const char *text)
{
    struct number n = {0};
    size_t at = text[0] == '+' || text[0] == '-', digits = 0, points = 0;
    for (; isdigit((unsigned char)text[at]) || text[at] == '.'; at++)
        *(text[at] == '.' ? &points : &digits) += 1;
    if (digits == 0 || points > 1)
        return n;
    n.mantissa = n.length = at;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t digit = at + 1 + (text[at + 1] == '-' || text[at + 1] == '+');
        if (isdigit((unsigned char)text[digit])) {
            char *end;
            n.exponent = strtol(text + at + 1, &end, 10);
            n.length = (size_t)(end - text);
        }
    }
    return n;
}

static void say_expected(struct units_error *error, enum unit unit)
{
    snprintf(error->hint, sizeof error->hint, "%s is expected, such as %s%s%s", kinds[unit].kind,
             unit == UNIT_NONE ? "" : "'", kinds[unit].example, unit == UNIT_NONE ? "" : "'");
}

/* Ways to write the units of each kind, for suggestions. */
static const char *const usual[] = {
    "b",  "bit", "B",   "byte", "KiB",  "MiB",     "kB",        "b/cycle", "B/cycle",
    "fJ", "pJ",  "nJ",  "pJ/b", "fJ/b", "pJ/b/mm", "pJ/(b mm)", "pJ/word", "pJ/cycle",
    "Hz", "kHz", "MHz", "GHz",  "nm",   "um",      "mm",        "mm2",     "um2",
    "V",  "mV",  "uW",  "mW",   "W",    "ns",      "us",        "cycles",
};

static int same_kind(const struct unit_size *size, enum unit unit)
{
    for (int i = 0; i < UNIT_BASE_COUNT; i++) {
        if (size->power[i] != kinds[unit].power[i])
            return 0;
    }
    return 1;
}

/* The usual unit of this kind that is nearest to the symbols, or NULL. */
static const char *nearest_usual(const char *symbols, enum unit unit)
{
    const char *candidates[sizeof usual / sizeof *usual];
    size_t n = 0;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        struct unit_size size;
        char unknown[24];
        if (unit_symbol_parse(&size, usual[i], unknown) == 0 && same_kind(&size, unit))
            candidates[n++] = usual[i];
    }
    return diag_nearest(symbols, candidates, n);
}

static int fail_unknown(struct units_error *error, const char *symbols, const char *unknown,
                        enum unit unit)
{
    const char *near = nearest_usual(symbols, unit);
    snprintf(error->message, sizeof error->message, "'%s' is not a unit", unknown);
    if (strcmp(unknown, "KB") == 0 || strcmp(unknown, "Kb") == 0)
        snprintf(error->hint, sizeof error->hint, "'Ki%c' is 1024 %c, 'k%c' is 1000 %c", unknown[1],
                 unknown[1], unknown[1], unknown[1]);
    else if (near)
        snprintf(error->hint, sizeof error->hint, "did you mean '%s'?", near);
    else
        say_expected(error, unit);
    return -1;
}

static int fail_kind(struct units_error *error, const char *text, const struct unit_size *size,
                     enum unit unit)
{
    for (int other = 0; other < UNIT_COUNT; other++) {
        if (same_kind(size, (enum unit)other)) {
            snprintf(error->message, sizeof error->message,
                     other ? "'%s' is %s" : "'%s' has no unit", text, kinds[other].kind);
            say_expected(error, unit);
            return -1;
        }
    }
    snprintf(error->message, sizeof error->message, "'%s' has the wrong unit", text);
    say_expected(error, unit);
    return -1;
}

/* mantissa x 10^exponent x 2^binary, rounded to a double once for the decimal part. */
static int scale(double *out, const char *text, const struct number *n, int decimal, int binary)
{
    char decimal_text[TEXT_MAX + 24];
    if (n->exponent > 1000 || n->exponent < -1000)
        return -1;
    snprintf(decimal_text, sizeof decimal_text, "%.*se%ld", (int)n->mantissa, text,
             n->exponent + decimal);
    *out = ldexp(strtod(decimal_text, NULL), binary);
    return isfinite(*out) ? 0 : -1;
}

int units_parse(double *out, const char *text, enum unit unit, struct units_error *error)
{
    *error = (struct units_error){0};
    struct number n = strlen(text) < TEXT_MAX ? scan_number(text) : (struct number){0};
    if (n.length == 0) {
        snprintf(error->message, sizeof error->message, "'%.60s' is not a number", text);
        say_expected(error, unit);
        return -1;
    }
    const char *symbols = text + n.length + strspn(text + n.length, " ");
    struct unit_size size;
    char unknown[24];
    if (unit_symbol_parse(&size, symbols, unknown) != 0)
        return fail_unknown(error, symbols, unknown, unit);
    if (!same_kind(&size, unit))
        return fail_kind(error, text, &size, unit);
    if (scale(out, text, &n, size.decimal - kinds[unit].exponent, size.binary) != 0) {
        snprintf(error->message, sizeof error->message, "'%s' is too large or too small", text);
        say_expected(error, unit);
        return -1;
    }
    return 0;
}
