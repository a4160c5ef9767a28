/* What a test says about the errors of a text. */
#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/diag.h"

/* All errors of a list as one text; the caller frees it. */
static inline char *expect_render_all(const struct diag_list *list)
{
    char *all = calloc(1, 1);
    size_t length = 0;
    for (size_t i = 0; i < diag_count(list); i++) {
        char *one = diag_render(list, i);
        if (!one)
            break;
        size_t added = strlen(one);
        all = realloc(all, length + added + 1);
        cr_assert_not_null(all);
        memcpy(all + length, one, added + 1);
        length += added;
        free(one);
    }
    return all;
}

/* Error i begins with `start` ("file:line:column: error: ..."). */
static inline void expect_error(const struct diag_list *list, size_t i, const char *start)
{
    char *text = diag_render(list, i);
    cr_assert_not_null(text, "there is no error %zu: %s", i, start);
    cr_assert_eq(strncmp(text, start, strlen(start)), 0, "expected: %s\n   found: %s", start, text);
    free(text);
}

/* Some error of the list contains `part`. */
static inline void expect_some(const struct diag_list *list, const char *part)
{
    char *all = expect_render_all(list);
    cr_assert_not_null(strstr(all, part), "expected: %s\n   found: %.2000s", part, all);
    free(all);
}

#endif
