#include "bar_table.h"

#include <stdio.h>
#include <string.h>

struct bar_row *bar_table_add(struct bar_table *table)
{
    struct bar_row *row = &table->row[table->count < BAR_ROWS ? table->count++ : BAR_ROWS - 1];
    *row = (struct bar_row){.met = 0};
    return row;
}

static int wider(int width, const char *text)
{
    int length = (int)strlen(text);
    return length > width ? length : width;
}

static void print_line(const int width[3], const char *what, const char *measured, const char *bar,
                       const char *met)
{
    printf("%-*s  %-*s  %-*s  %s\n", width[0], what, width[1], measured, width[2], bar, met);
}

void bar_table_print(const struct bar_table *table)
{
    int width[3] = {0, 0, 0};
    for (int i = 0; i < table->count; i++) {
        width[0] = wider(width[0], table->row[i].what);
        width[1] = wider(width[1], table->row[i].measured);
        width[2] = wider(width[2], table->row[i].bar);
    }
    print_line(width, "what", "measured", "bar", "met");
    for (int i = 0; i < table->count; i++) {
        const struct bar_row *row = &table->row[i];
        print_line(width, row->what, row->measured, row->bar, row->met ? "yes" : "NO");
    }
}
