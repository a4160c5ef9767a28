/* One row of tables.csv. */
#ifndef MAPPER_TABLES_ROW_H
#define MAPPER_TABLES_ROW_H

#include "mapper/tables.h"
#include "tables_columns.h"
#include "tables_lines.h"

struct tables_row {
    char *layer; /* owned */
    struct choice choice;
    uint64_t ops;
    struct map_table_cell cell;
    struct diag_place layer_place, choice_place, ops_place;
};

/* Fills a row, but not its `layer`, from the fields (TABLES_COLUMN_COUNT) of the line. What is
 * wrong with them goes to the list of the lines. */
void tables_read_row(const struct tables_lines *lines, const struct tables_field *field,
                     struct tables_row *row);

#endif
