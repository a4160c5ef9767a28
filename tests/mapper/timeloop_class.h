/* Where Timeloop v3.0 cannot be expected to count what we count: by a case's layer, mapping and
 * machine alone. */
#ifndef TIMELOOP_CLASS_H
#define TIMELOOP_CLASS_H

#include "timeloop_case.h"

/* W, O, compute and utilisation may differ in the first two; in all but EQUAL, I. */
#define TIMELOOP_CLASSES(X)                                                                        \
    X(IMPERFECT, "imperfect")                                                                      \
    X(LINK, "link transfer")                                                                       \
    X(STRIDE, "stride > filter")                                                                   \
    X(HALO, "spatial halo")                                                                        \
    X(SPLIT, "split sweep")                                                                        \
    X(EQUAL, "outside the classes")

enum timeloop_class {
#define X(name, text) TIMELOOP_##name,
    TIMELOOP_CLASSES(X)
#undef X
        TIMELOOP_CLASS_COUNT
};

extern const char *const timeloop_class_name[TIMELOOP_CLASS_COUNT];

/* The first that applies, so that the classes are disjoint. */
enum timeloop_class timeloop_class_of(const struct timeloop_case *c);

#endif
