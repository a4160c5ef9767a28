/* The unit part of a quantity: its dimension and its size in SI. */
#ifndef WORKLOADS_UNIT_SYMBOL_H
#define WORKLOADS_UNIT_SYMBOL_H

enum unit_base {
    UNIT_BASE_BIT,
    UNIT_BASE_JOULE,
    UNIT_BASE_METRE,
    UNIT_BASE_SECOND,
    UNIT_BASE_VOLT,
    UNIT_BASE_CYCLE,
    UNIT_BASE_WORD,
    UNIT_BASE_COUNT
};

/* power[] of the bases, times 10^decimal times 2^binary. */
struct unit_size {
    int power[UNIT_BASE_COUNT];
    int decimal;
    int binary;
};

/* Reads a unit expression ("", "KiB", "pJ/(b mm)"). Returns 0, or -1 with the first
 * symbol that is not one in `unknown`. */
int unit_symbol_parse(struct unit_size *out, const char *text, char unknown[24]);

#endif
