#include "explore_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore_store_sql.h"

static const char *const statements[SQL_COUNT] = {
#define EXPLORE_STATEMENT_SQL(id, sql) sql,
    EXPLORE_STATEMENTS(EXPLORE_STATEMENT_SQL)
#undef EXPLORE_STATEMENT_SQL
};

int explore_store_fail(struct explore_store *store)
{
    snprintf(store->error, sizeof store->error, "%s: %s", store->path,
             sqlite3_errmsg(store->database));
    return -1;
}

sqlite3_stmt *explore_store_statement(struct explore_store *store, enum explore_statement which)
{
    sqlite3_stmt **statement = &store->statement[which];
    if (!*statement && sqlite3_prepare_v3(store->database, statements[which], -1,
                                          SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK)
        explore_store_fail(store);
    return *statement;
}

int explore_store_do(struct explore_store *store, sqlite3_stmt *statement)
{
    if (!statement)
        return -1;
    int failed = sqlite3_step(statement) != SQLITE_DONE;
    if (failed)
        explore_store_fail(store);
    sqlite3_reset(statement);
    return failed ? -1 : 0;
}

void explore_store_bind_number(sqlite3_stmt *statement, int place, double value)
{
    if (isfinite(value))
        sqlite3_bind_double(statement, place, value);
    else
        sqlite3_bind_null(statement, place);
}

void explore_store_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
}

static int run_sql(struct explore_store *store, const char *sql)
{
    return sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : explore_store_fail(store);
}

static int read_pragma(struct explore_store *store, const char *sql, int *value)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) != SQLITE_OK)
        return explore_store_fail(store);
    int status = sqlite3_step(statement) == SQLITE_ROW ? 0 : explore_store_fail(store);
    *value = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

/* An empty database is made ours; another's is refused. */
static int check_format(struct explore_store *store, int may_write)
{
    int application, format, tables;
    if (read_pragma(store, "PRAGMA application_id", &application) ||
        read_pragma(store, "PRAGMA user_version", &format) ||
        read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables))
        return -1;
    if (tables == 0 && may_write)
        return run_sql(store, explore_store_schema);
    if (application == EXPLORE_STORE_APPLICATION && format == EXPLORE_STORE_FORMAT)
        return 0;
    snprintf(store->error, sizeof store->error,
             application == EXPLORE_STORE_APPLICATION ? "%s is of another version of enos-explore"
                                                      : "%s is a database of another program",
             store->path);
    return -1;
}

/* A rollback journal, not a WAL: that needs memory shared by all who read, which network file
 * systems do not have. Every commit is brought to the disk. */
static int open_database(struct explore_store *store, int flags)
{
    enum { PATIENCE_MS = 60000 };
    if (sqlite3_open_v2(store->path, &store->database, flags, NULL) != SQLITE_OK)
        return store->database ? explore_store_fail(store) : -1;
    sqlite3_busy_timeout(store->database, PATIENCE_MS);
    if (flags & SQLITE_OPEN_READONLY)
        return check_format(store, 0);
    if (run_sql(store, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"
                       "PRAGMA foreign_keys = ON"))
        return -1;
    return check_format(store, 1);
}

static int open_with(struct explore_store **out, const char *path, int flags)
{
    struct explore_store *store = *out = calloc(1, sizeof *store);
    if (!store)
        return -1;
    snprintf(store->error, sizeof store->error, "%s: out of memory", path);
    if ((size_t)snprintf(store->path, sizeof store->path, "%s", path) >= sizeof store->path)
        return -1;
    return open_database(store, flags);
}

int explore_store_open(struct explore_store **out, const char *path)
{
    return open_with(out, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

int explore_store_open_to_read(struct explore_store **out, const char *path)
{
    return open_with(out, path, SQLITE_OPEN_READONLY);
}

void explore_store_close(struct explore_store *store)
{
    if (!store)
        return;
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(store->statement[i]);
    sqlite3_close(store->database);
    free(store);
}

const char *explore_store_error(const struct explore_store *store)
{
    return store ? store->error : "out of memory";
}

/* The number that a statement gives in its first column, 0 without a row, -1 after an error. */
static int64_t first_number(struct explore_store *store, sqlite3_stmt *statement)
{
    int step = sqlite3_step(statement);
    int64_t number = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        number = explore_store_fail(store);
    sqlite3_reset(statement);
    return number;
}

static int64_t find_text(struct explore_store *store, enum explore_statement which,
                         const char *text)
{
    sqlite3_stmt *statement = explore_store_statement(store, which);
    if (!statement)
        return -1;
    explore_store_bind_text(statement, 1, text);
    return first_number(store, statement);
}

int64_t explore_store_find(struct explore_store *store, const char *identity)
{
    return find_text(store, SQL_FIND_EXPLORATION, identity);
}

int64_t explore_store_point(struct explore_store *store, const char *hash)
{
    return find_text(store, SQL_FIND_POINT, hash);
}

static void bind_record(sqlite3_stmt *statement, const struct explore_record *record)
{
    const char *const texts[] = {
        record->identity, record->version,        record->command,
        record->machine,  record->machine_sha256, record->technology_sha256,
        record->network,  record->network_sha256, record->vary,
        record->set,      record->sampling,       record->choices,
        record->objective};
    int count = sizeof texts / sizeof *texts;
    for (int i = 0; i < count; i++)
        explore_store_bind_text(statement, i + 1, texts[i]);
    sqlite3_bind_double(statement, count + 1, record->gap);
    sqlite3_bind_double(statement, count + 2, record->time_limit_s);
    sqlite3_bind_int64(statement, count + 3, (int64_t)record->points);
}

int explore_store_begin(struct explore_store *store, const struct explore_record *record,
                        int64_t *exploration)
{
    *exploration = explore_store_find(store, record->identity);
    if (*exploration)
        return *exploration > 0 ? 0 : -1;
    sqlite3_stmt *statement = explore_store_statement(store, SQL_ADD_EXPLORATION);
    if (!statement)
        return -1;
    bind_record(statement, record);
    if (explore_store_do(store, statement))
        return -1;
    *exploration = sqlite3_last_insert_rowid(store->database);
    return 0;
}

int explore_store_finished(struct explore_store *store, int64_t exploration, unsigned char *is_done,
                           size_t count)
{
    sqlite3_stmt *statement = explore_store_statement(store, SQL_FINISHED);
    int step;
    if (!statement)
        return -1;
    sqlite3_bind_int64(statement, 1, exploration);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        size_t number = (size_t)sqlite3_column_int64(statement, 0);
        if (number < count)
            is_done[number] = 1;
    }
    int status = step == SQLITE_DONE ? 0 : explore_store_fail(store);
    sqlite3_reset(statement);
    return status;
}
