#include "machine_schema.h"

const char *const machine_storage_classes[] = {"dram", "buffer", "scratchpad", NULL};
const char *const machine_multicasts[] = {"any", "identical", "none", NULL};
const char *const machine_ports[] = {"shared", "per-tensor", NULL};
const char *const machine_reduces[] = {"none", "link", NULL};
const char *const machine_lane_dims[] = {"C", "M", NULL};
const char *const machine_lane_sums[] = {"together", "apart", NULL};

/* Wider words, larger arrays and slower steps than these are slips of the pen. */
#define WORD_BITS_MAX 4096
#define PSUM_BITS_MAX 64
#define AXIS_MAX 4096
#define CYCLES_MAX 1024
#define ENERGY_PJ_MAX 1e6

#define REAL(struct_, member_, unit_, min_, max_)                                                  \
    .type = DESC_REAL, .flags = DESC_ORIGIN, .offset = offsetof(struct_, member_),                 \
    .unit = (unit_), .min = (min_), .max = (max_)
#define INT(struct_, member_, unit_, max_)                                                         \
    .type = DESC_INT, .flags = DESC_ORIGIN, .offset = offsetof(struct_, member_), .unit = (unit_), \
    .min = 1, .max = (max_)
#define WORD(struct_, member_, names_)                                                             \
    .type = DESC_ENUM, .flags = DESC_ORIGIN, .offset = offsetof(struct_, member_), .names = (names_)
#define BLOCK(struct_, member_, schema_)                                                           \
    .type = DESC_STRUCT, .offset = offsetof(struct_, member_), .schema = &(schema_)
#define NODE(struct_, member_) .type = DESC_NODE, .offset = offsetof(struct_, member_)
#define TEXT(struct_, member_, size_)                                                              \
    .type = DESC_STRING, .offset = offsetof(struct_, member_), .size = (size_)
#define BANDWIDTH(struct_, member_)                                                                \
    .type = DESC_REAL, .flags = DESC_ORIGIN | DESC_OPTIONAL, .offset = offsetof(struct_, member_), \
    .unit = UNIT_BITS_PER_CYCLE, .min = 1, .max = 1e6

static const struct desc_field array_fields[] = {
    {.key = "rows",
     .what = "rows of the array",
     INT(struct machine_array, rows, UNIT_NONE, AXIS_MAX)},
    {.key = "columns",
     .what = "columns of the array",
     INT(struct machine_array, columns, UNIT_NONE, AXIS_MAX)},
};
static const struct desc_schema array_schema =
    DESC_SCHEMA_ORIGIN("array", array_fields, struct machine_array);

static const struct desc_field machine_fields[] = {
    {.key = "name",
     .what = "name of the machine",
     .type = DESC_NAME,
     .size = ARCH_NAME_MAX,
     .offset = offsetof(struct machine_text, name)},
    {.key = "description",
     .what = "the machine in a line",
     .fallback = "",
     TEXT(struct machine_text, description, 160)},
    {.key = "technology",
     .what = "file of the technology",
     .flags = DESC_ORIGIN,
     TEXT(struct machine_text, technology, MACHINE_PATH_MAX)},
    {.key = "clock", .what = "clock", REAL(struct machine_text, clock_hz, UNIT_HZ, 1, 1e12)},
    {.key = "array",
     .what = "rows and columns of PEs",
     BLOCK(struct machine_text, array, array_schema)},
    {.key = "storage",
     .what = "a list of storages, outermost first",
     NODE(struct machine_text, storage)},
    {.key = "network", .what = "a map: the network on chip", NODE(struct machine_text, network)},
    {.key = "pe",
     .what = "a map: what the area of a PE follows from",
     .flags = DESC_OPTIONAL,
     NODE(struct machine_text, pe)},
    {.key = "mac",
     .what = "a map: operators, precisions and lanes",
     NODE(struct machine_text, mac)},
    {.key = "constraints",
     .what = "a map: what the mappings must obey",
     .flags = DESC_OPTIONAL,
     NODE(struct machine_text, constraints)},
    {.key = "leakage",
     .what = "power that no event accounts for",
     REAL(struct machine_text, leakage_mw, UNIT_MW, 0, 1e6)},
};
const struct desc_schema machine_schema =
    DESC_SCHEMA_ORIGIN("machine", machine_fields, struct machine_text);

#define ENERGY(member_) REAL(struct storage_energy_text, member_, UNIT_PJ, 0, ENERGY_PJ_MAX)

static const struct desc_field storage_energy_fields[] = {
    {.key = "per",
     .what = "bits that the energies are for",
     INT(struct storage_energy_text, per_bits, UNIT_BITS, WORD_BITS_MAX)},
    {.key = "read", .what = "energy of reading so many bits", ENERGY(read_pj)},
    {.key = "write", .what = "energy of writing so many bits", ENERGY(write_pj)},
};
static const struct desc_schema storage_energy_schema =
    DESC_SCHEMA_ORIGIN("energy", storage_energy_fields, struct storage_energy_text);

static const struct desc_field storage_rows_fields[] = {
    {.key = "banks",
     .what = "rows open at a time, one in each bank",
     INT(struct storage_rows_text, banks, UNIT_NONE, ARCH_BANKS_MAX)},
    {.key = "size",
     .what = "bits of a row",
     .type = DESC_WHOLE,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct storage_rows_text, row_bits),
     .unit = UNIT_BITS,
     .min = 1,
     .max = 1e9},
    {.key = "miss",
     .what = "cycles to open another row",
     REAL(struct storage_rows_text, miss_cycles, UNIT_NONE, 0, 1e6)},
};
static const struct desc_schema storage_rows_schema =
    DESC_SCHEMA_ORIGIN("rows", storage_rows_fields, struct storage_rows_text);

static const struct desc_field storage_fields[] = {
    {.key = "name",
     .what = "name of the storage",
     .type = DESC_NAME,
     .size = ARCH_NAME_MAX,
     .offset = offsetof(struct storage_text, name)},
    {.key = "class",
     .what = "kind of storage",
     .type = DESC_ENUM,
     .offset = offsetof(struct storage_text, class),
     .names = machine_storage_classes},
    {.key = "keeps",
     .what = "tensors it may hold",
     .type = DESC_TENSORS,
     .offset = offsetof(struct storage_text, keeps)},
    {.key = "bypass",
     .what = "tensors that may go past it",
     .type = DESC_TENSORS,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct storage_text, bypass)},
    {.key = "type",
     .what = "type of the DRAM",
     .type = DESC_NAME,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct storage_text, type),
     .size = 32},
    {.key = "capacity",
     .what = "capacity, of one PE's instance in a scratchpad",
     .type = DESC_WHOLE,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct storage_text, capacity_bits),
     .unit = UNIT_BITS,
     .min = 1,
     .max = 1e15},
    {.key = "word",
     .what = "widest access",
     INT(struct storage_text, word_bits, UNIT_BITS, WORD_BITS_MAX)},
    {.key = "read_bandwidth",
     .what = "bandwidth of reads",
     BANDWIDTH(struct storage_text, read_bandwidth)},
    {.key = "write_bandwidth",
     .what = "bandwidth of writes",
     BANDWIDTH(struct storage_text, write_bandwidth)},
    {.key = "ports",
     .what = "whether all tensors pass the same ports of a buffer, or each has banks of its own",
     .type = DESC_ENUM,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct storage_text, ports),
     .names = machine_ports,
     .fallback = "shared"},
    {.key = "double_buffer",
     .what = "whether every tile is held twice",
     .type = DESC_BOOL,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct storage_text, double_buffer),
     .fallback = "false"},
    {.key = "burst",
     .what = "bits that a DRAM passes at least",
     .type = DESC_INT,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct storage_text, burst_bits),
     .unit = UNIT_BITS,
     .min = 1,
     .max = 1e6},
    {.key = "rows",
     .what = "a map: rows that a DRAM keeps open",
     .flags = DESC_OPTIONAL,
     BLOCK(struct storage_text, rows, storage_rows_schema)},
    {.key = "latency",
     .what = "cycles from a request to its first word, of a DRAM",
     .type = DESC_REAL,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct storage_text, latency_cycles),
     .unit = UNIT_NONE,
     .min = 0,
     .max = 1e6},
    {.key = "energy",
     .what = "energies, in place of the technology's",
     .flags = DESC_OPTIONAL,
     BLOCK(struct storage_text, energy, storage_energy_schema)},
    {.key = "address_generation",
     .what = "energy of one address",
     .type = DESC_REAL,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct storage_text, address_generation_pj),
     .unit = UNIT_PJ,
     .min = 0,
     .max = ENERGY_PJ_MAX},
};
const struct desc_schema storage_schema =
    DESC_SCHEMA_ORIGIN("storage", storage_fields, struct storage_text);

static const struct desc_field reduce_fields[] = {
    {.key = "X",
     .what = "sums along a row of PEs",
     WORD(struct network_reduce, x, machine_reduces)},
    {.key = "Y",
     .what = "sums along a column of PEs",
     WORD(struct network_reduce, y, machine_reduces)},
};
static const struct desc_schema reduce_schema =
    DESC_SCHEMA_ORIGIN("reduce", reduce_fields, struct network_reduce);

#define DELIVERY(tensor_) BANDWIDTH(struct network_delivery, bits_per_cycle[tensor_])

static const struct desc_field delivery_fields[] = {
    {.key = "W", .what = "bandwidth of the weights' network", DELIVERY(TENSOR_W)},
    {.key = "I", .what = "bandwidth of the inputs' network", DELIVERY(TENSOR_I)},
    {.key = "O", .what = "bandwidth of the partial sums' network", DELIVERY(TENSOR_O)},
};
static const struct desc_schema delivery_schema =
    DESC_SCHEMA_ORIGIN("delivery", delivery_fields, struct network_delivery);

#define HOPS(member_) REAL(struct network_text, member_, UNIT_NONE, 0, 2 * AXIS_MAX)

static const struct desc_field network_fields[] = {
    {.key = "multicast",
     .what = "words that reach several PEs at once",
     WORD(struct network_text, multicast, machine_multicasts)},
    {.key = "reduce",
     .what = "how PEs add up partial sums",
     BLOCK(struct network_text, reduce, reduce_schema)},
    {.key = "delivery",
     .what = "bandwidth of the delivery networks",
     .flags = DESC_OPTIONAL,
     BLOCK(struct network_text, delivery, delivery_schema)},
    {.key = "collection",
     .what = "bandwidth of the collection network",
     BANDWIDTH(struct network_text, collection)},
    {.key = "fifo",
     .what = "words that can wait before each scratchpad of a PE",
     .type = DESC_INT,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct network_text, fifo_words),
     .unit = UNIT_NONE,
     .min = 1,
     .max = 1e6},
    {.key = "inject_hops",
     .what = "hops of a word that enters or leaves the array",
     HOPS(inject_hops)},
    {.key = "deliver_hops", .what = "hops of a word per PE that takes it", HOPS(deliver_hops)},
    {.key = "link_hops", .what = "hops of a partial sum between neighbours", HOPS(link_hops)},
    {.key = "hop",
     .what = "energy of a hop, in place of pitch x wire",
     .type = DESC_REAL,
     .flags = DESC_OPTIONAL | DESC_ORIGIN,
     .offset = offsetof(struct network_text, hop_pj_per_bit),
     .unit = UNIT_PJ_PER_BIT,
     .min = 0,
     .max = ENERGY_PJ_MAX},
    {.key = "adder",
     .what = "energy of adding a partial sum that arrives",
     REAL(struct network_text, adder_pj_per_bit, UNIT_PJ_PER_BIT, 0, ENERGY_PJ_MAX)},
};
const struct desc_schema network_schema =
    DESC_SCHEMA_ORIGIN("network", network_fields, struct network_text);

static const struct desc_field pe_fields[] = {
    {.key = "mac_transistors",
     .what = "transistors of the MAC",
     REAL(struct pe_text, mac_transistors, UNIT_NONE, 1, 1e9)},
    {.key = "fill",
     .what = "share of a PE's area that is cells",
     REAL(struct pe_text, fill, UNIT_NONE, 0.01, 1)},
};
const struct desc_schema pe_schema = DESC_SCHEMA_ORIGIN("pe", pe_fields, struct pe_text);

static const struct desc_field mac_fields[] = {
    {.key = "lane_dim",
     .what = "dimension the lanes lie on",
     WORD(struct mac_text, lane_dim, machine_lane_dims)},
    {.key = "lane_sum",
     .what = "whether lanes share a partial sum",
     WORD(struct mac_text, lane_sum, machine_lane_sums)},
    {.key = "zero_gating",
     .what = "whether a step without input reads no weight and does no term",
     .type = DESC_BOOL,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct mac_text, zero_gating),
     .fallback = "false"},
    {.key = "operators", .what = "a map of operators", NODE(struct mac_text, operators)},
    {.key = "energy",
     .what = "a map: energy of a term, in place of the netlist's",
     .flags = DESC_OPTIONAL,
     NODE(struct mac_text, energy)},
};
const struct desc_schema mac_schema = DESC_SCHEMA_ORIGIN("mac", mac_fields, struct mac_text);

static const struct desc_field operator_fields[] = {
    {.key = "bits",
     .what = "precisions",
     .type = DESC_INT,
     .flags = DESC_ORIGIN,
     .offset = offsetof(struct operator_text, bits),
     .min = 1,
     .max = 64,
     .array = MACHINE_BITS_MAX,
     .array_min = 1,
     .count_offset = DESC_COUNT_AT(struct operator_text, bits_count)},
    {.key = "psum",
     .what = "width of a partial sum",
     INT(struct operator_text, psum_bits, UNIT_BITS, PSUM_BITS_MAX)},
    {.key = "lanes",
     .what = "terms of one step, such as '1' or '8/b' (b: the precision)",
     .flags = DESC_ORIGIN,
     TEXT(struct operator_text, lanes, 16)},
    {.key = "cycles_per_step",
     .what = "cycles of one step",
     INT(struct operator_text, cycles_per_step, UNIT_NONE, CYCLES_MAX)},
};
const struct desc_schema operator_schema =
    DESC_SCHEMA_ORIGIN("operator", operator_fields, struct operator_text);

const struct desc_field machine_term_energy_field = {.key = "energy",
                                                     .what = "energy of a term",
                                                     .type = DESC_REAL,
                                                     .flags = DESC_ORIGIN,
                                                     .offset = 0,
                                                     .unit = UNIT_PJ,
                                                     .min = 0,
                                                     .max = ENERGY_PJ_MAX};
