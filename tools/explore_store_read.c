/* Finished points, read back. */
#include <math.h>
#include <string.h>

#include "explore_store_sql.h"

static double number(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? INFINITY
               : sqlite3_column_double(statement, column);
}

static void copy_text(char *out, size_t size, sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    snprintf(out, size, "%s", text ? (const char *)text : "");
}

static enum explore_point_state read_state(sqlite3_stmt *statement, int column)
{
    char word[32];
    copy_text(word, sizeof word, statement, column);
    for (int i = 0; i < POINT_STATE_COUNT; i++)
        if (!strcmp(word, explore_point_states[i]))
            return (enum explore_point_state)i;
    return POINT_INVALID;
}

static void read_point(struct explore_point *out, sqlite3_stmt *statement)
{
    *out = (struct explore_point){.state = read_state(statement, 2)};
    double *const numbers[] = {&out->energy_pj,      &out->op_pj,          &out->spad_pj,
                               &out->noc_pj,         &out->glb_pj,         &out->dram_pj,
                               &out->lower_bound_pj, &out->latency_cycles, &out->latency_s,
                               &out->edp_js,         &out->area_mm2};
    int at = 4;
    copy_text(out->hash, sizeof out->hash, statement, 1);
    copy_text(out->reason, sizeof out->reason, statement, 3);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = number(statement, at++);
    out->area_missing = sqlite3_column_int(statement, at++);
    out->largest_gap = number(statement, at++);
    out->proven = sqlite3_column_int(statement, at++);
    out->utilization = number(statement, at++);
    out->seconds = number(statement, at);
}

int explore_store_read(struct explore_store *store, int64_t exploration, explore_store_take *take,
                       void *context)
{
    sqlite3_stmt *statement = explore_store_statement(store, SQL_READ);
    int step, status = 0;
    if (!statement)
        return -1;
    sqlite3_bind_int64(statement, 1, exploration);
    while (status == 0 && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        struct explore_point point;
        read_point(&point, statement);
        status = take(context, (size_t)sqlite3_column_int64(statement, 0), &point);
    }
    if (status == 0 && step != SQLITE_DONE)
        status = explore_store_fail(store);
    sqlite3_reset(statement);
    return status;
}
