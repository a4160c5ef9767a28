/* What a machine file may say: its schemas, and the values as they stand there. */
#ifndef ARCH_MACHINE_SCHEMA_H
#define ARCH_MACHINE_SCHEMA_H

#include "arch/machine.h"
#include "workloads/description_read.h"

#define MACHINE_PATH_MAX 512
#define MACHINE_BITS_MAX 8 /* precisions of one operator */

struct machine_text {
    char name[ARCH_NAME_MAX];
    char description[160];
    char technology[MACHINE_PATH_MAX]; /* beside the machine file */
    double clock_hz;
    struct machine_array {
        int rows, columns;
    } array;
    double leakage_mw;
    const struct desc_node *storage, *network, *mac;
    const struct desc_node *pe, *constraints; /* may be NULL */
};

enum storage_class { CLASS_DRAM, CLASS_BUFFER, CLASS_SCRATCHPAD };

struct storage_text {
    char name[ARCH_NAME_MAX];
    int class; /* enum storage_class */
    unsigned keeps, bypass;
    char type[32];          /* of a DRAM; "": none given */
    uint64_t capacity_bits; /* 0: none given */
    int word_bits;
    double read_bandwidth, write_bandwidth; /* bits per cycle; 0: none given */
    int ports;                              /* 1: per tensor */
    int double_buffer;
    double latency_cycles; /* 0: none given */
    int burst_bits;        /* 0: none given */
    struct storage_rows_text {
        int banks; /* 0: none given */
        uint64_t row_bits;
        double miss_cycles;
    } rows;
    struct storage_energy_text {
        int per_bits; /* 0: no energy given */
        double read_pj, write_pj;
    } energy;
    double address_generation_pj;
};

struct network_text {
    int multicast; /* enum arch_multicast */
    struct network_reduce {
        int x, y; /* enum arch_reduce */
    } reduce;
    struct network_delivery {
        double bits_per_cycle[TENSOR_COUNT]; /* 0: none given */
    } delivery;
    double collection; /* bits per cycle; 0: none given */
    int fifo_words;    /* 0: none given */
    double inject_hops, deliver_hops, link_hops;
    double hop_pj_per_bit; /* negative: none given */
    double adder_pj_per_bit;
};

struct pe_text {
    double mac_transistors, fill;
};

enum lane_sum { LANES_TOGETHER, LANES_APART };

struct mac_text {
    int lane_dim; /* index into machine_lane_dims */
    int lane_sum; /* enum lane_sum */
    const struct desc_node *operators;
    const struct desc_node *energy; /* may be NULL */
    int zero_gating;
};

struct operator_text {
    int bits[MACHINE_BITS_MAX], bits_count;
    int psum_bits;
    char lanes[16]; /* "1" or "8/b" */
    int cycles_per_step;
};

extern const char *const machine_storage_classes[]; /* by enum storage_class */
extern const char *const machine_multicasts[];      /* by enum arch_multicast */
extern const char *const machine_ports[];           /* shared, per-tensor */
extern const char *const machine_reduces[];         /* by enum arch_reduce */
extern const char *const machine_lane_dims[];       /* "C", "M" */
extern const char *const machine_lane_sums[];       /* by enum lane_sum */

extern const struct desc_schema machine_schema;  /* struct machine_text */
extern const struct desc_schema storage_schema;  /* struct storage_text */
extern const struct desc_schema network_schema;  /* struct network_text */
extern const struct desc_schema pe_schema;       /* struct pe_text */
extern const struct desc_schema mac_schema;      /* struct mac_text */
extern const struct desc_schema operator_schema; /* struct operator_text */

/* E_OP typed for a choice: the value of any key of mac.energy, pJ per term. */
extern const struct desc_field machine_term_energy_field;

#endif
