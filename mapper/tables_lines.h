/* The lines of tables.csv, and their fields. */
#ifndef MAPPER_TABLES_LINES_H
#define MAPPER_TABLES_LINES_H

#include "workloads/diag.h"

#define TABLES_FIELD_MAX 512 /* bytes of a field, with its final zero */

/* A text on its way in. */
struct tables_lines {
    const char *name, *text;
    size_t length;
    size_t at; /* where the next line starts */
    int line;  /* lines seen so far */
    const char *start;
    size_t size; /* of the line, without its end */
    struct diag_list *diag;
};

/* One field of a line, without its quotes. */
struct tables_field {
    char text[TABLES_FIELD_MAX];
    size_t begin, end; /* bytes of the line, quotes included */
};

/* Moves to the next line that is not empty. Returns 0 at the end. */
int tables_next_line(struct tables_lines *in);

/* Splits the line at its commas into `count` fields; a field in quotes may hold commas, and quotes
 * doubled (RFC 4180). Returns 0, or -1 with the reason in the list. */
int tables_split(const struct tables_lines *in, struct tables_field *field, size_t count);

/* The place of a field, or of the whole line (NULL). */
struct diag_place tables_place(const struct tables_lines *in, const struct tables_field *field);

#endif
