/* Which of the mappings of docs/model.md a search is about. */
#ifndef ORACLE_SPACE_H
#define ORACLE_SPACE_H

#include "mapper/mapping.h"

/* Bounds that may be imperfect: those on the array, none, any. */
enum oracle_factors {
    ORACLE_FACTORS_SPATIAL,
    ORACLE_FACTORS_PERFECT,
    ORACLE_FACTORS_IMPERFECT,
};

/* All zero: the whole space of spatial factors. */
struct oracle_space {
    enum oracle_factors factors;
    int even;           /* 1: no loop between the keep nodes of one level */
    unsigned fat;       /* bit d: bounds of d on the array need not be lean */
    double most_cycles; /* of the whole batch; 0: any. oracle_best alone looks at it */

    /* Says whether a mapping belongs to the space; NULL: all do. Of mappings that count alike (the
     * same loop written as two, spatial loops elsewhere, PEs under other names) it sees one. */
    int (*has)(void *context, const struct map_mapping *mapping);
    void *context;
};

#endif
