/* Numbers with a unit, as people write them: "108 KiB", "200 MHz", "0.3 pJ/b/mm".
 *
 * A text is a decimal number and a unit: a product or quotient of symbols
 * ("pJ/b/mm" = "pJ/(b mm)", "mm2" = "mm^2"), each with an optional prefix
 * (f p n u m k M G T; for b and B also Ki Mi Gi Ti, powers of 1024). 1 B = 8 b.
 * The result is in the base unit of the kind, rounded once: "0.4 fJ" is exactly
 * the double nearest to 0.0004 pJ.
 */
#ifndef WORKLOADS_UNITS_H
#define WORKLOADS_UNITS_H

enum unit {
    UNIT_NONE,           /* a plain number */
    UNIT_BITS,           /* capacity, width: b */
    UNIT_BITS_PER_CYCLE, /* bandwidth: b/cycle */
    UNIT_PJ,             /* energy: pJ */
    UNIT_PJ_PER_BIT,     /* pJ/b */
    UNIT_PJ_PER_BIT_MM,  /* pJ/(b mm) */
    UNIT_PJ_PER_WORD,    /* pJ/word */
    UNIT_PJ_PER_CYCLE,   /* pJ/cycle */
    UNIT_HZ,             /* Hz */
    UNIT_NM,             /* feature size: nm */
    UNIT_MM,             /* distance: mm */
    UNIT_MM2,            /* area: mm2 */
    UNIT_VOLT,           /* V */
    UNIT_MW,             /* power: mW */
    UNIT_NS,             /* time: ns */
    UNIT_CYCLES,         /* cycles */
    UNIT_COUNT
};

struct units_error {
    char message[200];
    char hint[160]; /* empty: none */
};

/* Reads `text` as a quantity of kind `unit`. Returns 0 and the value in base units
 * in *out (finite, any sign), or -1 and what is wrong in *error. */
int units_parse(double *out, const char *text, enum unit unit, struct units_error *error);

/* "a capacity" and "108 KiB": how the kind is called, and an example. */
const char *units_kind(enum unit unit);
const char *units_example(enum unit unit);

/* "b", "pJ/b": the base unit. */
const char *units_base(enum unit unit);

#endif
