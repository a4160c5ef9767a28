/* tables.csv */
#include <math.h>

#include "mapper/csv.h"
#include "mapper/tables.h"
#include "tables_columns.h"

static void write_number(FILE *out, double value)
{
    fputc(',', out);
    csv_write_number(out, value);
}

static void write_cost(FILE *out, const struct map_table_cell *cell, double value)
{
    write_number(out, map_cell_cost(cell, value));
}

static void write_row(FILE *out, const struct map_tables *tables, size_t layer, size_t column)
{
    const struct map_table_cell *cell = map_tables_cell(tables, layer, column);
    const struct choice *choice = &tables->choice[column];
    csv_write_text(out, tables->layer[layer]);
    fprintf(out, ",%s,%d,%s,%llu", choice->op->name, choice->bits, choice->mode,
            (unsigned long long)tables->ops[layer]);
    write_number(out, cell->e_op_pj);
    write_cost(out, cell, cell->energy_op_pj);
    write_number(out, map_cell_transmission_pj(cell));
    write_cost(out, cell, cell->e_tx_spad_pj);
    write_cost(out, cell, cell->e_tx_noc_pj);
    write_cost(out, cell, cell->e_tx_glb_pj);
    write_cost(out, cell, cell->e_tx_dram_pj);
    write_number(out, map_cell_energy_pj(cell));
    write_cost(out, cell, cell->latency_cycles);
    write_number(out, cell->utilization);
    write_number(out, cell->state == CELL_IMPOSSIBLE ? (double)INFINITY : cell->lower_bound_pj);
    fprintf(out, ",%d\n", cell->proven);
}

void map_tables_write_csv(FILE *out, const struct map_tables *tables,
                          const struct provenance *provenance)
{
    provenance_write(out, provenance, "tables");
    fprintf(out, "%s\n", TABLES_HEADER);
    for (size_t l = 0; l < tables->layer_count; l++)
        for (size_t j = 0; j < tables->choice_count; j++)
            write_row(out, tables, l, j);
}
