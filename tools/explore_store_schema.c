#include "explore_store_sql.h"

#define TEXT_OF(number) #number
#define PRAGMA(name, number) "PRAGMA " name " = " TEXT_OF(number) ";\n"

const char explore_store_schema[] =
    "BEGIN;\n"
    "CREATE TABLE exploration (\n"
    "    id INTEGER PRIMARY KEY, started TEXT, identity TEXT UNIQUE, version TEXT, command TEXT,\n"
    "    machine TEXT, machine_sha256 TEXT, technology_sha256 TEXT,\n"
    "    network TEXT, network_sha256 TEXT, vary TEXT, overrides TEXT, sampling TEXT,\n"
    "    choices TEXT, objective TEXT, gap REAL, time_limit_s REAL, points INTEGER);\n"
    "CREATE TABLE point (\n"
    "    id INTEGER PRIMARY KEY, hash TEXT UNIQUE NOT NULL, state TEXT NOT NULL, reason TEXT,\n"
    "    energy_pj REAL, op_pj REAL, spad_pj REAL, noc_pj REAL, glb_pj REAL, dram_pj REAL,\n"
    "    lower_bound_pj REAL, latency_cycles REAL, latency_s REAL, edp_js REAL,\n"
    "    area_mm2 REAL, area_missing INTEGER, largest_gap REAL, proven INTEGER,\n"
    "    utilization REAL, seconds REAL);\n"
    "CREATE TABLE variant (\n"
    "    exploration INTEGER NOT NULL REFERENCES exploration, number INTEGER NOT NULL,\n"
    "    overrides TEXT NOT NULL, point INTEGER NOT NULL REFERENCES point,\n"
    "    PRIMARY KEY (exploration, number)) WITHOUT ROWID;\n"
    "CREATE TABLE layer (\n"
    "    point INTEGER NOT NULL REFERENCES point, number INTEGER NOT NULL, name TEXT NOT NULL,\n"
    "    choice TEXT NOT NULL, taken INTEGER NOT NULL, state TEXT NOT NULL,\n"
    "    energy_pj REAL, op_pj REAL, spad_pj REAL, noc_pj REAL, glb_pj REAL, dram_pj REAL,\n"
    "    latency_cycles REAL, lower_bound_pj REAL, gap REAL, proven INTEGER, utilization REAL,\n"
    "    seconds REAL, mapping TEXT, PRIMARY KEY (point, number, choice)) WITHOUT ROWID;\n"
    "CREATE TABLE area (\n"
    "    point INTEGER NOT NULL REFERENCES point, component TEXT NOT NULL, instances INTEGER,\n"
    "    each_mm2 REAL, extrapolated INTEGER, source TEXT, PRIMARY KEY (point, component))\n"
    "    WITHOUT ROWID;\n"
    "CREATE VIEW result AS SELECT exploration, number, overrides, point.*\n"
    "    FROM variant JOIN point ON point.id = variant.point;\n" PRAGMA(
        "application_id", 1162760019) PRAGMA("user_version", 1) "COMMIT;\n";

_Static_assert(EXPLORE_STORE_APPLICATION == 1162760019 && EXPLORE_STORE_FORMAT == 1,
               "the schema names them in its text");
