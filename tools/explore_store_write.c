/* A finished point, with its layers and areas, in one transaction. */
#include <stdlib.h>

#include "explore_store_sql.h"
#include "mapper/mapping_file.h"

static int begin(struct explore_store *store)
{
    return explore_store_do(store, explore_store_statement(store, SQL_BEGIN));
}

/* Commits, or after a failure undoes everything; the first error stays noted. */
static int end(struct explore_store *store, int status)
{
    if (status == 0)
        status = explore_store_do(store, explore_store_statement(store, SQL_COMMIT));
    if (status == 0)
        return 0;
    if (!sqlite3_get_autocommit(store->database))
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    return -1;
}

static int add_variant(struct explore_store *store, const struct explore_entry *entry,
                       int64_t point)
{
    sqlite3_stmt *statement = explore_store_statement(store, SQL_ADD_VARIANT);
    if (!statement)
        return -1;
    sqlite3_bind_int64(statement, 1, entry->exploration);
    sqlite3_bind_int64(statement, 2, (int64_t)entry->number);
    explore_store_bind_text(statement, 3, entry->overrides);
    sqlite3_bind_int64(statement, 4, point);
    return explore_store_do(store, statement);
}

int explore_store_link(struct explore_store *store, const struct explore_entry *entry,
                       int64_t point)
{
    return add_variant(store, entry, point);
}

static int add_point(struct explore_store *store, const struct explore_point *point)
{
    sqlite3_stmt *statement = explore_store_statement(store, SQL_ADD_POINT);
    const double numbers[] = {point->energy_pj,      point->op_pj,          point->spad_pj,
                              point->noc_pj,         point->glb_pj,         point->dram_pj,
                              point->lower_bound_pj, point->latency_cycles, point->latency_s,
                              point->edp_js,         point->area_mm2};
    int at = 1;
    if (!statement)
        return -1;
    explore_store_bind_text(statement, at++, point->hash);
    explore_store_bind_text(statement, at++, explore_point_states[point->state]);
    explore_store_bind_text(statement, at++, point->reason);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        explore_store_bind_number(statement, at++, numbers[i]);
    sqlite3_bind_int(statement, at++, point->area_missing);
    explore_store_bind_number(statement, at++, point->largest_gap);
    sqlite3_bind_int(statement, at++, point->proven);
    explore_store_bind_number(statement, at++, point->utilization);
    explore_store_bind_number(statement, at, point->seconds);
    return explore_store_do(store, statement);
}

/* One mapping as it stands in a mappings.yaml, malloc'd; "" where there is none. */
static char *mapping_text(const struct map_run *run, size_t l, size_t j)
{
    const struct map_job *job = map_run_job(run, l, j);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    struct map_file_entry entry = {.layer = run->layer[l].name,
                                   .shape = run->layer[l].shape,
                                   .choice = map_run_choice(run, j)->choice,
                                   .mapping = job->solution.mapping};
    if (job->solution.found)
        map_file_write_entry(out, &entry);
    if (!fclose(out))
        return text;
    free(text);
    return NULL;
}

static double gap_of(const struct map_solution *solution)
{
    if (solution->proven)
        return 0;
    return solution->found ? 1 - solution->lower_bound / solution->objective : 1;
}

/* What a layer with a choice costs, from the eighth column on. */
static int bind_costs(sqlite3_stmt *statement, int at, const struct map_table_cell *cell,
                      const struct map_solution *solution)
{
    const double numbers[] = {map_cell_energy_pj(cell),
                              map_cell_cost(cell, cell->energy_op_pj),
                              map_cell_cost(cell, cell->e_tx_spad_pj),
                              map_cell_cost(cell, cell->e_tx_noc_pj),
                              map_cell_cost(cell, cell->e_tx_glb_pj),
                              map_cell_cost(cell, cell->e_tx_dram_pj),
                              map_cell_cost(cell, cell->latency_cycles),
                              cell->lower_bound_pj,
                              gap_of(solution)};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        explore_store_bind_number(statement, at++, numbers[i]);
    sqlite3_bind_int(statement, at++, cell->proven);
    explore_store_bind_number(statement, at++, cell->utilization);
    explore_store_bind_number(statement, at++, solution->seconds);
    return at;
}

static int add_layer(struct explore_store *store, int64_t point, const struct map_run *run,
                     const struct map_table_cell *cell, size_t l, size_t j, int is_taken)
{
    static const char *const states[] = {
        [CELL_UNKNOWN] = "unknown", [CELL_MAPPED] = "mapped", [CELL_IMPOSSIBLE] = "impossible"};
    sqlite3_stmt *statement = explore_store_statement(store, SQL_ADD_LAYER);
    char name[CHOICE_NAME_MAX], *mapping = mapping_text(run, l, j);
    int status = statement && mapping ? 0 : -1;
    if (status == 0) {
        choice_name(&map_run_choice(run, j)->choice, name);
        sqlite3_bind_int64(statement, 1, point);
        sqlite3_bind_int64(statement, 2, (int64_t)l);
        explore_store_bind_text(statement, 3, run->layer[l].name);
        explore_store_bind_text(statement, 4, name);
        sqlite3_bind_int(statement, 5, is_taken);
        explore_store_bind_text(statement, 6, states[cell->state]);
        int at = bind_costs(statement, 7, cell, &map_run_job(run, l, j)->solution);
        explore_store_bind_text(statement, at, mapping);
        status = explore_store_do(store, statement);
    }
    free(mapping);
    return status;
}

static int add_layers(struct explore_store *store, int64_t point, const struct map_run *run,
                      const struct map_tables *tables, enum map_objective objective)
{
    int status = 0;
    for (size_t l = 0; l < run->layer_count; l++) {
        size_t taken = explore_taken_choice(tables, l, objective);
        for (size_t j = 0; status == 0 && j < run->choice_count; j++)
            status = add_layer(store, point, run, map_tables_cell(tables, l, j), l, j, j == taken);
    }
    return status;
}

static int add_areas(struct explore_store *store, int64_t point, const struct arch_area *area)
{
    int status = 0;
    for (int i = 0; status == 0 && i < area->count; i++) {
        const struct arch_area_part *part = &area->part[i];
        sqlite3_stmt *statement = explore_store_statement(store, SQL_ADD_AREA);
        if (!statement)
            return -1;
        sqlite3_bind_int64(statement, 1, point);
        explore_store_bind_text(statement, 2, part->component);
        sqlite3_bind_int(statement, 3, part->instances);
        explore_store_bind_number(statement, 4, part->each_mm2);
        sqlite3_bind_int(statement, 5, part->extrapolated);
        explore_store_bind_text(statement, 6, part->source);
        status = explore_store_do(store, statement);
    }
    return status;
}

static int add_all(struct explore_store *store, const struct explore_entry *entry,
                   const struct explore_point *point, const struct explore_variant *variant,
                   const struct map_tables *tables, enum map_objective objective)
{
    if (add_point(store, point))
        return -1;
    int64_t id = sqlite3_last_insert_rowid(store->database);
    if (variant && (add_layers(store, id, &variant->run, tables, objective) ||
                    add_areas(store, id, &variant->machine->area)))
        return -1;
    return add_variant(store, entry, id);
}

int explore_store_add(struct explore_store *store, const struct explore_entry *entry,
                      const struct explore_point *point, const struct explore_variant *variant,
                      const struct map_tables *tables, enum map_objective objective)
{
    if (begin(store))
        return -1;
    return end(store, add_all(store, entry, point, variant, tables, objective));
}
