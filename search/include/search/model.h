/* A network to be trained: its parameters, one vector, and what is measured beside them.
 *
 * Every MAC layer is followed by batch normalisation; its integer form folds that into bias and
 * requantiser. Activations are quantised with one learned step for each group of tensors that
 * must share a scale (all that pools, concat, add and shuffle join) and each precision.
 * Steps are stored as logarithms: they stay positive, and an optimiser's step is relative.
 */
#ifndef SEARCH_MODEL_H
#define SEARCH_MODEL_H

#include "search/kernels.h"
#include "search/space.h"
#include "workloads/diag.h"
#include "workloads/network.h"

#define MODEL_PRECISIONS 3 /* 8, 4, 2 bits */

/* 0, 1, 2 for 8, 4, 2 bits. */
int model_precision(int bits);

struct model_layer;

/* Weights of a layer. */
size_t model_weight_count(const struct model_layer *layer);
extern const int model_bits[MODEL_PRECISIONS];

enum slice_kind {
    SLICE_WEIGHT, /* decays */
    SLICE_GAMMA,
    SLICE_BETA,
    SLICE_WEIGHT_STEP, /* log of T's learned step, per output channel */
    SLICE_INPUT_STEP,  /* log of an activation's step */
    SLICE_KINDS
};

/* A run of parameters that belong together. */
struct slice {
    enum slice_kind kind;
    int layer; /* or -1 */
    int bits;  /* of a step, else 0 */
    size_t first, count;
};

struct model_layer {
    struct layer_shape shape; /* N = 1; a full layer has a window as large as its input */
    int node;                 /* index in the network */
    int input_group;          /* of the tensor it reads; -1: the network's input */
    int input_signed;         /* 1: that tensor has values of both signs */
    /* First parameter of the weights: (groups, rows, columns) = (G, R S C/G, M/G); of a depthwise
     * layer (1, R S, M). */
    size_t weight;
    size_t groups, rows, columns;
    size_t gamma, beta;            /* (M) */
    size_t step[MODEL_PRECISIONS]; /* (M), or SIZE_MAX: not learned (8 bits) */
    /* Into the model's statistics: */
    double *mean, *variance; /* (M) running, of the mixture's raw sums */
    double *kappa;           /* (choice_count) what a path is multiplied by */
};

struct model {
    const struct network *network; /* must outlive the model */
    const struct search_space *space;
    struct model_layer *layer; /* (layer_count) */
    int layer_count;
    int group_count;
    int *group_of;                 /* (node_count) group of a node's output */
    unsigned char *group_unsigned; /* (group_count) 1: a tensor of the group has no negatives */
    unsigned char *node_signed;    /* (node_count) 1: the output has values of both signs */
    size_t (*group_step)[MODEL_PRECISIONS]; /* (group_count) parameter, or SIZE_MAX: not used */
    struct slice *slice;
    size_t slice_count;
    real *parameter; /* (parameter_count) */
    size_t parameter_count;
    double *statistics; /* (statistics_count) what is measured, of all layers */
    size_t statistics_count;
    double rho; /* of MF */
    /* For finite differences: quantisers without rounding, and the weights' scales kept as the
     * last forward had them. */
    int smooth, hold_scales;
    /* 1: where a p leaves one precision to a tensor, sums and averages take it quantised, as
     * integers do; else layers alone quantise. */
    int stores_integers;
};

/* Lays out the parameters and sets them: weights He-normal from the seed, gamma 1, beta 0, kappa
 * 1, steps such that activations reach 6, 4, 2 at 8, 4, 2 bits, running variance 1. Returns 0, or
 * -1 with the reason in `diag` (a precision above 8 bits, no memory). Free with model_free. */
int model_create(struct model **out, const struct network *network,
                 const struct search_space *space, uint64_t seed, double rho,
                 struct diag_list *diag);
void model_free(struct model *model);

/* Sets T's learned steps from the weights as they are: 2 mean|w| / sqrt(largest integer). */
void model_begin_weight_steps(struct model *model);

/* Copies everything learned or measured between models of the same network and space. */
void model_copy(struct model *to, const struct model *from);

/* Largest and mean |w| of every output channel of a layer, (M) each. */
void model_measure_weights(const struct model *model, int layer, real *largest, real *mean);

/* First parameter of the log step of a layer's input at `bits`; SIZE_MAX: fixed. */
size_t model_input_step(const struct model *model, int layer, int bits);

/* How a layer's input is quantised at `bits`; the network's input has a fixed step, the one of
 * its bytes. */
struct quantiser model_input_quantiser(const struct model *model, int layer, int bits);

/* Step of a node's output (NETWORK_INPUT: the input) stored at `bits`; fixed where it shares the
 * scale of the network's input. */
real model_output_step(const struct model *model, int node, int bits);

#endif
