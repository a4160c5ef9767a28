/* The named sets of constraints. Each is what a user could write under `constraints:`. */
#include "dataflow.h"

#define DATAFLOWS(X)                                                                               \
    /* Chen, Emer, Sze, "Eyeriss: A Spatial Architecture for Energy-Efficient Dataflow for         \
     * CNNs", ISCA 2016, Sec. V: a PE convolves a row of a filter (S) with a row of inputs, along  \
     * the whole row of outputs (Q) in time; the PEs of a column hold the rows of a filter (R) and \
     * sum up, those of a row of PEs make other output rows (P); such sets of PEs are repeated     \
     * along both axes for other channels. */                                                      \
    X("row-stationary", "X: {dims: [P, C, M, G]}\n"                                                \
                        "Y: {dims: [R, C, M, G], factors: {R: all}}\n"                             \
                        "SPAD: {factors: {S: all, Q: all}}\n")                                     \
    /* Sze et al., "Efficient Processing of Deep Neural Networks", Proc. IEEE 105(12), 2017,       \
     * Sec. V-B: each PE holds one weight (a lane set) until all of its products are made. */      \
    X("weight-stationary", "X: {dims: [M, C, R, S, G]}\n"                                          \
                           "Y: {dims: [M, C, R, S, G]}\n"                                          \
                           "SPAD: {factors: {M: 1, C: 1, R: 1, S: 1}}\n"                           \
                           "GLB: {order: [[M, C, R, S], [N, P, Q]]}\n"                             \
                           "DRAM: {factors: {N: 1, P: 1, Q: 1}}\n")                                \
    /* The same: each PE sums one output (a lane set) until it is final. */                        \
    X("output-stationary", "X: {dims: [N, M, P, Q, G]}\n"                                          \
                           "Y: {dims: [N, M, P, Q, G]}\n"                                          \
                           "SPAD: {factors: {N: 1, M: 1, P: 1, Q: 1}}\n"                           \
                           "GLB: {order: [[N, M, P, Q], [C, R, S]]}\n"                             \
                           "DRAM: {factors: {C: 1, R: 1, S: 1}}\n")

#define NAME(name_, text_) name_,
const char *const arch_dataflow_names[] = {DATAFLOWS(NAME) NULL};

#define TEXT(name_, text_) text_,
const char *const dataflow_texts[] = {DATAFLOWS(TEXT) NULL};
