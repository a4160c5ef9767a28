/* What a nest must be before it is counted. */
#ifndef MAPPER_HIERARCHY_CHECK_H
#define MAPPER_HIERARCHY_CHECK_H

#include "mapper/hierarchy.h"

/* Input rows or columns that the counter has room for. */
#define HIERARCHY_ROWS_MAX 4096

enum hierarchy_status hierarchy_check(const struct layer_shape *shape,
                                      const struct hierarchy_nest *nest);

#endif
