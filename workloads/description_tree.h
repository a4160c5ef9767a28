/* The inside of a description, shared by the files that build and change it. */
#ifndef WORKLOADS_DESCRIPTION_TREE_H
#define WORKLOADS_DESCRIPTION_TREE_H

#include "workloads/description.h"

#define DESC_DEPTH_MAX 32
#define DESC_NODES_MAX 500000
#define DESC_BYTES_MAX (8u << 20)

struct desc_block;

struct desc {
    struct desc_block *blocks; /* all memory, freed at once */
    struct desc_node *root;
    size_t nodes;
    char sha256[65];
};

/* Memory that lives as long as the description, zeroed; NULL when short. */
void *desc_allocate(struct desc *desc, size_t size);

/* A copy of n bytes with a zero behind. */
char *desc_copy(struct desc *desc, const char *bytes, size_t n);

/* Keeps a copy of a text under a name. NULL when memory is short. */
const struct desc_text *desc_add_text(struct desc *desc, const char *name, const char *bytes,
                                      size_t n);

/* Parses the text from byte `from` on (ASCII before it) into a tree. Returns NULL
 * with errors in `diag`. */
struct desc_node *desc_parse(struct desc *desc, const struct desc_text *in, size_t from,
                             struct diag_list *diag);

/* A copy of the tree below `node` in which every plain scalar "$name" is the value of
 * `name` in the map `given` (NULL: there is none). An unknown name is reported. With
 * `diag` NULL nothing is replaced. Returns NULL when memory is short or the tree grows
 * too large. */
struct desc_node *desc_substitute(struct desc *desc, const struct desc_node *node,
                                  const struct desc_node *given, struct diag_list *diag);

/* Makes `child` the last child of `parent`. */
void desc_append(struct desc_node *parent, struct desc_node *child);

#endif
