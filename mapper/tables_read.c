/* tables.csv, read: rows one by one, then the table that they are. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mapper/tables.h"
#include "tables_columns.h"
#include "tables_origin.h"
#include "tables_row.h"
#include "workloads/file_bytes.h"

#define FILE_MAX ((size_t)64 << 20)

struct reading {
    struct tables_lines lines;
    struct tables_field field[TABLES_COLUMN_COUNT]; /* of the line at hand */
    struct tables_row *row;
    size_t count, capacity;
    int no_memory;
};

static struct tables_row *add_row(struct reading *in)
{
    if (in->count == in->capacity) {
        size_t capacity = in->capacity ? 2 * in->capacity : 64;
        struct tables_row *grown = realloc(in->row, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        in->row = grown;
        in->capacity = capacity;
    }
    in->row[in->count] = (struct tables_row){0};
    return &in->row[in->count++];
}

static void read_row(struct reading *in)
{
    if (tables_split(&in->lines, in->field, TABLES_COLUMN_COUNT) != 0)
        return;
    struct tables_row *row = add_row(in);
    if (row)
        row->layer = strdup(in->field[TABLES_LAYER].text);
    in->no_memory |= !row || !row->layer;
    if (in->no_memory)
        return;
    tables_read_row(&in->lines, in->field, row);
}

static int check_header(struct reading *in)
{
    struct tables_lines *lines = &in->lines;
    if (lines->size == strlen(TABLES_HEADER) && !memcmp(lines->start, TABLES_HEADER, lines->size))
        return 0;
    struct diag_place place = tables_place(lines, NULL);
    diag_error(lines->diag, &place, TABLES_HEADER, "the line of the columns is expected");
    return -1;
}

/* Format, origin and columns. Returns 0 with the rows to come, or -1. */
static int read_top(struct reading *in, struct map_tables_origin *origin)
{
    int more = tables_next_line(&in->lines);
    if (tables_check_format(&in->lines) != 0)
        return -1;
    while (more && (more = tables_next_line(&in->lines)) && in->lines.start[0] == '#')
        tables_read_origin(&in->lines, origin);
    return check_header(in);
}

static void read_rows(struct reading *in)
{
    size_t errors = diag_count(in->lines.diag);
    while (!in->no_memory && tables_next_line(&in->lines))
        read_row(in);
    if (in->count == 0 && !in->no_memory && diag_count(in->lines.diag) == errors)
        diag_error(in->lines.diag, &(struct diag_place){.file = in->lines.name}, NULL,
                   "the table has no rows");
}

static int same_choice(const struct choice *a, const struct choice *b)
{
    return a->op == b->op && a->bits == b->bits && strcmp(a->mode, b->mode) == 0;
}

/* Rows of the first layer, of a file that has rows. */
static size_t count_choices(const struct reading *in)
{
    size_t count = 1;
    while (count < in->count && strcmp(in->row[count].layer, in->row[0].layer) == 0)
        count++;
    return count;
}

/* Every layer has the first one's choices, in their order. */
static void check_row(const struct reading *in, size_t index, size_t choices)
{
    const struct tables_row *row = &in->row[index], *first = &in->row[index - index % choices];
    const struct choice *wanted = &in->row[index % choices].choice;
    char name[CHOICE_NAME_MAX];
    choice_name(wanted, name);
    if (strcmp(row->layer, first->layer) != 0)
        diag_error(in->lines.diag, &row->layer_place,
                   "every layer has the choices of the first one", "layer '%.60s' lacks %s",
                   first->layer, name);
    else if (!same_choice(&row->choice, wanted))
        diag_error(in->lines.diag, &row->choice_place,
                   "every layer has the choices of the first one", "%s is expected here", name);
    else if (row->ops != first->ops)
        diag_error(in->lines.diag, &row->ops_place, NULL,
                   "ops: another number of terms than in the layer's first row");
}

static void check_twice(const struct reading *in, size_t choices)
{
    for (size_t j = 0; j < choices; j++)
        for (size_t i = 0; i < j; i++)
            if (same_choice(&in->row[i].choice, &in->row[j].choice)) {
                diag_error(in->lines.diag, &in->row[j].choice_place, NULL,
                           "the choice comes twice");
                return;
            }
    for (size_t l = choices; l < in->count; l += choices)
        for (size_t k = 0; k < l; k += choices)
            if (strcmp(in->row[k].layer, in->row[l].layer) == 0) {
                diag_error(in->lines.diag, &in->row[l].layer_place, NULL, "the layer comes twice");
                return;
            }
}

static void check_rows(const struct reading *in)
{
    size_t choices = count_choices(in), errors = diag_count(in->lines.diag);
    for (size_t i = 0; i < in->count && diag_count(in->lines.diag) == errors; i++)
        check_row(in, i, choices);
    if (diag_count(in->lines.diag) != errors)
        return;
    if (in->count % choices)
        diag_error(in->lines.diag, &in->row[in->count - 1].layer_place, "the file may be cut short",
                   "the last layer lacks choices");
    else
        check_twice(in, choices);
}

/* Moves checked rows into tables. */
static int take_rows(struct map_tables *out, struct reading *in)
{
    size_t choices = count_choices(in);
    if (map_tables_create(out, in->count / choices, choices) != 0)
        return -1;
    for (size_t i = 0; i < in->count; i++) {
        struct tables_row *row = &in->row[i];
        size_t l = i / choices, j = i % choices;
        if (j == 0) {
            out->layer[l] = row->layer;
            row->layer = NULL;
        }
        out->ops[l] = row->ops;
        out->choice[j] = row->choice;
        *map_tables_cell(out, l, j) = row->cell;
    }
    return 0;
}

static void free_rows(struct reading *in)
{
    for (size_t i = 0; i < in->count; i++)
        free(in->row[i].layer);
    free(in->row);
}

int map_tables_read_text(struct map_tables *out, struct map_tables_origin *origin, const char *name,
                         const char *text, size_t length, struct diag_list *diag)
{
    struct map_tables_origin unused, *from = origin ? origin : &unused;
    struct reading in = {.lines = {.name = name, .text = text, .length = length, .diag = diag}};
    size_t errors = diag_count(diag);
    *from = (struct map_tables_origin){0};
    *out = (struct map_tables){0};
    if (read_top(&in, from) == 0)
        read_rows(&in);
    if (diag_count(diag) == errors && !in.no_memory)
        check_rows(&in);
    if (diag_count(diag) == errors && (in.no_memory || take_rows(out, &in) != 0))
        diag_error(diag, &(struct diag_place){.file = name}, NULL, "not enough memory");
    free_rows(&in);
    return diag_count(diag) == errors ? 0 : -1;
}

int map_tables_read_csv(struct map_tables *out, struct map_tables_origin *origin, const char *path,
                        struct diag_list *diag)
{
    struct diag_place place = {.file = path};
    char *text = NULL;
    size_t size = 0;
    int status = -1;
    *out = (struct map_tables){0};
    if (file_bytes_read(&text, &size, path, FILE_MAX) != 0)
        diag_error(diag, &place, NULL, "cannot be read: %s", strerror(errno));
    else if (size > FILE_MAX)
        diag_error(diag, &place, NULL, "larger than 64 MiB");
    else
        status = map_tables_read_text(out, origin, path, text, size, diag);
    free(text);
    return status;
}
