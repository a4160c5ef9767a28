/* A layer under way: the machine's state, and what the controller does with it. */
#ifndef SIMULATOR_SIMULATION_H
#define SIMULATOR_SIMULATION_H

#include "dram.h"
#include "program.h"
#include "tile.h"

/* A processing element in use. Scratchpads hold elements at tile_place. */
struct pe {
    int x, y;
    int offset[DIM_COUNT];            /* units, from where the controller is */
    int key[TENSOR_COUNT][TILE_AXES]; /* of its tiles */
    int8_t *weight;                   /* scratchpads; weights as stored */
    int16_t *input;
    int32_t *psum;
    int is_active;              /* it has terms from here on */
    int is_summing;             /* its psums are of the visit of outputs under way */
    uint64_t expected, arrived; /* words of the event under way */
    uint64_t steps;
};

/* One tensor in the GLB, by the address in the whole tensor. */
struct glb_tensor {
    int32_t *value;
    uint8_t *state;                   /* of each word: enum glb_state */
    double stream_start, stream_bits; /* of DRAM: when it began, what it has sent */
    double stream_rate;               /* bits per cycle; infinite without a limit */
    double write_start;               /* when the write port began with them */
};

/* A word on its way comes when it is asked for, in the order of asking. */
enum glb_state { GLB_ABSENT, GLB_COMING, GLB_THERE };

struct simulation {
    struct program program;
    const struct sim_layer *layer;
    struct sim_options options;
    struct sim_result *out;
    char *reason;
    int32_t *dram_psum;           /* O in DRAM */
    int turn[MAP_NODES_MAX];      /* of each temporal loop */
    int unit[DIM_COUNT];          /* where the controller is */
    int spread[DIM_COUNT];        /* places along each dimension */
    int *place_offset[DIM_COUNT]; /* [place] units; owned */
    int pe_weight[DIM_COUNT];     /* number of a PE: sum of place x weight */
    int pe_count;
    struct pe *pe;                                 /* (pe_count) owned */
    struct tile tile[LEVEL_COUNT][TENSOR_COUNT];   /* GLB and SPAD */
    struct tags *tags[TENSOR_COUNT];               /* tags.h */
    uint64_t tile_bits[LEVEL_COUNT][TENSOR_COUNT]; /* of the largest tile so far */
    struct glb_tensor glb[TENSOR_COUNT];
    double used_at[LEVEL_COUNT][TENSOR_COUNT]; /* when the present tile was first used, cycles */
    unsigned unused[LEVEL_COUNT];              /* bit t: the present tile has not been used yet */
    int is_array_summing, is_glb_summing;      /* outputs are there that have not left */
    int is_last_of_array, is_last_of_glb;      /* and their sums are complete when they leave */
    uint64_t psums_kept;                       /* first terms of sums that start from zero */
    double collected_at, written_at;           /* when the outputs before have left */
    uint64_t words_taken;                      /* by PEs, for faults */
    struct clock clock;
    struct dram dram;
};

/* How an event changes a tile. */
enum change { CHANGE_NONE, CHANGE_SLIDES, CHANGE_WHOLE };

/* machine.c. machine_create returns 0, or -1 with s->reason; machine_destroy follows either way. */
int machine_create(struct simulation *s);
void machine_destroy(struct simulation *s);

/* events.c */

/* True if a PE has terms from where the controller is. */
int event_is_active(const struct simulation *s, const struct pe *pe);
/* Sets the tiles of a keep node from where the controller is, and who is active. Returns 0, or
 * -1 if one is larger than its buffer. */
int event_set_tiles(struct simulation *s, enum map_level level, enum tensor t, enum change change);
/* A PE takes a word from a network: counted, written, or broken by a fault. */
void event_take(struct simulation *s, struct pe *pe, enum tensor t, const int value[TILE_AXES],
                int32_t word);
/* Every active PE has got what it waits for. Returns 0, or -1 with the word in s->reason. */
int event_check_arrivals(struct simulation *s, enum tensor t);

/* operand.c: the GLB, or the scratchpads, take the next tile of W or I. Returns 0, or -1 with
 * s->reason. */
int operand_to_glb(struct simulation *s, enum tensor t, enum change change);
int operand_to_array(struct simulation *s, enum tensor t, enum change change);

/* output.c: psums leave the array (the GLB); those of the next tile come back if it was here
 * before. */
int output_next_array(struct simulation *s);
int output_next_glb(struct simulation *s);
int output_end(struct simulation *s);

/* stretch.c, compute.c: the stretch between two events, on all PEs. stretch_create returns 0, or -1
 * without memory; stretch_free follows either way. stretch_run returns 0, or -1 with s->reason. */
struct stretch;
int stretch_create(struct stretch **out, const struct simulation *s);
void stretch_free(struct stretch *stretch);
int stretch_run(struct simulation *s, struct stretch *stretch);

/* energy.c: what was counted, at the machine's prices. */
void energy_of(const struct program *program, const struct sim_counts *counts,
               struct sim_energy *out);

#endif
