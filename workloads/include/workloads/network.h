/* A network as a graph of nodes, read from workloads/NAME.yaml.
 *
 * Nodes are in topological order (of nodes that are ready at once, the one that
 * stands first in the file comes first); every node's output shape is known. MAC
 * layers (conv, depthwise, full) are numbered in the same order.
 *
 *     format: enos/network/1
 *     name: squeezenet
 *     source: "where the network is from"
 *     input: {shape: [3, 32, 32], signed: true}      # channels, rows, columns
 *     classes: 10
 *     width: 1                                       # filters of all layers but the last times
 * this modules:                                       # a block that comes more than once fire:
 *         parameters: [squeeze, expand]
 *         nodes:
 *           - {name: s1x1, op: conv, filters: $squeeze, kernel: 1}
 *           - {name: e1x1, op: conv, inputs: s1x1, filters: $expand, kernel: 1}
 *           ...
 *     nodes:
 *       - {name: conv1, op: conv, filters: 96, kernel: 3, pad: 1}
 *       - {name: fire2, use: fire, with: {squeeze: 16, expand: 64}}
 *
 * `inputs` names one node or a list of them; left out, it is the node before in the
 * file. `input` is the network's input, in a module the module's. A module's node
 * is called USE/NODE, the module's output (its last node) USE.
 */
#ifndef WORKLOADS_NETWORK_H
#define WORKLOADS_NETWORK_H

#include <stdint.h>

#include "workloads/description_read.h"
#include "workloads/layer.h"
#include "workloads/operator.h"

#define NETWORK_NAME_MAX 64
#define NETWORK_INPUTS_MAX 16
#define NETWORK_NODES_MAX 2048
#define NETWORK_INPUT (-1) /* as an input of a node: the network's input */

enum network_op {
    NETWORK_CONV,
    NETWORK_DEPTHWISE, /* one filter for each channel */
    NETWORK_FULL,      /* fully connected; its input is flattened */
    NETWORK_MAX_POOL,
    NETWORK_AVERAGE_POOL,
    NETWORK_GLOBAL_AVERAGE, /* over all rows and columns */
    NETWORK_CONCAT,         /* along the channels */
    NETWORK_ADD,
    NETWORK_SHUFFLE, /* channel g n + i of `groups` n goes to i groups + g */
    NETWORK_OP_COUNT
};

struct network_shape {
    int channels, rows, columns;
};

struct network_node {
    char name[NETWORK_NAME_MAX];
    enum network_op op;
    int input[NETWORK_INPUTS_MAX]; /* indices of nodes, or NETWORK_INPUT */
    int input_count;
    struct network_shape output;
    /* Window of conv, depthwise and pools; [ROWS], [COLUMNS]. Others: 1, 1, 1, 0. */
    int kernel[2], stride[2], dilation[2], pad[2];
    int groups;           /* conv: groups; depthwise: channels; shuffle: groups; else 1 */
    int relu;             /* 1: negative results become 0 */
    int layer;            /* number of the MAC layer, or -1 */
    struct choice choice; /* pinned by `choice:`; op NULL: not pinned */
};

struct network {
    char name[NETWORK_NAME_MAX];
    char source[400];
    char file[512];
    char sha256[65]; /* of the file's bytes */
    struct network_shape input;
    int input_bits;
    int input_signed;          /* 1: the input has values of both signs */
    int classes;               /* channels of the output; 0: not stated */
    struct network_node *node; /* (node_count), topological order */
    int node_count;
    int *layer; /* (layer_count) index of each MAC layer's node */
    int layer_count;
    int output; /* index of the node that nothing takes as input */
};

/* Reads a network. `overrides` are "key=value" texts (count of them, may be 0).
 * Returns 0 and a network that the caller frees with network_free, or -1 with all
 * errors in `diag`. */
int network_read(struct network **out, const char *path, const char *const *overrides,
                 size_t override_count, struct diag_list *diag);

/* The same from a text, called `name` in messages. */
int network_read_text(struct network **out, const char *name, const char *text, size_t length,
                      const char *const *overrides, size_t override_count, struct diag_list *diag);
void network_free(struct network *network);

/* The text of a file that reads back as the same graph: modules written out, widths and
 * parameters put in. `choice` (layer_count) becomes the pin of every layer; NULL: the network's
 * own pins. `comments` are lines for its top up to a NULL, or NULL. Returns 0 and a malloc'd
 * text, or -1 when memory is short. */
int network_encode(char **text, size_t *size, const struct network *network,
                   const struct choice *choice, const char *const *comments);

/* Writes that file under a temporary name and renames it. Returns 0, or -1 with the reason in
 * `diag`. */
int network_write(const struct network *network, const char *path, const struct choice *choice,
                  const char *const *comments, struct diag_list *diag);

/* The convolution that MAC layer `layer` is, for a batch of `batch` images. */
struct layer_shape network_layer_shape(const struct network *network, int layer, int batch);

/* Terms (multiply-accumulates) of one image in all MAC layers. */
uint64_t network_terms(const struct network *network);

/* Index of the node called `name`, or -1. */
int network_find(const struct network *network, const char *name);

/* Shape of input i of a node. */
struct network_shape network_input_shape(const struct network *network,
                                         const struct network_node *node, int i);

/* Elements of one image that a node takes (each input once) and gives. */
uint64_t network_elements_in(const struct network *network, const struct network_node *node);
uint64_t network_elements_out(const struct network_node *node);

/* "conv", "max_pool": as in the file. */
const char *network_op_name(enum network_op op);

/* True for conv, depthwise and full. */
int network_op_is_layer(enum network_op op);

/* The schemas of a network file, NULL-terminated: for tests and for a template. */
extern const struct desc_schema *const network_schemas[];

#endif
