#include "csv_rows.h"

#include <stdlib.h>
#include <string.h>

/* Takes the quotes off a field in its place. Returns what follows it, or NULL at the line's end. */
static char *end_field(char *at)
{
    char *to = at;
    int quoted = *at == '"';
    for (at += quoted; *at && (quoted || *at != ','); at++) {
        if (quoted && *at == '"' && *++at != '"') {
            quoted = 0;
            if (!*at || *at == ',')
                break;
        }
        *to++ = *at;
    }
    char *next = *at == ',' ? at + 1 : NULL;
    *to = '\0';
    return next;
}

static int split(char *line, char *field[CSV_FIELDS_MAX])
{
    int count = 0;
    for (char *at = line; at && count < CSV_FIELDS_MAX; count++) {
        char *next = end_field(at);
        field[count] = at;
        at = next;
    }
    return count;
}

/* The next line that is no comment, without its end. Returns 1, or 0 if there is none. */
static int read_line(struct csv_rows *rows)
{
    while (getline(&rows->line, &rows->size, rows->file) >= 0) {
        rows->number++;
        rows->line[strcspn(rows->line, "\r\n")] = '\0';
        if (rows->line[0] && rows->line[0] != '#')
            return 1;
    }
    return 0;
}

int csv_open(struct csv_rows *out, const char *path)
{
    *out = (struct csv_rows){.file = fopen(path, "r")};
    if (!out->file || !read_line(out))
        return -1;
    out->names = out->line;
    out->line = NULL;
    out->size = 0;
    out->name_count = split(out->names, out->name);
    return 0;
}

void csv_close(struct csv_rows *rows)
{
    if (rows->file)
        fclose(rows->file);
    free(rows->names);
    free(rows->line);
}

int csv_next(struct csv_rows *rows)
{
    if (!read_line(rows))
        return 0;
    rows->field_count = split(rows->line, rows->field);
    return 1;
}

const char *csv_field(const struct csv_rows *rows, const char *name)
{
    for (int i = 0; i < rows->name_count && i < rows->field_count; i++)
        if (strcmp(rows->name[i], name) == 0)
            return rows->field[i];
    return NULL;
}
