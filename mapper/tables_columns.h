/* The columns of tables.csv, in their order. */
#ifndef MAPPER_TABLES_COLUMNS_H
#define MAPPER_TABLES_COLUMNS_H

#define TABLES_COLUMNS(X)                                                                          \
    X(LAYER, layer)                                                                                \
    X(OPERATOR, operator)                                                                          \
    X(BITS, bits)                                                                                  \
    X(MODE, mode)                                                                                  \
    X(OPS, ops)                                                                                    \
    X(E_OP, e_op_pj)                                                                               \
    X(ENERGY_OP, energy_op_pj)                                                                     \
    X(E_TX, e_tx_pj)                                                                               \
    X(E_TX_SPAD, e_tx_spad_pj)                                                                     \
    X(E_TX_NOC, e_tx_noc_pj)                                                                       \
    X(E_TX_GLB, e_tx_glb_pj)                                                                       \
    X(E_TX_DRAM, e_tx_dram_pj)                                                                     \
    X(ENERGY, energy_pj)                                                                           \
    X(LATENCY, latency_cycles)                                                                     \
    X(UTILIZATION, utilization)                                                                    \
    X(LOWER_BOUND, lower_bound_pj)                                                                 \
    X(PROVEN, proven)

#define TABLES_COLUMN_ENUM(id, name) TABLES_##id,
enum tables_column { TABLES_COLUMNS(TABLES_COLUMN_ENUM) TABLES_COLUMN_COUNT };

/* ",layer,operator,bits,...": the header line behind its first byte. */
#define TABLES_COLUMN_TEXT(id, name) "," #name
#define TABLES_HEADER (&(TABLES_COLUMNS(TABLES_COLUMN_TEXT))[1])

#endif
