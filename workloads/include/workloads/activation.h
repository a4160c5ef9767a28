/* Integer activations of one image: a tensor between two layers, at one precision.
 *
 * Unsigned after a ReLU (and after nodes whose inputs are all unsigned), else signed.
 */
#ifndef WORKLOADS_ACTIVATION_H
#define WORKLOADS_ACTIVATION_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/network.h"

struct activation {
    struct network_shape shape;
    int bits;       /* 2, 4 or 8 */
    int is_signed;  /* 0: values in [0, 2^bits - 1]; 1: in [-2^(bits-1), 2^(bits-1) - 1] */
    int16_t *value; /* (channels, rows, columns), owned */
};

/* Allocates zeros. Returns 0, or -1 when memory is short. Free with activation_free. */
int activation_create(struct activation *out, struct network_shape shape, int bits, int is_signed);
void activation_free(struct activation *activation);

size_t activation_count(const struct activation *activation);

/* Smallest and largest value of a precision. */
int activation_min(int bits, int is_signed);
int activation_max(int bits, int is_signed);

#endif
