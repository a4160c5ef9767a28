/* The comment lines of tables.csv: what it was made from. */
#include "tables_origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAJOR 1

static const char format[] = "# format: enos/tables/";
static const char input[] = "# input: ";
static const char hash[] = " sha256 ";

static int begins(const struct tables_lines *in, const char *prefix)
{
    return in->size >= strlen(prefix) && memcmp(in->start, prefix, strlen(prefix)) == 0;
}

static int report_format(const struct tables_lines *in)
{
    struct diag_place place = tables_place(in, NULL);
    diag_error(in->diag, &place, "the first line of tables.csv is '# format: enos/tables/1'",
               "this is not the format of tables");
    return -1;
}

int tables_check_format(struct tables_lines *in)
{
    char digits[8] = "";
    size_t length = in->size - strlen(format);
    if (!begins(in, format) || length == 0 || length >= sizeof digits)
        return report_format(in);
    snprintf(digits, sizeof digits, "%.*s", (int)length, in->start + strlen(format));
    if (strspn(digits, "0123456789") != length || strtol(digits, NULL, 10) < MAJOR)
        return report_format(in);
    if (strtol(digits, NULL, 10) == MAJOR)
        return 0;
    struct diag_place place = tables_place(in, NULL);
    diag_error(in->diag, &place, "a newer version of the tool wrote it; use that one",
               "'enos/tables/%s' is newer than this tool reads (version %d)", digits, MAJOR);
    return -1;
}

/* Takes `sha256 HEX` off the end of a line, and leaves `out` as it is when it is not there. */
static void take_hash(char out[65], char *line)
{
    char *at = strstr(line, hash);
    for (char *next = at; next; next = strstr(next + 1, hash))
        at = next; /* a path may hold the same words */
    const char *digits = at ? at + strlen(hash) : "";
    size_t length = strlen(digits);
    if (!length || length > 64 || strspn(digits, "0123456789abcdef") != length)
        return;
    memcpy(out, digits, length + 1);
    *at = '\0';
}

/* Takes `(NAME)` off the end of a line; names hold no parentheses. */
static void take_name(char *out, size_t size, char *line)
{
    char *at = strrchr(line, '(');
    size_t length = strlen(line);
    if (!at || line[length - 1] != ')' || (size_t)(line + length - at) - 1 > size)
        return;
    line[length - 1] = '\0';
    memcpy(out, at + 1, strlen(at + 1) + 1);
}

/* ROLE PATH (NAME) sha256 HEX */
static void read_input(struct map_tables_origin *origin, char *line)
{
    struct map_tables_owner *owner = NULL;
    if (strncmp(line, "machine ", 8) == 0)
        owner = &origin->machine;
    else if (strncmp(line, "network ", 8) == 0)
        owner = &origin->network;
    else if (strncmp(line, "set ", 4) == 0)
        origin->overridden = 1;
    if (!owner)
        return;
    take_hash(owner->sha256, line);
    take_name(owner->name, sizeof owner->name, line);
}

void tables_read_origin(const struct tables_lines *in, struct map_tables_origin *origin)
{
    char line[1024];
    size_t length = in->size - strlen(input);
    if (!begins(in, input) || length >= sizeof line)
        return;
    memcpy(line, in->start + strlen(input), length);
    line[length] = '\0';
    read_input(origin, line);
}
