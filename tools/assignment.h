/* assignment.yaml: which choice each layer of a network uses, and what that costs.
 *
 *     format: enos/assignment/1
 *     network: {name: squeezenet}
 *     default: T8
 *     layers: {fire2/e3x3: MF8}
 */
#ifndef TOOLS_ASSIGNMENT_H
#define TOOLS_ASSIGNMENT_H

#include "map_run.h"
#include "map_screen.h"

struct assignment {
    size_t *choice; /* (layer_count) column of the run's tables, owned */
    char sha256[65];
};

/* Reads a file for the layers and choices of a run. Every mistake (an unknown layer
 * or choice, another network, a layer without a choice) goes to `diag`. Returns 0,
 * or -1. Free with assignment_free. */
int assignment_read(struct assignment *out, const char *path, const struct map_run *run,
                    const struct network *network, struct diag_list *diag);

/* The same, from a text called `name` in messages. */
int assignment_read_text(struct assignment *out, const char *name, const char *text, size_t length,
                         const struct map_run *run, const struct network *network,
                         struct diag_list *diag);
void assignment_free(struct assignment *assignment);

/* What an assignment costs, pJ per image. */
struct assignment_price {
    double table_pj; /* sum of the tables' energies: inputs and outputs at a layer's own bits */
    double table_nodes_pj; /* of the other nodes, at the tables' width */
    double exact_pj;       /* each output stored once for every precision among its consumers */
    double exact_nodes_pj; /* of the other nodes, acting on each copy */
};

/* The precisions in which the output of every node is stored, see workloads/precision.h.
 * Returns (node_count) sets, malloc'd, or NULL when memory is short. */
unsigned *assignment_precisions(const struct assignment *assignment, const struct map_run *run,
                                const struct network *network);

/* Prices an assignment. All its pairs have a mapping. Returns 0, or -1 when memory is
 * short or an evaluation fails. */
int assignment_price(struct assignment_price *out, const struct assignment *assignment,
                     const struct map_view *view);

/* Shows the price and every layer whose output is stored otherwise than the tables
 * assume. Returns 0, or -1 as above. */
int assignment_screen(FILE *out, const struct assignment *assignment, const char *path,
                      const struct map_view *view);

#endif
