/* A delivery network: every word goes to all PEs whose tags match.
 *
 * Along each axis of a tensor the PEs with one key have the same coordinates, so a word's tags
 * are a set of keys along each axis, and its receivers are their product.
 */
#ifndef SIMULATOR_MULTICAST_H
#define SIMULATOR_MULTICAST_H

#include "simulation.h"

/* The axis along which a tile slides: along all others it stays as it is. -1: it does not. */
int multicast_sliding_axis(const struct program *program, enum map_level level, enum tensor t,
                           enum change change);

/* Coordinates of a tile to fetch along an axis. Returns how many. */
int multicast_list(const struct tile_list *list, int axis, int sliding, const int **value);

struct multicast_words {
    uint64_t injected; /* onto the network */
    uint64_t taken;    /* by PEs */
    uint64_t most;     /* by one PE */
};

/* Gives the word at an address of the tensor. Returns 0, or -1 after it said why. */
typedef int multicast_fetch_fn(void *context, long address, int32_t *value);

/* Sends the scratchpads' new tiles. Returns 0, or -1 with s->reason. */
int multicast_send(struct simulation *s, enum tensor t, int sliding, multicast_fetch_fn *fetch,
                   void *context, struct multicast_words *out);

/* Sets the tags of a whole tile. */
void multicast_set(struct simulation *s, enum tensor t);

/* One output, and all PEs that sum it. */
struct multicast_output {
    int value[TILE_AXES];
    long address, place; /* in the whole tensor, in a scratchpad */
    int pe_count;
    struct pe **pe;   /* [pe_count] */
    const int *chain; /* [pe_count] PEs of one chain are joined by links */
    int chain_count;
};

typedef void multicast_output_fn(struct simulation *s, const struct multicast_output *output,
                                 void *context);

/* Calls `visit` for every output of the array's tile (multicast_set of O). */
void multicast_outputs(struct simulation *s, multicast_output_fn *visit, void *context);

/* The tags of a tensor; kept from event to event. */
struct multicast_tags;
int multicast_create(struct multicast_tags **out, const struct simulation *s, enum tensor t);
void multicast_free(struct multicast_tags *tags);

#endif
