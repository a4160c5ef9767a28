/* LOW:HIGH, LOW:HIGH+STEP and LOW:HIGH*FACTOR, with a unit: values of a --vary. */
#ifndef TOOLS_EXPLORE_RANGE_H
#define TOOLS_EXPLORE_RANGE_H

#include <stddef.h>

#define EXPLORE_UNIT_MAX 32
#define EXPLORE_NUMBER_MAX 72 /* a number and its unit */

struct explore_range {
    double low, high, step; /* step: added, or multiplied with */
    int is_geometric;
    char unit[EXPLORE_UNIT_MAX]; /* "" or as written: "KiB" */
};

/* Reads `length` characters of `text`. Returns 1 and a range, 0 if it is not meant as one (no
 * number before a colon), or -1 with *why (static): a range that is wrong or empty. */
int explore_range_parse(struct explore_range *out, const char *text, size_t length,
                        const char **why);

/* How many values it has, counted up to `most` + 1. */
size_t explore_range_count(const struct explore_range *range, size_t most);

/* Value i as it is written after KEY=. */
void explore_range_value(const struct explore_range *range, size_t i, char out[EXPLORE_NUMBER_MAX]);

#endif
