/* The plain machine under way; the parts of plain_machine.c. */
#ifndef ORACLE_PLAIN_STATE_H
#define ORACLE_PLAIN_STATE_H

#include "plain_clock.h"
#include "plain_nest.h"

/* What a buffer holds of a tensor, by element. */
struct plain_store {
    uint8_t *has;
    int32_t *value;
};

struct plain_pe {
    int x, y;
    int turn[MAP_NODES_MAX]; /* of the spatial loops */
    struct plain_store store[TENSOR_COUNT];
    uint8_t *coming; /* elements that the event under way brings */
    uint8_t *is_new; /* sums that start from zero and have no term yet */
};

struct plain_machine {
    const struct sim_layer *layer;
    struct plain_nest nest;
    struct sim_result *out;
    int bits[SIM_WORDS];
    int turn[MAP_NODES_MAX]; /* of the temporal loops */
    int pe_count;
    struct plain_pe *pe; /* (pe_count) owned */
    struct plain_store glb[TENSOR_COUNT];
    int keeps_in_glb[TENSOR_COUNT];
    uint8_t *tile;                   /* elements, to look at one tile; owned */
    uint8_t *is_asked[TENSOR_COUNT]; /* by the array, of what the GLB has; owned */
    int stream[TENSOR_COUNT];        /* transfer from DRAM into the GLB */
    int stored[TENSOR_COUNT];        /* the same words at the GLB's write port */
    uint64_t streamed[TENSOR_COUNT]; /* words of it that the array has asked for */
    int32_t *dram_psum;
    int *terms_done, terms_of_output; /* [element of O] owned */
    int has_one_chain;                /* all PEs that sum one output are linked */
    struct plain_clock *clock;
    uint64_t open_row[ARCH_BANKS_MAX], misses;                 /* of DRAM; for the next transfer */
    struct plain_moment now;                                   /* the stretch before has ended */
    struct plain_moment first_used[LEVEL_COUNT][TENSOR_COUNT]; /* the tile that is there */
    struct plain_moments collected, written;                   /* the outputs before have left */
    int is_wrong;                                              /* a word was not there */
};

/* plain_memory.c: makes PEs, buffers and clock of m->layer; frees them. */
void plain_create(struct plain_machine *m);
void plain_destroy(struct plain_machine *m);

/* Makes `turn` the turns of all loops for a PE. */
void plain_place(const struct plain_machine *m, const struct plain_pe *pe, int turn[MAP_NODES_MAX]);

/* What a keep node needs for a PE (NULL: for the GLB) goes into `set`. */
void plain_find_tile(const struct plain_machine *m, int node, const struct plain_pe *pe,
                     uint8_t *set);

/* The GLB's port that words of t pass: that of the kind (PLAIN_GLB_READ or _WRITE) for all, or
 * the tensor's own. */
int plain_glb_port(const struct plain_machine *m, int kind, enum tensor t);
/* Asks a port, unless there is nothing to pass: then nothing is added to `end`, which gets the
 * moment when all has passed. */
void plain_pass(struct plain_machine *m, int port, uint64_t bits, struct plain_moments from,
                struct plain_moments *end);
/* The next transfer of DRAM has this element. */
void plain_touch(struct plain_machine *m, enum tensor t, size_t element);
/* The next stretch waits for all of it. */
void plain_wait_all(struct plain_machine *m, const struct plain_moments *moments,
                    enum sim_reason why);

struct plain_moments plain_from(struct plain_moment moment);

/* plain_operand.c: the next tile of W or I comes. */
void plain_operand_to_glb(struct plain_machine *m, int node, enum plain_change change);
void plain_operand_to_array(struct plain_machine *m, int node, enum plain_change change);

/* plain_output.c: psums leave, and come back if their sums go on. */
void plain_output_at_array(struct plain_machine *m, int node);
void plain_output_at_glb(struct plain_machine *m, int node);
void plain_output_end(struct plain_machine *m);
/* Finds has_one_chain; the loops are at their start. */
void plain_find_chains(struct plain_machine *m);

#endif
