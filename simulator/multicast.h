/* A delivery network: every word goes to all PEs whose tags match. */
#ifndef SIMULATOR_MULTICAST_H
#define SIMULATOR_MULTICAST_H

#include "simulation.h"

struct multicast_words {
    uint64_t injected; /* onto the network */
    uint64_t taken;    /* by PEs */
    uint64_t most;     /* by one PE */
};

/* Gives the word at an address of the tensor. Returns 0, or -1 after it said why. */
typedef int multicast_fetch_fn(void *context, long address, int32_t *value);

/* Sends what the scratchpads' new tiles lack: all, or what slid in along an axis (-1: all).
 * Returns 0, or -1 with s->reason. */
int multicast_send(struct simulation *s, enum tensor t, int sliding, multicast_fetch_fn *fetch,
                   void *context, struct multicast_words *out);

#endif
