/* What a whole mapping costs, from the walks of its nodes. Rules: docs/model.md. */
#ifndef ORACLE_COUNT_H
#define ORACLE_COUNT_H

#include "walk.h"

/* Elements moved for the whole batch, and their price. */
struct oracle_counts {
    uint64_t dram_read[WORD_COUNT], dram_write[WORD_COUNT];
    uint64_t glb_read[WORD_COUNT], glb_write[WORD_COUNT];
    uint64_t
        entered[WORD_COUNT]; /* words put into the delivery networks: W, I, psums that come back */
    uint64_t taken[WORD_COUNT]; /* words that PEs take from them */
    uint64_t left[WORD_COUNT];  /* words PEs send up: psums, finished outputs */
    uint64_t link_words;        /* psums from a PE to its neighbour */
    uint64_t spad_fill[TENSOR_COUNT];
    uint64_t spad_drain;  /* psums read to leave */
    uint64_t saved_reads; /* psum reads saved by passes that start from zero */
    uint64_t steps, input_steps, terms, compute_cycles;
    uint64_t first_words[TENSOR_COUNT]; /* W, I: words of the first fill */
    uint64_t drain_words;     /* O: words of the last drain (as many as at the first event) */
    enum map_word drain_kind; /* ... and what they are */
    uint64_t glb_tile_bits, spad_tile_bits[TENSOR_COUNT]; /* one copy of each largest tile */

    /* Energy of the whole batch, pJ. */
    double op_pj, spad_pj, noc_pj, glb_pj, dram_pj, energy_pj;
    double cycles;
};

enum oracle_status {
    ORACLE_OK,
    ORACLE_ILLEGAL, /* not in the map space */
    ORACLE_NO_FIT,  /* in the map space, but a tile is larger than its buffer; counts are valid */
    ORACLE_NO_MEMORY,
};

/* Counts and prices a mapping. `out` is filled for ORACLE_OK and ORACLE_NO_FIT. */
enum oracle_status oracle_count(const struct map_problem *problem,
                                const struct map_mapping *mapping, struct oracle_counts *out);

/* Adds the words of one tensor; `glb` is NULL if the GLB does not keep it. */
void oracle_add_tensor(const struct map_problem *problem, enum tensor tensor,
                       const struct oracle_walk *glb, const struct oracle_walk *spad,
                       struct oracle_counts *out);

/* Adds steps, terms and the cycles of `time_steps` steps of the array. */
void oracle_add_compute(const struct map_problem *problem, uint64_t time_steps,
                        struct oracle_counts *out);

/* Fills the energies and cycles from the counts. */
void oracle_price(const struct map_problem *problem, struct oracle_counts *counts);

/* Cycles that moving words takes, besides those of compute. */
struct oracle_times {
    double dram, glb_read, glb_write; /* shared by the tensors */
    double network;                   /* the slowest network; each tensor has its own */
    double fill_dram, fill_network;   /* first fill */
    double drain;                     /* last drain */
};

struct oracle_times oracle_times_of(const struct map_problem *problem,
                                    const struct oracle_counts *counts);

/* The times of different tensors taken together. */
struct oracle_times oracle_times_join(const struct oracle_times *a, const struct oracle_times *b);

/* Of the whole batch: the slowest, then fill and drain. */
double oracle_cycles(double compute_cycles, const struct oracle_times *times);

/* 1 if the tiles counted fit the buffers. */
int oracle_fits(const struct map_problem *problem, const struct oracle_counts *counts);

#endif
