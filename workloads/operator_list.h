/* The list of operators: a line here and a file operator_NAME.c that defines
 * operator_NAME. A line without its file does not link; tests/workloads/
 * test_operator.c looks for a file without its line. */
#ifndef WORKLOADS_OPERATOR_LIST_H
#define WORKLOADS_OPERATOR_LIST_H

#include "workloads/operator.h"

#define OPERATOR_LIST(X)                                                                           \
    X(t)                                                                                           \
    X(mf)                                                                                          \
    X(bc)

#define OPERATOR_DECLARE(name) extern const struct operator_def operator_##name;
OPERATOR_LIST(OPERATOR_DECLARE)

#endif
