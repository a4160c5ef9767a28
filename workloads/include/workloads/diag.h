/* Diagnostics: what is wrong with an input, where, and what was expected.
 *
 * A library never prints. It appends to a diag_list; the command renders the
 * list as `file:line:column: error: message`, the source line, a caret and a
 * hint. Readers go on after an error, so that one run reports all of a file's.
 */
#ifndef WORKLOADS_DIAG_H
#define WORKLOADS_DIAG_H

#include <stddef.h>
#include <stdio.h>

/* Where in a text. Lines and columns (characters, not bytes) start at 1; line 0
 * means the whole file. `file` and `text` (the source line, for the caret) are copied by diag_add.
 */
struct diag_place {
    const char *file;
    const char *text; /* whole text of the file, or NULL */
    size_t text_len;
    int line;
    int column;
    int length; /* characters to underline, at least 1 */
};

struct diag_list;

/* Creates an empty list. Returns 0, or -1 when memory is short. Free with diag_free. */
int diag_create(struct diag_list **out);
void diag_free(struct diag_list *list);

/* Appends an error. `hint` may be NULL; `format` as printf. At most a fixed
 * number of errors is kept, and of errors with the same place and message one
 * (the rest is counted). Never fails: when memory is short the count still rises. */
void diag_error(struct diag_list *list, const struct diag_place *place, const char *hint,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Number of errors reported so far. A reader that began with n and ends with
 * more has failed. */
size_t diag_count(const struct diag_list *list);

/* Number of errors kept: diag_render shows 0 to diag_kept - 1. */
size_t diag_kept(const struct diag_list *list);

/* Renders error number i as the text a user sees (several lines, ending in a
 * newline; at most one screen wide, free of control characters whatever the
 * source holds). Returns a malloc'd string owned by the caller, or NULL when
 * i is not below diag_kept, or memory is short. */
char *diag_render(const struct diag_list *list, size_t i);

/* Writes all errors kept to `out`. Returns the number of errors reported. */
size_t diag_write(const struct diag_list *list, FILE *out);

/* Nearest of `names` (n of them) to `word` by edit distance, or NULL when none
 * is near enough to be a likely misspelling. */
const char *diag_nearest(const char *word, const char *const *names, size_t n);

#endif
