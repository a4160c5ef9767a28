#include "technology_schema.h"

const char *const technology_cell_types[] = {"itrs-hp", "itrs-lop", "itrs-lstp", NULL};
const char *const technology_write_rules[] = {"cacti", "as-read", NULL};
const char *const technology_models[] = {"cacti", "aladdin", NULL};

/* Scales, and shares of transistors: a factor of a thousand is a slip of the pen. */
#define FACTOR_MIN 0.001
#define FACTOR_MAX 1000

#define PHYSICAL(struct_, member_, unit_, min_, max_)                                              \
    .type = DESC_REAL, .flags = DESC_ORIGIN, .offset = offsetof(struct_, member_),                 \
    .unit = (unit_), .min = (min_), .max = (max_)

#define LOGIC(member_, unit_, min_, max_)                                                          \
    PHYSICAL(struct technology_logic, member_, unit_, min_, max_)

static const struct desc_field logic_fields[] = {
    {.key = "full_adder",
     .what = "one operation of a full adder at 45 nm",
     LOGIC(full_adder_pj, UNIT_PJ, 1e-6, 1)},
    {.key = "energy_scale",
     .what = "energy of logic here over that at 45 nm",
     LOGIC(energy_scale, UNIT_NONE, FACTOR_MIN, FACTOR_MAX)},
    {.key = "transistor_area",
     .what = "area of a transistor at 45 nm",
     LOGIC(transistor_area_mm2, UNIT_MM2, 1e-12, 1e-3)},
    {.key = "area_scale",
     .what = "area of logic here over that at 45 nm",
     LOGIC(area_scale, UNIT_NONE, FACTOR_MIN, FACTOR_MAX)},
};
static const struct desc_schema logic_schema =
    DESC_SCHEMA_ORIGIN("logic", logic_fields, struct technology_logic);

#define CELL_FIELD(id, name_)                                                                      \
    {.key = (name_),                                                                               \
     .what = "transistors of the cell",                                                            \
     PHYSICAL(struct technology_cells, transistors[id], UNIT_NONE, 1, FACTOR_MAX)},

static const struct desc_field cell_fields[] = {
    NETLIST_CELLS(CELL_FIELD){
        .key = "dff_clock",
        .what = "transistors of a flip-flop that its clock drives",
        PHYSICAL(struct technology_cells, dff_clock, UNIT_NONE, 0, FACTOR_MAX)},
};
static const struct desc_schema cells_schema =
    DESC_SCHEMA_ORIGIN("cell_transistors", cell_fields, struct technology_cells);

#define FILE_FIELD(struct_, member_)                                                               \
    .type = DESC_STRING, .flags = DESC_ORIGIN, .offset = offsetof(struct_, member_),               \
    .size = TECHNOLOGY_PATH_MAX
#define WORD(struct_, member_, names_)                                                             \
    .type = DESC_ENUM, .flags = DESC_ORIGIN, .offset = offsetof(struct_, member_), .names = (names_)
#define MEMORY(member_, unit_, min_, max_)                                                         \
    PHYSICAL(struct technology_memory_text, member_, unit_, min_, max_)

static const struct desc_field memory_fields[] = {
    {.key = "table", .what = "file of SRAM runs", FILE_FIELD(struct technology_memory_text, table)},
    {.key = "cell",
     .what = "cell type of the runs",
     WORD(struct technology_memory_text, cell, technology_cell_types)},
    {.key = "runs_at",
     .what = "node of the runs",
     .type = DESC_INT,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct technology_memory_text, runs_nm),
     .unit = UNIT_NM,
     .min = 1,
     .max = 1000},
    {.key = "energy_scale",
     .what = "energy of a memory here over that of the runs",
     MEMORY(energy_scale, UNIT_NONE, FACTOR_MIN, FACTOR_MAX)},
    {.key = "leakage_scale",
     .what = "leakage of a memory here over that of the runs",
     MEMORY(leakage_scale, UNIT_NONE, FACTOR_MIN, FACTOR_MAX)},
    {.key = "area_scale",
     .what = "area of a memory here over that of the runs",
     MEMORY(area_scale, UNIT_NONE, FACTOR_MIN, FACTOR_MAX)},
    {.key = "write_energy",
     .what = "what a write costs",
     WORD(struct technology_memory_text, write_energy, technology_write_rules)},
    {.key = "extrapolate_below",
     .what = "smallest size of the runs over the smallest allowed",
     MEMORY(extrapolate_below, UNIT_NONE, 1, FACTOR_MAX)},
    {.key = "extrapolate_above",
     .what = "largest size allowed over the largest of the runs",
     MEMORY(extrapolate_above, UNIT_NONE, 1, FACTOR_MAX)},
};
static const struct desc_schema memory_schema =
    DESC_SCHEMA_ORIGIN("memory", memory_fields, struct technology_memory_text);

static const struct desc_field register_file_fields[] = {
    {.key = "model",
     .what = "model of the scratchpads",
     WORD(struct technology_register_file, model, technology_models)},
    {.key = "table",
     .what = "file of register-file energies",
     FILE_FIELD(struct technology_register_file, table)},
};
static const struct desc_schema register_file_schema =
    DESC_SCHEMA_ORIGIN("register_file", register_file_fields, struct technology_register_file);

static const struct desc_field wire_fields[] = {
    {.key = "energy",
     .what = "a bit moved by a mm of wire",
     PHYSICAL(struct technology_wire, pj_per_bit_mm, UNIT_PJ_PER_BIT_MM, 0, 1e3)},
    {.key = "measured_at",
     .what = "voltage of that energy",
     PHYSICAL(struct technology_wire, voltage, UNIT_VOLT, 0.1, 10)},
};
static const struct desc_schema wire_schema =
    DESC_SCHEMA_ORIGIN("wire", wire_fields, struct technology_wire);

#define BLOCK(member_, schema_)                                                                    \
    .type = DESC_STRUCT, .offset = offsetof(struct technology_text, member_), .schema = &(schema_)

static const struct desc_field fields[] = {
    {.key = "name",
     .what = "name of the technology",
     .type = DESC_NAME,
     .size = 64,
     .offset = offsetof(struct technology_text, name)},
    {.key = "node",
     .what = "feature size",
     PHYSICAL(struct technology_text, node_nm, UNIT_NM, 1, 1000)},
    {.key = "voltage",
     .what = "supply voltage",
     PHYSICAL(struct technology_text, voltage, UNIT_VOLT, 0.1, 10)},
    {.key = "logic", .what = "energy and area of logic", BLOCK(logic, logic_schema)},
    {.key = "cell_transistors", .what = "transistors of each cell", BLOCK(cells, cells_schema)},
    {.key = "memory", .what = "SRAM runs and how they scale", BLOCK(memory, memory_schema)},
    {.key = "register_file",
     .what = "model of the scratchpads",
     BLOCK(register_file, register_file_schema)},
    {.key = "wire", .what = "energy of wires", BLOCK(wire, wire_schema)},
    {.key = "dram", .what = "file of DRAM types", FILE_FIELD(struct technology_text, dram)},
};
const struct desc_schema technology_schema =
    DESC_SCHEMA_ORIGIN("technology", fields, struct technology_text);

const struct desc_field technology_dram_field = {.key = "energy",
                                                 .what = "energy of the DRAM type",
                                                 .type = DESC_REAL,
                                                 .flags = DESC_ORIGIN,
                                                 .offset = 0,
                                                 .unit = UNIT_PJ_PER_BIT,
                                                 .min = 0,
                                                 .max = 1e5};
