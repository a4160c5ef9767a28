/* Integer weights of a network: weights.safetensors, and random ones.
 *
 * They belong to one network and one choice of operator and precision per layer.
 */
#ifndef WORKLOADS_WEIGHTS_H
#define WORKLOADS_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "workloads/precision.h"

/* Weights are sign and magnitude, so there is a minus zero (MF adds sign(w) x). As a byte,
 * it is the value that no weight has. */
#define WEIGHT_MINUS_ZERO INT8_MIN

/* Value and sign of a weight as stored: what operator_def.term takes. */
static inline int32_t weight_value(int8_t stored)
{
    return stored == WEIGHT_MINUS_ZERO ? 0 : stored;
}

static inline int weight_is_negative(int8_t stored)
{
    return stored < 0;
}

/* One scale per output channel, see requantize.h. */
struct requantizer {
    int32_t *multiplier; /* (M) */
    uint8_t *shift;      /* (M) */
    int32_t *offset;     /* (M) in units of psum times multiplier: a fraction of the bias */
};

struct layer_weights {
    int output_channels; /* M */
    size_t count;        /* M C/G R S */
    int8_t *weight;      /* (M, C/G, R, S): T and MF in +-(2^(bits-1) - 1), MF with
                          * WEIGHT_MINUS_ZERO, BC +-1 */
    float *scale;        /* (M) a weight's real value is scale x integer; NULL: not known */
    int32_t *bias;       /* (M) in units of the psum */
    /* [bits], one for every precision in which the output is stored; the others are NULL. */
    struct requantizer requantizer[PRECISION_INTEGER_MAX + 1];
};

struct weights {
    int layer_count;
    struct layer_weights *layer; /* (layer_count) */
    /* [node + 1][bits]: largest real value of the tensor at this precision, 0: not known.
     * [0] is the network's input. */
    float (*clip)[PRECISION_INTEGER_MAX + 1];
};

/* Allocates weights for a network and its choices (layer_count); all are zero, `scale` NULL.
 * Returns 0, or -1 with the reason in `diag`: precision_check's, or no memory. Free with
 * weights_free. */
int weights_create(struct weights **out, const struct network *network, const struct choice *choice,
                   struct diag_list *diag);
void weights_free(struct weights *weights);

/* Reads weights.safetensors. Everything is checked: that the file is of this network and
 * these choices, that every tensor is there, known, of the right type and shape and inside
 * the file, that weights are in the operator's range. Returns 0, or -1 with all errors in
 * `diag`, each naming its tensor. Format: https://github.com/huggingface/safetensors */
int weights_read(struct weights **out, const char *path, const struct network *network,
                 const struct choice *choice, struct diag_list *diag);

/* The same from bytes, called `name` in messages. */
int weights_read_bytes(struct weights **out, const char *name, const void *bytes, size_t size,
                       const struct network *network, const struct choice *choice,
                       struct diag_list *diag);

/* The bytes of weights.safetensors, malloc'd. `notes` are further metadata, key and value in
 * turn up to a NULL (tool version, seed, command line), or NULL. Returns 0, or -1 when memory
 * is short. */
int weights_encode(void **bytes, size_t *size, const struct weights *weights,
                   const struct network *network, const struct choice *choice,
                   const char *const *notes);

/* Writes the file under a temporary name and renames it, so that `path` holds the whole of
 * it or what it held before. Returns 0, or -1 with the reason in `diag`. */
int weights_write(const struct weights *weights, const char *path, const struct network *network,
                  const struct choice *choice, const char *const *notes, struct diag_list *diag);

/* Random weights, the same on every platform: about Gaussian with 3 sigma at the end of the
 * range; biases and multipliers such that the outputs of a random image use their range.
 * Returns 0, or -1 with the reason in `diag`. */
int weights_random(struct weights **out, const struct network *network, const struct choice *choice,
                   uint64_t seed, struct diag_list *diag);

#endif
