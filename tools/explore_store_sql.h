/* The tables of explore.sqlite and what is said to them. Documented in docs/explore.md. */
#ifndef TOOLS_EXPLORE_STORE_SQL_H
#define TOOLS_EXPLORE_STORE_SQL_H

#include <sqlite3.h>

#include "explore_store.h"

#define EXPLORE_STORE_APPLICATION 0x454e4f53 /* "ENOS", as `file` shows it */
#define EXPLORE_STORE_FORMAT 1

extern const char explore_store_schema[];

/* X-macro: identifier, SQL. Parameters are bound in the order of the columns. */
#define EXPLORE_STATEMENTS(X)                                                                      \
    X(SQL_BEGIN, "BEGIN IMMEDIATE")                                                                \
    X(SQL_COMMIT, "COMMIT")                                                                        \
    X(SQL_ROLLBACK, "ROLLBACK")                                                                    \
    X(SQL_FIND_EXPLORATION, "SELECT id FROM exploration WHERE identity = ?1")                      \
    X(SQL_ADD_EXPLORATION,                                                                         \
      "INSERT INTO exploration (started, identity, version, command, machine, machine_sha256,"     \
      " technology_sha256, network, network_sha256, vary, overrides, sampling, choices, "          \
      "objective,"                                                                                 \
      " gap, time_limit_s, points) VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),"                 \
      " ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")                   \
    X(SQL_FINISHED, "SELECT number FROM variant WHERE exploration = ?1")                           \
    X(SQL_FIND_POINT, "SELECT id FROM point WHERE hash = ?1")                                      \
    X(SQL_ADD_POINT,                                                                               \
      "INSERT INTO point (hash, state, reason, energy_pj, op_pj, spad_pj, noc_pj, glb_pj, "        \
      "dram_pj,"                                                                                   \
      " lower_bound_pj, latency_cycles, latency_s, edp_js, area_mm2, area_missing, largest_gap,"   \
      " proven, utilization, seconds) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"  \
      " ?13, ?14, ?15, ?16, ?17, ?18, ?19)")                                                       \
    X(SQL_ADD_VARIANT, "INSERT INTO variant VALUES (?1, ?2, ?3, ?4)")                              \
    X(SQL_ADD_LAYER,                                                                               \
      "INSERT INTO layer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"     \
      " ?15, ?16, ?17, ?18, ?19)")                                                                 \
    X(SQL_ADD_AREA, "INSERT INTO area VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                            \
    X(SQL_READ,                                                                                    \
      "SELECT number, hash, state, reason, energy_pj, op_pj, spad_pj, noc_pj, glb_pj, dram_pj,"    \
      " lower_bound_pj, latency_cycles, latency_s, edp_js, area_mm2, area_missing, largest_gap,"   \
      " proven, utilization, seconds FROM variant JOIN point ON point.id = variant.point"          \
      " WHERE exploration = ?1 ORDER BY number")

enum explore_statement {
#define EXPLORE_STATEMENT_ID(id, sql) id,
    EXPLORE_STATEMENTS(EXPLORE_STATEMENT_ID)
#undef EXPLORE_STATEMENT_ID
        SQL_COUNT
};

struct explore_store {
    sqlite3 *database;
    sqlite3_stmt *statement[SQL_COUNT]; /* prepared when first used */
    char path[1024];
    char error[1400];
};

/* The statement, ready for its parameters, or NULL after noting the error. */
sqlite3_stmt *explore_store_statement(struct explore_store *store, enum explore_statement which);

/* Steps a statement that gives no row and resets it. Returns 0, or -1 after noting the error. */
int explore_store_do(struct explore_store *store, sqlite3_stmt *statement);

/* Notes what SQLite says. Returns -1. */
int explore_store_fail(struct explore_store *store);

/* Binds a number, NULL if it is not finite. */
void explore_store_bind_number(sqlite3_stmt *statement, int place, double value);
void explore_store_bind_text(sqlite3_stmt *statement, int place, const char *text);

#endif
