#include "explore_range.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number, and the unit that stands behind it up to one of `ends`. Returns what follows the
 * unit, or NULL without a number. */
static const char *take_number(const char *text, const char *ends, double *number,
                               char unit[EXPLORE_UNIT_MAX])
{
    char *rest;
    if (!isdigit((unsigned char)text[0]) && text[0] != '.' && text[0] != '-')
        return NULL;
    *number = strtod(text, &rest);
    if (rest == text || !isfinite(*number))
        return NULL;
    while (*rest == ' ')
        rest++;
    size_t length = strcspn(rest, ends), used = length;
    while (used && rest[used - 1] == ' ')
        used--;
    if (used >= EXPLORE_UNIT_MAX)
        return NULL;
    memcpy(unit, rest, used);
    unit[used] = '\0';
    return rest + length;
}

/* One unit for all three numbers: those that have one have the same. */
static int agree(struct explore_range *range, char unit[3][EXPLORE_UNIT_MAX])
{
    for (int i = 0; i < 3; i++) {
        if (!unit[i][0])
            continue;
        if (range->unit[0] && strcmp(range->unit, unit[i]) != 0)
            return -1;
        memcpy(range->unit, unit[i], sizeof range->unit);
    }
    return 0;
}

static const char *fault_of(const struct explore_range *range)
{
    if (range->low > range->high)
        return "the range is empty: its end is below its beginning";
    if (range->is_geometric && !(range->step > 1))
        return "the factor of a range is above 1";
    if (range->is_geometric && !(range->low > 0))
        return "a range with a factor begins above 0";
    if (!(range->step > 0))
        return "the step of a range is above 0";
    return NULL;
}

static const char *read_range(struct explore_range *range, const char *text,
                              char unit[3][EXPLORE_UNIT_MAX])
{
    static const char wrong[] = "write a range as LOW:HIGH, LOW:HIGH+STEP or LOW:HIGH*FACTOR";
    const char *rest = take_number(text + 1, "+*", &range->high, unit[1]);
    range->step = 1;
    if (!rest)
        return wrong;
    range->is_geometric = *rest == '*';
    if (*rest && !take_number(rest + 1 + strspn(rest + 1, " "), "", &range->step, unit[2]))
        return wrong;
    if (agree(range, unit))
        return "the numbers of a range have one unit";
    return fault_of(range);
}

int explore_range_parse(struct explore_range *out, const char *text, size_t length,
                        const char **why)
{
    char unit[3][EXPLORE_UNIT_MAX] = {{0}}, copy[3 * EXPLORE_NUMBER_MAX];
    *out = (struct explore_range){0};
    if (length >= sizeof copy)
        return 0;
    memcpy(copy, text, length);
    copy[length] = '\0';
    const char *colon = take_number(copy, ":", &out->low, unit[0]);
    if (!colon || *colon != ':')
        return 0;
    colon += strspn(colon + 1, " ");
    *why = read_range(out, colon, unit);
    return *why ? -1 : 1;
}

static double value_at(const struct explore_range *range, size_t i)
{
    return range->is_geometric ? range->low * pow(range->step, (double)i)
                               : range->low + range->step * (double)i;
}

/* The end belongs to the range, also when 0.1 + 2 x 0.1 is a little above 0.3. */
size_t explore_range_count(const struct explore_range *range, size_t most)
{
    double end = range->high + 1e-9 * fabs(range->is_geometric ? range->high : range->step);
    size_t count = 0;
    while (count <= most && value_at(range, count) <= end)
        count++;
    return count;
}

void explore_range_value(const struct explore_range *range, size_t i, char out[EXPLORE_NUMBER_MAX])
{
    snprintf(out, EXPLORE_NUMBER_MAX, "%.12g%s%s", value_at(range, i), range->unit[0] ? " " : "",
             range->unit);
}
