#include "workloads/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define DIAG_KEPT_MAX 200 /* enough for a person; the rest is counted */
#define DIAG_MESSAGE_MAX 600
#define DIAG_EXCERPT_COLUMNS 100 /* characters of a source line that are shown */
#define DIAG_BEFORE_CARET 60     /* of these, at most so many before the caret */

struct diag_entry {
    char *file;
    char *message;
    char *hint;    /* NULL: none */
    char *excerpt; /* the shown part of the source line; NULL: none */
    int line, column;
    int caret;  /* characters of the excerpt before the caret */
    int length; /* characters underlined */
};

struct diag_list {
    size_t count; /* all errors, kept or not */
    size_t kept;
    struct diag_entry *entry;
    size_t capacity;
};

int diag_create(struct diag_list **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : -1;
}

static void entry_release(struct diag_entry *entry)
{
    free(entry->file);
    free(entry->message);
    free(entry->hint);
    free(entry->excerpt);
}

void diag_free(struct diag_list *list)
{
    if (!list)
        return;
    for (size_t i = 0; i < list->kept; i++)
        entry_release(&list->entry[i]);
    free(list->entry);
    free(list);
}

size_t diag_count(const struct diag_list *list)
{
    return list->count;
}

/* Copies n bytes so that a terminal shows one mark for each character: a tab
 * becomes a space, what cannot be shown or is not UTF-8 a question mark. */
static char *copy_shown(const char *text, size_t n)
{
    char *copy = malloc(n + 1);
    if (!copy)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t length = utf8_decode(text + i, n - i, &code);
        if (length && utf8_is_shown(code)) {
            memcpy(copy + used, text + i, length);
            used += length;
        } else {
            copy[used++] = code == '\t' || code == '\n' ? ' ' : '?';
        }
        i += length ? length : 1;
    }
    copy[used] = '\0';
    return copy;
}

static char *copy_string(const char *text)
{
    return copy_shown(text, strnlen(text, DIAG_MESSAGE_MAX));
}

/* Finds line `line` (from 1) of the text: its first byte and its length. Returns 0
 * when the text has fewer lines. */
static int find_line(const struct diag_place *place, size_t *begin, size_t *length)
{
    size_t at = 0;
    for (int line = 1; line < place->line; line++) {
        size_t step = 0;
        while (at < place->text_len &&
               !(step = utf8_line_break(place->text + at, place->text_len - at)))
            at++;
        if (at >= place->text_len)
            return 0;
        at += step;
    }
    size_t end = at;
    while (end < place->text_len && !utf8_line_break(place->text + end, place->text_len - end))
        end++;
    *begin = at;
    *length = end - at;
    return 1;
}

/* Bytes of the first `characters` characters of a line of n bytes. */
static size_t bytes_of(const char *line, size_t n, int characters)
{
    size_t at = 0;
    for (int i = 0; i < characters && at < n; i++) {
        uint32_t code;
        size_t length = utf8_decode(line + at, n - at, &code);
        at += length ? length : 1;
    }
    return at;
}

/* Cuts the part of the source line around the caret that fits a screen. */
static void take_excerpt(struct diag_entry *entry, const struct diag_place *place)
{
    size_t begin, length;
    if (!place->text || place->line < 1 || !find_line(place, &begin, &length))
        return;
    const char *line = place->text + begin;
    int skip = place->column - 1 - DIAG_BEFORE_CARET;
    if (place->column - 1 < DIAG_EXCERPT_COLUMNS - 20 || skip < 0)
        skip = 0;
    size_t first = bytes_of(line, length, skip);
    size_t shown = bytes_of(line + first, length - first, DIAG_EXCERPT_COLUMNS);
    entry->excerpt = copy_shown(line + first, shown);
    entry->caret = place->column > skip ? place->column - 1 - skip : 0;
    entry->length = place->length > 0 ? place->length : 1;
    if (entry->length > DIAG_EXCERPT_COLUMNS - entry->caret)
        entry->length = DIAG_EXCERPT_COLUMNS - entry->caret;
}

static struct diag_entry *append(struct diag_list *list)
{
    if (list->kept >= DIAG_KEPT_MAX)
        return NULL;
    if (list->kept == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        struct diag_entry *grown = realloc(list->entry, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        list->entry = grown;
        list->capacity = capacity;
    }
    return &list->entry[list->kept++];
}

static int same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* A block that is read several times gives each of its errors several times. */
static int is_kept(const struct diag_list *list, const struct diag_entry *entry)
{
    for (size_t i = 0; i < list->kept; i++) {
        const struct diag_entry *other = &list->entry[i];
        if (other->line == entry->line && other->column == entry->column &&
            same_text(other->file, entry->file) && same_text(other->message, entry->message))
            return 1;
    }
    return 0;
}

void diag_error(struct diag_list *list, const struct diag_place *place, const char *hint,
                const char *format, ...)
{
    char message[DIAG_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    list->count++;
    struct diag_entry entry = {.message = copy_string(message),
                               .file = copy_string(place->file ? place->file : "?"),
                               .line = place->line,
                               .column = place->column};
    struct diag_entry *kept = is_kept(list, &entry) ? NULL : append(list);
    if (!kept) {
        entry_release(&entry);
        return;
    }
    entry.hint = hint ? copy_string(hint) : NULL;
    take_excerpt(&entry, place);
    *kept = entry;
}

size_t diag_kept(const struct diag_list *list)
{
    return list->kept;
}

static void print_excerpt(FILE *out, const struct diag_entry *entry)
{
    fprintf(out, "%5d | %s\n      | %*s^", entry->line, entry->excerpt, entry->caret, "");
    for (int i = 1; i < entry->length; i++)
        fputc('~', out);
    fputc('\n', out);
}

static void print_entry(FILE *out, const struct diag_entry *entry)
{
    const char *message = entry->message ? entry->message : "(no memory for the message)";
    fputs(entry->file ? entry->file : "?", out);
    if (entry->line > 0)
        fprintf(out, ":%d:%d", entry->line, entry->column);
    fprintf(out, ": error: %s\n", message);
    if (entry->excerpt)
        print_excerpt(out, entry);
    if (entry->hint)
        fprintf(out, "   hint: %s\n", entry->hint);
}

char *diag_render(const struct diag_list *list, size_t i)
{
    if (i >= list->kept)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    print_entry(out, &list->entry[i]);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

size_t diag_write(const struct diag_list *list, FILE *out)
{
    for (size_t i = 0; i < diag_kept(list); i++) {
        char *text = diag_render(list, i);
        fputs(text ? text : "(an error for which memory is short)\n", out);
        free(text);
    }
    return diag_count(list);
}
