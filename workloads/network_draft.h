/* A network on its way from the description to the graph. */
#ifndef WORKLOADS_NETWORK_DRAFT_H
#define WORKLOADS_NETWORK_DRAFT_H

#include "description_tree.h"
#include "description_value.h"
#include "workloads/network.h"

/* A node as the file says it; the target of the nodes' schemas. */
struct network_spec {
    char name[NETWORK_NAME_MAX];
    const struct desc_node *op;
    int present;                    /* 0: left out (`if: false`) */
    const struct desc_node *inputs; /* NULL: the node before */
    int filters;
    int kernel[2], stride[2], dilation[2], pad[2];
    int groups;
    int round;                      /* enum network_round */
    int relu;                       /* -1: not said */
    const struct desc_node *choice; /* NULL: not pinned */
};

enum network_round { ROUND_DOWN, ROUND_UP };

struct network_draft_node {
    struct network_spec spec;
    struct network_node node; /* what becomes of it */
    const struct desc_node *at;
    int use;    /* the module's use it is in, or -1 */
    int broken; /* 1: an error was reported; its shape is not inferred */
};

/* A module put in the graph: draft nodes first..first + count - 1. */
struct network_draft_use {
    char name[NETWORK_NAME_MAX];
    const struct desc_node *at;
    const struct desc_node *inputs; /* NULL: the node before */
    int first, count;
    int input; /* once resolved: draft node, NETWORK_INPUT or NETWORK_UNKNOWN */
};

#define NETWORK_UNKNOWN (-2) /* as an input: it was not found, and reported */

struct network_draft {
    struct desc *desc;
    struct diag_list *diag;
    struct network *network;
    struct network_draft_node *node; /* (NETWORK_NODES_MAX) file order, modules written out */
    int node_count;
    struct network_draft_use *use; /* (NETWORK_NODES_MAX) */
    int use_count;
    int *order; /* (NETWORK_NODES_MAX) draft nodes in topological order */
    int ordered;
};

/* The lists of a file; what may be left out is NULL then. */
struct network_lists {
    const struct desc_node *classes, *parameters, *modules, *nodes;
};

/* Fills nodes and uses from the lists of the file. Like the stages below it reports
 * errors and goes on, so that all are found. */
void network_expand(struct network_draft *draft, const struct network_lists *lists);

/* Adds the node of a map, unless it says that it is not there; `use` is the module's use
 * it is in, or -1. What is wrong is reported. Returns 0, or -1 when there is no room for
 * more. */
int network_add_node(struct network_draft *draft, const struct desc_node *map, int use);

/* Reports a name that is taken. Returns 0, or -1. */
int network_check_name(struct network_draft *draft, const char *name, const struct desc_node *map);

/* Reports that there is no room for more. Returns -1. */
int network_report_full(struct network_draft *draft, const struct desc_node *map);

/* Resolves the names of inputs into draft nodes. */
void network_connect(struct network_draft *draft);

/* Orders the nodes topologically; nodes of a cycle are reported and left out. */
void network_sort(struct network_draft *draft);

/* Multiplies the filters of every layer but the last ones, each rounded to the nearest multiple of
 * its groups, at least one of them. */
void network_widen(struct network_draft *draft, double width);

/* Infers the shape of every node, in order. */
void network_infer(struct network_draft *draft);

/* The tables; network_schemas lists them all. */
extern const struct desc_schema network_header_schema, network_input_schema, network_module_schema,
    network_use_schema;

/* What an operation is; network_op.c. */
struct network_op_def {
    const char *name;
    const struct desc_schema *schema;
    int inputs_min, inputs_max;
    int is_layer;
    int relu; /* if the file does not say */
};

extern const struct network_op_def network_ops[NETWORK_OP_COUNT];

/* The operation a node's map names, or NULL after an error. */
const struct network_op_def *network_op_of(const struct desc_node *map, struct diag_list *diag);

#endif
