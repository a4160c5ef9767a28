/* A model's graph on its way to a network.
 *
 * Every name of the graph is a value: the network's input, a constant, or what a node gives. Nodes
 * are taken in their order; each gives its first output a meaning (onnx_value), and most add a node
 * to the network. Only nodes that the wanted output depends on are looked at.
 */
#ifndef TOOLS_ONNX_GRAPH_H
#define TOOLS_ONNX_GRAPH_H

#include "onnx_import.h"
#include <onnx.pb-c.h>

#define ONNX_RANK_MAX 8
#define ONNX_INTS_MAX 32 /* of a constant that is computed with: shapes, axes, paddings */

enum onnx_kind {
    ONNX_UNKNOWN,   /* not made so far */
    ONNX_BROKEN,    /* an error was reported where it is made */
    ONNX_CONSTANT,  /* the same for every image */
    ONNX_ACTIVATION /* computed from the image */
};

enum onnx_side { ONNX_TOP, ONNX_LEFT, ONNX_BOTTOM, ONNX_RIGHT, ONNX_SIDES };

struct onnx_value {
    const char *name;
    size_t maker; /* node of the graph that gives it; ONNX_NO_MAKER: an input or initialiser */
    int uses;     /* how often nodes take it, those that ask for its shape left out */
    const Onnx__ValueInfoProto *info; /* what the model says of its shape, or NULL */
    enum onnx_kind kind;
    int rank;
    int64_t dims[ONNX_RANK_MAX]; /* a batch that is left open is 1 */
    /* Of a constant */
    const Onnx__TensorProto *tensor; /* its data, or NULL */
    int int_count;                   /* -1: its integers are not known */
    int64_t ints[ONNX_INTS_MAX];
    int has_number; /* 1: it is this number */
    float number;
    /* Of an activation: the output of a node of the network, in the order of its elements, ... */
    int node;   /* or NETWORK_INPUT */
    int shared; /* ... which others take as well, before what was made part of the node since */
    int64_t pad[ONNX_SIDES]; /* zeros around it, for the window that takes it */
    int swapped; /* > 0: channels in so many groups, both axes swapped: a shuffle was begun */
    int ended;   /* softmax was left out: only an output */
};

#define ONNX_NO_MAKER SIZE_MAX

/* What the network does not say of its nodes. */
struct onnx_made {
    int positive; /* no value below 0 */
    int shared;   /* others take its first input, too */
};

struct onnx_note {
    char *text;
    char *first; /* operator and name of the first node */
    int count;
};

struct onnx_graph {
    const char *file;
    const Onnx__ModelProto *model;
    const Onnx__GraphProto *graph;
    struct onnx_value *value;
    size_t value_count;
    struct onnx_value **by_name; /* (value_count) sorted */
    char *needed;                /* (graph->n_node) */
    const struct onnx_value *output;
    struct network *network; /* nodes are added, with their output's shape */
    struct onnx_made *made;  /* (NETWORK_NODES_MAX) */
    struct onnx_note *note;
    size_t note_count;
    struct diag_list *diag;
    const Onnx__NodeProto *node; /* being taken */
    size_t node_index;
};

/* Sets up values, finds the input and what the output needs. Returns 0, or -1 with errors. */
int onnx_graph_create(struct onnx_graph *graph, const Onnx__ModelProto *model, const char *file,
                      const char *output, struct diag_list *diag);
void onnx_graph_free(struct onnx_graph *graph);

/* The value of this name, or NULL. */
struct onnx_value *onnx_find(const struct onnx_graph *graph, const char *name);

/* True if the node's output is taken by others than the one that takes this value. */
int onnx_is_shared(const struct onnx_value *value);

/* True if zeros are pending around the value. */
int onnx_is_padded(const struct onnx_value *value);

/* Reports an error: at the node being taken, or of the file as a whole. `hint` may be NULL. */
void onnx_report(const struct onnx_graph *graph, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void onnx_report_file(const struct onnx_graph *graph, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, as the value -1 that says so. */
#define onnx_error(...) (onnx_report(__VA_ARGS__), -1)
#define onnx_file_error(...) (onnx_report_file(__VA_ARGS__), -1)

/* Notes what the node being taken loses; the same words are noted once. */
void onnx_note(struct onnx_graph *graph, const char *text);

/* "1x3x?x224" */
#define ONNX_DIMS_TEXT 200
const char *onnx_dims_text(char out[ONNX_DIMS_TEXT], const int64_t *dims, int rank);

#endif
