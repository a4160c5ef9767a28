/* Small problems to enumerate: a plain one to build on, and random ones of every kind. */
#ifndef ORACLE_CASES_H
#define ORACLE_CASES_H

#include "mapper/problem.h"
#include "random.h"

/* One PE, one term, unlimited buffers, 8-bit words and 16-bit psums, and the
 * normalised energies DRAM 200, GLB 6, network 2 (per delivery), scratchpad 1. */
struct map_problem oracle_plain_problem(void);

/* Sets a loop extent (with one lane a lane set is one channel). */
void oracle_set_extent(struct map_problem *problem, enum dim dim, int size);

/* Makes the input as large as the windows reach, padding on both sides apart. */
void oracle_fit_input(struct map_problem *problem);

/* What a random problem is about. It may have traits of other kinds as well. */
#define ORACLE_KINDS(X)                                                                            \
    X(HALO, "windows that overlap, outputs tiled")                                                 \
    X(STRIDE, "stride 2 or 3")                                                                     \
    X(DILATION, "dilation 2")                                                                      \
    X(PADDING, "padding")                                                                          \
    X(GROUPS, "groups")                                                                            \
    X(DEPTHWISE, "depthwise")                                                                      \
    X(BATCH, "N > 1")                                                                              \
    X(GLB_BINDING, "GLB capacity binding")                                                         \
    X(IMPERFECT, "imperfect spatial split")                                                        \
    X(TWO_AXES, "two axes")                                                                        \
    X(LINKS, "links on one axis or none")                                                          \
    X(MULTICAST, "multicast identical or none")                                                    \
    X(BYPASS, "bypass forced or forbidden")                                                        \
    X(LANES_C, "lanes on C")                                                                       \
    X(LANES_M, "lanes on M")                                                                       \
    X(SHARED_SPAD, "shared scratchpad")                                                            \
    X(NO_GLB, "no GLB")                                                                            \
    X(DOUBLE_BUFFER, "double buffering")

enum oracle_kind {
#define X(name, text) ORACLE_##name,
    ORACLE_KINDS(X)
#undef X
        ORACLE_KIND_COUNT
};

const char *oracle_kind_name(enum oracle_kind kind);

/* A random problem of a kind, with about `loops` prime factors in its loop
 * extents. HALO, GLB_BINDING and IMPERFECT make their trait likely only. */
void oracle_random_problem(struct oracle_random *random, enum oracle_kind kind, int loops,
                           struct map_problem *out);

/* 1 if the problem has the trait; always 0 for HALO, GLB_BINDING and
 * IMPERFECT, which only a best mapping shows. */
int oracle_problem_is(const struct map_problem *problem, enum oracle_kind kind);

#endif
