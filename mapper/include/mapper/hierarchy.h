/* Counts of a loop nest on any hierarchy of storage levels.
 *
 * The rules are those of docs/model.md: sets of elements; the innermost relevant loop of
 * a level slides, any other change fetches the whole tile again. Imperfect bounds are
 * clipped at the layer's size and counted exactly, too.
 */
#ifndef MAPPER_HIERARCHY_H
#define MAPPER_HIERARCHY_H

#include "mapper/hierarchy_nest.h"

enum hierarchy_status {
    HIERARCHY_OK,
    HIERARCHY_BAD_NEST,  /* levels, bounds or order are not as described above */
    HIERARCHY_UNCOVERED, /* the bounds of a dimension do not reach its size */
    HIERARCHY_TOO_LARGE, /* input rows or columns beyond the counter's limit, or overflow */
};

/* One sentence per status; static. */
const char *hierarchy_status_text(enum hierarchy_status status);

/* Counts a nest of a layer. Allocates nothing; `out` is valid for HIERARCHY_OK. */
enum hierarchy_status hierarchy_count(const struct layer_shape *shape,
                                      const struct hierarchy_nest *nest,
                                      struct hierarchy_counts *out);

#endif
