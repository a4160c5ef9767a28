/* A CSV file with comment lines (#) and a line of column names, row by row (RFC 4180, but no line
 * breaks within a field). */
#ifndef FIGURES_CSV_ROWS_H
#define FIGURES_CSV_ROWS_H

#include <stdio.h>

enum { CSV_FIELDS_MAX = 64 };

struct csv_rows {
    FILE *file;
    char *names, *line; /* owned */
    size_t size;
    char *name[CSV_FIELDS_MAX], *field[CSV_FIELDS_MAX];
    int name_count, field_count;
    int number; /* of the line, from 1 */
};

/* Opens the file and reads the names. Returns 0, or -1: no such file, or no names. Close with
 * csv_close, in either case. */
int csv_open(struct csv_rows *out, const char *path);
void csv_close(struct csv_rows *rows);

/* Reads the next row. Returns 1, or 0 at the end. */
int csv_next(struct csv_rows *rows);

/* The row's field of a column, or NULL when there is no such column or field. Holds until the
 * next row. */
const char *csv_field(const struct csv_rows *rows, const char *name);

#endif
