/* The list of operators that can be trained: a line here and a file train_NAME.c that defines
 * training_NAME. A line without its file does not link; a test holds it against
 * operator_registry. */
#ifndef SEARCH_TRAINING_LIST_H
#define SEARCH_TRAINING_LIST_H

#include "search/operator_training.h"

#define OPERATOR_LIST(X)                                                                           \
    X(t)                                                                                           \
    X(mf)                                                                                          \
    X(bc)

#define TRAINING_DECLARE(name) extern const struct training_operator training_##name;
OPERATOR_LIST(TRAINING_DECLARE)

#endif
