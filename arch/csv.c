#include "csv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A table of constants is some kilobytes; more is not one. */
static const long size_max = 4L << 20;

static int load(struct csv *csv, FILE *file)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return -1;
    long size = ftell(file);
    if (size < 0 || size > size_max || fseek(file, 0, SEEK_SET) != 0)
        return -1;
    csv->text = malloc((size_t)size + 1);
    if (csv->text == NULL)
        return -1;
    csv->length = fread(csv->text, 1, (size_t)size, file);
    csv->text[csv->length] = '\0';
    return csv->length == (size_t)size ? 0 : -1;
}

/* Next line that is neither empty nor a comment; NULL at the end. */
static const char *next_line(struct csv *csv, size_t *length)
{
    while (csv->at < csv->length) {
        const char *start = csv->text + csv->at;
        const char *newline = memchr(start, '\n', csv->length - csv->at);
        size_t n = newline ? (size_t)(newline - start) : csv->length - csv->at;
        csv->at += n + (newline != NULL);
        csv->line++;
        if (n > 0 && start[n - 1] == '\r')
            n--;
        if (n > 0 && start[0] != '#') {
            *length = n;
            return start;
        }
    }
    return NULL;
}

static int split(const char *line, size_t length, struct csv_row *row)
{
    int count = 0;
    const char *end = line + length;
    for (const char *start = line;; start++) {
        const char *comma = memchr(start, ',', (size_t)(end - start));
        const char *stop = comma ? comma : end;
        if (count == CSV_FIELDS_MAX)
            return -1;
        row->field[count].text = start;
        row->field[count++].length = (size_t)(stop - start);
        if (comma == NULL)
            return count;
        start = comma;
    }
}

static struct diag_place line_place(const struct csv *csv, int line)
{
    return (struct diag_place){csv->path, csv->text, csv->length, line, 1, 1};
}

static int check_header(struct csv *csv, const char *header, struct diag_list *diag)
{
    size_t length = 0;
    const char *line = next_line(csv, &length);
    struct diag_place place = line_place(csv, csv->line);
    if (line == NULL || length != strlen(header) || memcmp(line, header, length) != 0) {
        diag_error(diag, &place, NULL, "expected the header '%s'", header);
        return -1;
    }
    struct csv_row row;
    csv->field_count = split(line, length, &row);
    return 0;
}

int csv_open(struct csv *out, const char *path, const char *header, struct diag_list *diag)
{
    *out = (struct csv){.path = path};
    struct diag_place place = {.file = path};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        diag_error(diag, &place, NULL, "cannot open the table: %s", strerror(errno));
        return -1;
    }
    int status = load(out, file);
    fclose(file);
    if (status != 0)
        diag_error(diag, &place, NULL, "cannot read the table (a file of at most 4 MiB)");
    else
        status = check_header(out, header, diag);
    if (status != 0)
        csv_free(out);
    return status;
}

void csv_free(struct csv *csv)
{
    free(csv->text);
    csv->text = NULL;
}

int csv_next(struct csv *csv, struct csv_row *row, struct diag_list *diag)
{
    size_t length = 0;
    const char *line = next_line(csv, &length);
    if (line == NULL)
        return 0;
    row->line = csv->line;
    if (split(line, length, row) == csv->field_count)
        return 1;
    struct diag_place place = line_place(csv, csv->line);
    diag_error(diag, &place, NULL, "expected %d fields, as in the header", csv->field_count);
    return -1;
}

struct diag_place csv_place(const struct csv *csv, const struct csv_row *row, int column)
{
    struct diag_place place = line_place(csv, row->line);
    place.column = 1 + (int)(row->field[column].text - row->field[0].text);
    place.length = row->field[column].length > 0 ? (int)row->field[column].length : 1;
    return place;
}

int csv_number(const struct csv *csv, const struct csv_row *row, int column, double *out,
               struct diag_list *diag)
{
    const char *text = row->field[column].text;
    char *end = NULL;
    *out = strtod(text, &end);
    int whole = row->field[column].length > 0 && end == text + row->field[column].length;
    if (whole && isfinite(*out) && *out >= 0)
        return 0;
    struct diag_place place = csv_place(csv, row, column);
    diag_error(diag, &place, NULL, "expected a number of at least 0, found '%.*s'",
               (int)row->field[column].length, text);
    return -1;
}

int csv_is(const struct csv_row *row, int column, const char *text)
{
    return row->field[column].length == strlen(text) &&
           memcmp(row->field[column].text, text, row->field[column].length) == 0;
}
