/* The comment lines of tables.csv. */
#ifndef MAPPER_TABLES_ORIGIN_H
#define MAPPER_TABLES_ORIGIN_H

#include "mapper/tables.h"
#include "tables_lines.h"

/* Checks that the line is `# format: enos/tables/1`. Returns 0, or -1 with the reason. */
int tables_check_format(struct tables_lines *in);

/* Takes what the line says of machine or network, if it is such a line. */
void tables_read_origin(const struct tables_lines *in, struct map_tables_origin *origin);

#endif
