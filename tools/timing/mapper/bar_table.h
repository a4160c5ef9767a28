/* What was measured beside the bar it has to reach. */
#ifndef TIMING_BAR_TABLE_H
#define TIMING_BAR_TABLE_H

enum { BAR_TEXT = 192, BAR_ROWS = 32 };

struct bar_row {
    char what[BAR_TEXT], measured[BAR_TEXT], bar[BAR_TEXT];
    int met;
};

struct bar_table {
    struct bar_row row[BAR_ROWS];
    int count;
};

/* The next row, empty; the last one again when the table is full. */
struct bar_row *bar_table_add(struct bar_table *table);

void bar_table_print(const struct bar_table *table);

#endif
