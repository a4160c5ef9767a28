/* What a technology file may say: its schema, and the values as they stand there. */
#ifndef ARCH_TECHNOLOGY_SCHEMA_H
#define ARCH_TECHNOLOGY_SCHEMA_H

#include "arch/netlist.h"
#include "workloads/description_read.h"

#define TECHNOLOGY_PATH_MAX 512

struct technology_text {
    char name[64];
    double node_nm, voltage;
    struct technology_logic {
        double full_adder_pj;       /* at 45 nm */
        double energy_scale;        /* this node over 45 nm */
        double transistor_area_mm2; /* at 45 nm */
        double area_scale;
    } logic;
    struct technology_cells {
        double transistors[CELL_COUNT];
        double dff_clock;
    } cells;
    struct technology_memory_text {
        char table[TECHNOLOGY_PATH_MAX]; /* beside the technology file */
        int cell;                        /* index into technology_cell_types */
        int runs_nm;
        double energy_scale, leakage_scale, area_scale;
        int write_energy; /* index into technology_write_rules */
        double extrapolate_below, extrapolate_above;
    } memory;
    struct technology_register_file {
        int model; /* enum technology_model */
        char table[TECHNOLOGY_PATH_MAX];
    } register_file;
    struct technology_wire {
        double pj_per_bit_mm;
        double voltage; /* at which that was measured */
    } wire;
    char dram[TECHNOLOGY_PATH_MAX];
};

extern const char *const technology_cell_types[];  /* "itrs-hp", ... */
extern const char *const technology_write_rules[]; /* "cacti", "as-read" */
extern const char *const technology_models[];      /* by enum technology_model */

extern const struct desc_schema technology_schema; /* struct technology_text */

/* A DRAM type: the value of any key of the DRAM file, pJ per bit. */
extern const struct desc_field technology_dram_field;

#endif
