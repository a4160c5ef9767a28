/* What one run of the plain supernet holds. */
#ifndef ORACLE_SUPERNET_STATE_H
#define ORACLE_SUPERNET_STATE_H

#include "supernet.h"

struct supernet_tensor {
    struct network_shape shape;
    int is_signed;
    int is_bytes;   /* 1: bytes of the image, no rounding before */
    size_t count;   /* elements of all images */
    double *x, *dx; /* (images, channels, rows, columns) */
};

/* A choice of a layer; all NULL where p is 0. `sign` and `sign_weight` are MF's second term. */
struct supernet_path {
    double *x, *sign;             /* as the input */
    double *weight, *sign_weight; /* (G, R, S, C/G, M/G); of a depthwise layer (R, S, M) */
    double *y;                    /* (images, M, P, Q) */
};

struct supernet_layer {
    struct layer_shape shape; /* N: the images; of a full layer R, S are the input's extents */
    double *z;                /* (images, M, P, Q) mixed */
    struct supernet_path *path;
};

struct supernet {
    const struct model *model;
    const struct batch *batch;
    const double *p;
    const struct supernet_options *options;
    const real *constants;
    struct supernet_tensor *tensor; /* [node + 1], [0] is the network's input */
    struct supernet_layer *layer;
    struct supernet_result *out;
};

/* Zeros; ends the program when memory is short. */
double *supernet_zeros(size_t count);

struct supernet_tensor *supernet_input(struct supernet *s, const struct network_node *node, int i);

/* The value is `distance` away from another decision, on a scale of `size`. */
void supernet_margin(struct supernet *s, double distance, double size);

/* ---- quantisers ---- */

/* The layer's input at `bits`; what passes back through it: to the tensor and its step. */
void supernet_quantise(struct supernet *s, int l, int bits, double *x);
void supernet_quantise_backward(struct supernet *s, int l, int bits, const double *dx);

/* The path's weights, and the gradient of the masters and their steps. */
void supernet_weights(struct supernet *s, int l, int j, double *weight, double *sign_weight);
void supernet_weights_backward(struct supernet *s, int l, int j, const double *dweight,
                               const double *dsign_weight);

int supernet_has_sign(const struct choice *choice);
double supernet_input_step(const struct supernet *s, int l, int bits, const real *parameter);

/* One filter per channel: its weights lie another way. */
int supernet_is_depthwise(const struct layer_shape *shape);

/* ---- convolution: y += x * w and its two adjoints ---- */

void supernet_convolve(const struct layer_shape *shape, const double *x, const double *w,
                       double *y);
void supernet_convolve_data(const struct layer_shape *shape, double *dx, const double *w,
                            const double *dy);
void supernet_convolve_weights(const struct layer_shape *shape, const double *x, double *dw,
                               const double *dy);

/* ---- nodes: x of a tensor from its inputs; from its dx, its inputs' ---- */

void supernet_layer_forward(struct supernet *s, int node);
void supernet_layer_backward(struct supernet *s, int node);
void supernet_join_forward(struct supernet *s, int node);
void supernet_join_backward(struct supernet *s, int node);

#endif
