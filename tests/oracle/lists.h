/* Every mapping of a tiny problem, in the plainest way: all lists of nodes are written down, and
 * those that are well formed, in the space and fit are counted one by one. Shares nothing with
 * oracle_best but the count of a mapping; a few thousand times as slow. */
#ifndef ORACLE_LISTS_H
#define ORACLE_LISTS_H

#include "enumerate.h"

enum { ORACLE_OBJECTIVES = ORACLE_EDP + 1 };

struct oracle_listed {
    double least[ORACLE_OBJECTIVES]; /* INFINITY: nothing fits */
    uint64_t lists;                  /* written down */
    uint64_t mappings;               /* in the space, every scratchpad tile fits; those that count
                                        alike by the rules (docs/model.md) are one */
};

/* Returns 0, or -1 without memory. */
int oracle_list_all(const struct map_problem *problem, const struct oracle_space *space,
                    struct oracle_listed *out);

#endif
