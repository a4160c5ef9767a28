/* What is left of a mapping when all that changes no count is taken away. */
#ifndef ORACLE_SIGNATURE_H
#define ORACLE_SIGNATURE_H

#include "mapper/mapping.h"
#include "mapper/problem.h"

enum { ORACLE_SIGNATURE_BYTES = 96 };

/* Two mappings of a tiny problem that count alike by the rules have the same bytes:
 *   neighbouring loops of one dimension are one, of no larger bound than is left to it;
 *   where spatial loops stand does not matter, but to loops of their dimension;
 *   neither does the nesting of X and Y, but in C, R and S. */
struct oracle_signature {
    unsigned char byte[ORACLE_SIGNATURE_BYTES];
};

void oracle_sign(const struct map_problem *problem, const struct map_mapping *mapping,
                 struct oracle_signature *out);

#endif
