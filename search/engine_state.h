/* The engine's inside: buffers of the tensors, and each layer's mixed weights. */
#ifndef SEARCH_ENGINE_STATE_H
#define SEARCH_ENGINE_STATE_H

#include "search/engine.h"

/* Room for a batch of one tensor, or of several side by side: (images, rows, columns, channels). */
struct buffer {
    int rows, columns, channels;
    int relu;
    real *value;
    real *gradient;      /* NULL: the network's input */
    real *scale, *shift; /* (channels) 1 and 0 but for normalised layers */
    uint8_t *chosen;     /* of a max pool, as many as its values; or NULL */
    int has_gradient;    /* during backward: some consumer has written it */
};

/* Where a node's output lies. */
struct place {
    int buffer, first; /* first channel */
};

struct layer_state {
    struct convolution convolution; /* with the parts of the last forward */
    real *mixed, *dmixed;           /* (groups, part, rows, columns), room for all parts */
    real *largest, *magnitude;      /* (M) max and mean |w| */
    real *weight_step[MODEL_PRECISIONS], *dweight_step[MODEL_PRECISIONS]; /* (M), or NULL */
    real *mean;           /* (M) of z in this batch */
    double *sum, *square; /* (M) each, `square` follows `sum` */
    double *inverse;      /* (M) 1 / sqrt(variance + epsilon) */
    real *a, *b, *c;      /* (M) of normalise_apply */
};

struct engine {
    struct model *model;
    const struct kernels *kernels;
    struct kernel_context *context;
    const struct engine_ranks *ranks; /* NULL: alone */
    size_t batch;                     /* images there is room for */
    int images;                       /* of the last forward */
    struct buffer *buffer;            /* (buffer_count), [0]: the network's input */
    int buffer_count;
    struct place *place;       /* (node_count + 1), [0]: the network's input */
    struct quantiser *stored;  /* (node_count) what an average, a sum or a concat with a
                                * late ReLU reads its inputs through; step 0: as they are */
    int *stored_bits;          /* (node_count) precision of that */
    int **shuffle;             /* (node_count) channel maps of shuffles, or NULL */
    struct layer_state *layer; /* (layer_count) */
    real *output, *doutput;    /* (batch, classes) */
};

#define ENGINE_EPSILON 1e-5 /* of batch normalisation */

/* Lays out buffers and places for a network; allocates nothing that depends on the batch.
 * Returns 0, or -1 when memory is short. */
int engine_plan(struct engine *engine);

/* True if the concat's inputs lie side by side in its buffer. */
int engine_is_joined(const struct engine *engine, int node);

/* A node's output (NETWORK_INPUT: the input) as kernels see it, and its gradient. */
struct view engine_view(const struct engine *engine, int node);
struct view engine_gradient(const struct engine *engine, int node);

/* Sets the parts of a layer's convolution: those of all paths with p (choice_count) > 0, values
 * before signs. */
void engine_choose_parts(const struct engine *engine, int l, const double *p,
                         struct convolution *c);

/* Mixes the weights of all layers for p; sets the layers' parts. */
void engine_mix(struct engine *engine, const double *p);
/* From dmixed of all layers to gradient and dp. */
void engine_unmix(struct engine *engine, const double *p, real *gradient, double *dp);

/* Sets `stored` for p. */
void engine_store(struct engine *engine, const double *p);

/* The quantiser through which a node reads input i, or NULL; `q` has room for it. */
const struct quantiser *engine_stored(const struct engine *engine, int node, int i,
                                      struct quantiser *q);

/* Pool of a node. */
struct pool engine_pool(const struct engine *engine, int node);

/* Sums over ranks, if there are others. */
void engine_sum(const struct engine *engine, double *value, size_t count);
void engine_sum_real(const struct engine *engine, real *value, size_t count);

/* Images of a batch, all ranks. */
double engine_images(const struct engine *engine);

#endif
