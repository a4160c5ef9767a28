/* Vectors of a file that a script recorded: a name, a number of elements, the elements, a line
 * each.
 */
#ifndef TESTS_RECORDED_H
#define TESTS_RECORDED_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDED_MAX = 256 };

struct recorded {
    struct recorded_vector {
        char name[64];
        size_t count;
        double *value;
    } vector[RECORDED_MAX];
    size_t count;
};

/* Ends the test if the file is not as described. Free with recorded_free. */
static inline struct recorded *recorded_read(const char *path)
{
    struct recorded *out = calloc(1, sizeof *out);
    FILE *file = fopen(path, "r");
    cr_assert(out && file, "%s", path);
    struct recorded_vector *v = out->vector;
    while (fscanf(file, "%63s %zu", v->name, &v->count) == 2) {
        v->value = calloc(v->count, sizeof *v->value);
        cr_assert_not_null(v->value);
        for (size_t i = 0; i < v->count; i++)
            cr_assert_eq(fscanf(file, "%lf", &v->value[i]), 1, "%s: %s", path, v->name);
        cr_assert_lt(++out->count, RECORDED_MAX - 1);
        v++;
    }
    cr_assert(feof(file), "%s: behind %s", path, out->vector[out->count - 1].name);
    fclose(file);
    return out;
}

static inline void recorded_free(struct recorded *recorded)
{
    for (size_t i = 0; i < recorded->count; i++)
        free(recorded->vector[i].value);
    free(recorded);
}

/* The vector NAME SUFFIX, which must be there with so many elements. */
static inline const double *recorded_find(const struct recorded *recorded, const char *name,
                                          const char *suffix, size_t count)
{
    char full[96];
    snprintf(full, sizeof full, "%s%s", name, suffix);
    for (size_t i = 0; i < recorded->count; i++)
        if (strcmp(recorded->vector[i].name, full) == 0) {
            cr_assert_eq(recorded->vector[i].count, count, "%s", full);
            return recorded->vector[i].value;
        }
    cr_assert_fail("%s is not recorded", full);
    return NULL;
}

#endif
