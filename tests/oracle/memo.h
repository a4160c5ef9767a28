/* Remembers the walks of nodes: a walk depends on nothing but the tensor, the
 * loops above the node and the tile below it. */
#ifndef ORACLE_MEMO_H
#define ORACLE_MEMO_H

#include "walk.h"

struct oracle_memo; /* of one problem */

/* Returns 0, or -1 without memory. The problem must outlive the memo. */
int oracle_memo_create(struct oracle_memo **out, const struct map_problem *problem);
void oracle_memo_free(struct oracle_memo *memo);

/* As oracle_walk_node, walked once for each different place. */
int oracle_memo_walk(struct oracle_memo *memo, enum tensor tensor, const struct oracle_place *place,
                     struct oracle_walk *out);

/* Different places walked so far. */
uint64_t oracle_memo_size(const struct oracle_memo *memo);

#endif
