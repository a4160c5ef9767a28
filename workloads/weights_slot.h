/* The tensors of weights.safetensors: which there are, of which shape, and where their values
 * lie in struct weights. Reader and writer go through the same list. */
#ifndef WORKLOADS_WEIGHTS_SLOT_H
#define WORKLOADS_WEIGHTS_SLOT_H

#include "safetensors.h"
#include "workloads/weights.h"

#define WEIGHTS_SLOT_NAME_MAX (NETWORK_NAME_MAX + 32)

struct weights_slot {
    char name[WEIGHTS_SLOT_NAME_MAX];
    struct safetensors_tensor tensor; /* type, rank and size */
    int layer;                        /* or -1 */
    int is_optional;
    void *values;  /* in struct weights; NULL: checked and passed over, not written */
    float **owner; /* values are allocated when they are read, and go there */
};

/* Lists the slots of weights, (*count) of them, malloc'd; NULL when memory is short. */
struct weights_slot *weights_slots(size_t *count, const struct weights *weights,
                                   const struct network *network, const struct choice *choice);

#endif
