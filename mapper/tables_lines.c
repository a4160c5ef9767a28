#include "tables_lines.h"

#include <string.h>

int tables_next_line(struct tables_lines *in)
{
    while (in->at < in->length) {
        in->start = in->text + in->at;
        const char *newline = memchr(in->start, '\n', in->length - in->at);
        in->size = newline ? (size_t)(newline - in->start) : in->length - in->at;
        in->at += in->size + (newline != NULL);
        in->line++;
        if (in->size && in->start[in->size - 1] == '\r')
            in->size--;
        if (in->size)
            return 1;
    }
    in->size = 0;
    return 0;
}

/* Characters of a run of UTF-8. */
static int characters(const char *text, size_t size)
{
    int count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

struct diag_place tables_place(const struct tables_lines *in, const struct tables_field *field)
{
    struct diag_place place = {in->name, in->text, in->length, in->line, 1, 1};
    if (field) {
        int length = characters(in->start + field->begin, field->end - field->begin);
        place.column = 1 + characters(in->start, field->begin);
        place.length = length > 0 ? length : 1;
    }
    return place;
}

/* Copies the field that begins at byte `at`; its end is where its comma is. Returns -1 if it is
 * too long, holds a zero, or its quotes are not closed before a comma or the end. */
static int copy_field(const struct tables_lines *in, size_t at, struct tables_field *out)
{
    const char *line = in->start;
    size_t length = 0;
    int quoted = at < in->size && line[at] == '"', open = quoted;
    out->begin = at;
    for (at += (size_t)quoted; at < in->size && (open || line[at] != ','); at++) {
        int is_quote = quoted && line[at] == '"';
        if (is_quote && open && at + 1 < in->size && line[at + 1] == '"')
            at++;
        else if (is_quote && open) {
            open = 0;
            continue;
        }
        if (!line[at] || (quoted && !open) || length + 1 == sizeof out->text)
            return -1;
        out->text[length++] = line[at];
    }
    out->text[length] = '\0';
    out->end = at;
    return open ? -1 : 0;
}

int tables_split(const struct tables_lines *in, struct tables_field *field, size_t count)
{
    struct diag_place place = tables_place(in, NULL);
    size_t at = 0, i = 0;
    while (i < count && copy_field(in, at, &field[i]) == 0) {
        int is_last = i + 1 == count;
        if ((field[i].end == in->size) != is_last) {
            diag_error(in->diag, &place, NULL, "expected %zu fields, as in the header", count);
            return -1;
        }
        at = field[i++].end + 1;
    }
    if (i == count)
        return 0;
    diag_error(in->diag, &place, NULL,
               "field %zu is too long, holds a zero byte, or its quotes are not closed", i + 1);
    return -1;
}
