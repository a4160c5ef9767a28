/* Tables of constants: comma-separated text, `#` comments, one header line.
 *
 * Fields are not quoted. A row is a view into the text, so the text must outlive it.
 */
#ifndef ARCH_CSV_H
#define ARCH_CSV_H

#include <stddef.h>

#include "workloads/diag.h"

#define CSV_FIELDS_MAX 16

struct csv {
    const char *path; /* for messages; not owned */
    char *text;       /* owned */
    size_t length;
    size_t at; /* where the next line starts */
    int line;  /* lines seen so far */
    int field_count;
};

struct csv_row {
    int line;
    struct {
        const char *text;
        size_t length;
    } field[CSV_FIELDS_MAX];
};

/* Reads `path` and its header line, which must be `header` word for word.
 * Returns 0, or -1 with the reason in `diag`. Free with csv_free. */
int csv_open(struct csv *out, const char *path, const char *header, struct diag_list *diag);
void csv_free(struct csv *csv);

/* Next row of as many fields as the header. Returns 1, 0 at the end, or -1 with
 * the reason in `diag`; after an error the next call goes on with the next row. */
int csv_next(struct csv *csv, struct csv_row *row, struct diag_list *diag);

/* Field `column` as a number of at least 0. Returns 0, or -1 with the reason in `diag`. */
int csv_number(const struct csv *csv, const struct csv_row *row, int column, double *out,
               struct diag_list *diag);

/* True if field `column` is the word `text`. */
int csv_is(const struct csv_row *row, int column, const char *text);

/* The place of a field, for messages about what it says. */
struct diag_place csv_place(const struct csv *csv, const struct csv_row *row, int column);

#endif
