#include "explore_aims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const explore_aim_names[AIM_COUNT] = {"energy", "latency", "area", "edp"};

static void add_aim(struct explore_aims *aims, const char *word, size_t length,
                    struct diag_list *diag)
{
    char name[32] = "";
    snprintf(name, sizeof name, "%.*s", (int)length, word);
    for (size_t i = 0; i < AIM_COUNT; i++) {
        if (strcmp(name, explore_aim_names[i]) != 0)
            continue;
        for (size_t k = 0; k < aims->count; k++)
            if (aims->aim[k] == i)
                return;
        aims->aim[aims->count++] = (enum explore_aim)i;
        return;
    }
    const char *near = diag_nearest(name, explore_aim_names, AIM_COUNT);
    char hint[80];
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "energy");
    diag_error(diag, &(struct diag_place){.file = "--front"}, hint, "unknown aim '%s'", name);
}

int explore_aims_parse(struct explore_aims *out, const char *text, struct diag_list *diag)
{
    size_t before = diag_count(diag);
    *out = (struct explore_aims){0};
    if (!text)
        text = "energy,latency,area";
    for (const char *word = text; *word;) {
        size_t length = strcspn(word, ", ");
        if (length)
            add_aim(out, word, length, diag);
        word += length + (word[length] != '\0');
    }
    if (diag_count(diag) == before && out->count < 2)
        diag_error(diag, &(struct diag_place){.file = "--front"}, "--front energy,latency",
                   "a front is of two aims or more");
    return diag_count(diag) == before ? 0 : -1;
}

/* A point as sorting wants it. */
struct candidate {
    const double *value; /* (AIM_COUNT) */
    const struct explore_aims *aims;
    size_t index;
};

static int is_finite(const struct candidate *candidate)
{
    for (size_t k = 0; k < candidate->aims->count; k++)
        if (!isfinite(candidate->value[candidate->aims->aim[k]]))
            return 0;
    return 1;
}

/* By the first aim, then the next: what dominates a point stands before it. */
static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    for (size_t k = 0; k < x->aims->count; k++) {
        double u = x->value[x->aims->aim[k]], v = y->value[y->aims->aim[k]];
        if (u != v)
            return u < v ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

static int dominates(const struct candidate *x, const struct candidate *y)
{
    int is_less = 0;
    for (size_t k = 0; k < x->aims->count; k++) {
        double u = x->value[x->aims->aim[k]], v = y->value[y->aims->aim[k]];
        if (u > v)
            return 0;
        is_less |= u < v;
    }
    return is_less;
}

/* Those that are not dominated by one kept before move to the front of the array. */
static size_t keep_best(struct candidate *candidate, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < kept && !dominates(&candidate[k], &candidate[i]))
            k++;
        if (k == kept)
            candidate[kept++] = candidate[i];
    }
    return kept;
}

int explore_front_mark(unsigned char *is_on_front, const double *value, size_t count,
                       const struct explore_aims *aims)
{
    struct candidate *candidate = calloc(count + 1, sizeof *candidate);
    size_t used = 0;
    if (!candidate)
        return -1;
    for (size_t i = 0; i < count; i++) {
        candidate[used] = (struct candidate){value + i * AIM_COUNT, aims, i};
        used += (size_t)is_finite(&candidate[used]);
    }
    qsort(candidate, used, sizeof *candidate, compare);
    size_t kept = keep_best(candidate, used);
    for (size_t i = 0; i < count; i++)
        is_on_front[i] = 0;
    for (size_t k = 0; k < kept; k++)
        is_on_front[candidate[k].index] = 1;
    free(candidate);
    return 0;
}
