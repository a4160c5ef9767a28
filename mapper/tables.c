#include "mapper/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int map_tables_create(struct map_tables *out, size_t layer_count, size_t choice_count)
{
    *out = (struct map_tables){.layer_count = layer_count, .choice_count = choice_count};
    out->layer = calloc(layer_count + 1, sizeof *out->layer);
    out->ops = calloc(layer_count + 1, sizeof *out->ops);
    out->choice = calloc(choice_count + 1, sizeof *out->choice);
    out->cell = calloc(layer_count * choice_count + 1, sizeof *out->cell);
    if (out->layer && out->ops && out->choice && out->cell)
        return 0;
    map_tables_free(out);
    return -1;
}

void map_tables_free(struct map_tables *tables)
{
    for (size_t l = 0; tables->layer && l < tables->layer_count; l++)
        free(tables->layer[l]);
    free(tables->layer);
    free(tables->ops);
    free(tables->choice);
    free(tables->cell);
    *tables = (struct map_tables){0};
}

int map_tables_name(struct map_tables *tables, size_t layer, const char *name)
{
    free(tables->layer[layer]);
    tables->layer[layer] = strdup(name);
    return tables->layer[layer] ? 0 : -1;
}

struct map_table_cell *map_tables_cell(const struct map_tables *tables, size_t layer, size_t choice)
{
    return &tables->cell[layer * tables->choice_count + choice];
}

double map_cell_cost(const struct map_table_cell *cell, double value)
{
    return cell->state == CELL_MAPPED ? value : (double)INFINITY;
}

double map_cell_transmission_pj(const struct map_table_cell *cell)
{
    return map_cell_cost(cell, cell->e_tx_spad_pj + cell->e_tx_noc_pj + cell->e_tx_glb_pj +
                                   cell->e_tx_dram_pj);
}

double map_cell_energy_pj(const struct map_table_cell *cell)
{
    return cell->energy_op_pj + map_cell_transmission_pj(cell);
}
