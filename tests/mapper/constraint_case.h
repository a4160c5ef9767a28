/* Random constraints, as the text a machine file would hold, and what obeys them, found in the
 * plainest way: from the file's block, not from what the library made of it. */
#ifndef MAPPER_CONSTRAINT_CASE_H
#define MAPPER_CONSTRAINT_CASE_H

#include "arch/constraints.h"
#include "mapper/mapping.h"
#include "mapper/problem.h"
#include "oracle/random.h"

#define CONSTRAINT_KINDS(X)                                                                        \
    X(FIXED, "a factor fixed at a place")                                                          \
    X(LEAST, "a least factor")                                                                     \
    X(MOST, "a most factor")                                                                       \
    X(WHOLE, "a whole dimension at a place")                                                       \
    X(DIMS, "dims on an axis")                                                                     \
    X(ORDER, "an order of loops")                                                                  \
    X(GLB, "keeps and bypass")                                                                     \
    X(DATAFLOW, "a dataflow")                                                                      \
    X(MIXED, "several keys")                                                                       \
    X(AROUND, "several keys around one mapping")

enum constraint_kind {
#define X(name, text) CONSTRAINT_CASE_##name,
    CONSTRAINT_KINDS(X)
#undef X
        CONSTRAINT_KIND_COUNT
};

const char *constraint_kind_name(enum constraint_kind kind);

enum { CONSTRAINT_TEXT_MAX = 1024 };

/* Writes a block for a problem. `around` is a mapping that the factors of AROUND allow. */
void constraint_draw(struct oracle_random *random, enum constraint_kind kind,
                     const struct map_problem *problem, const struct map_mapping *around,
                     char text[CONSTRAINT_TEXT_MAX]);

/* Reads a block. Returns 0, or -1 if its keys contradict each other on their own. */
int constraint_read(const char *text, struct arch_constraints *out);

/* The product of the bounds of each dimension at each place. */
void constraint_factors(const struct map_mapping *mapping, int out[SITE_COUNT][DIM_COUNT]);

/* 1 if a mapping of the problem obeys a block without `nodes`. */
int constraint_obeyed(const struct map_problem *problem, const struct arch_constraints *asked,
                      const struct map_mapping *mapping);

#endif
