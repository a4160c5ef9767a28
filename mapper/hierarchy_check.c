#include "hierarchy_check.h"

static enum hierarchy_status check_shape(const struct layer_shape *shape)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        if (shape->size[d] < 1)
            return HIERARCHY_BAD_NEST;
    }
    return shape->input[ROWS] > HIERARCHY_ROWS_MAX || shape->input[COLUMNS] > HIERARCHY_ROWS_MAX
               ? HIERARCHY_TOO_LARGE
               : HIERARCHY_OK;
}

static enum hierarchy_status check_cover(const struct layer_shape *shape,
                                         const struct hierarchy_nest *nest)
{
    for (int d = 0; d < DIM_COUNT; d++) {
        int64_t product = 1;
        int size = d == DIM_C || d == DIM_M ? shape->size[d] / shape->size[DIM_G] : shape->size[d];
        for (int i = 0; i < nest->loop_count; i++) {
            if ((int)nest->loop[i].dim == d)
                product *= nest->loop[i].bound;
            if (product > INT32_MAX)
                return HIERARCHY_TOO_LARGE;
        }
        if (product < size)
            return HIERARCHY_UNCOVERED;
    }
    return HIERARCHY_OK;
}

static enum hierarchy_status check_nest(const struct hierarchy_nest *nest)
{
    if (nest->level_count < 1 || nest->level_count > HIERARCHY_LEVELS_MAX || nest->loop_count < 0 ||
        nest->loop_count > HIERARCHY_LOOPS_MAX)
        return HIERARCHY_BAD_NEST;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        if (!nest->keeps[0][t])
            return HIERARCHY_BAD_NEST;
    }
    for (int i = 0, level = 0; i < nest->loop_count; level = nest->loop[i++].level) {
        const struct hierarchy_loop *loop = &nest->loop[i];
        if (loop->bound < 1 || loop->level < level || loop->level >= nest->level_count)
            return HIERARCHY_BAD_NEST;
    }
    return HIERARCHY_OK;
}

enum hierarchy_status hierarchy_check(const struct layer_shape *shape,
                                      const struct hierarchy_nest *nest)
{
    enum hierarchy_status status = check_nest(nest);
    if (status == HIERARCHY_OK)
        status = check_shape(shape);
    return status == HIERARCHY_OK ? check_cover(shape, nest) : status;
}

const char *hierarchy_status_text(enum hierarchy_status status)
{
    static const char *const text[] = {
        [HIERARCHY_OK] = "counted",
        [HIERARCHY_BAD_NEST] = "levels, bounds or order of the loops are not valid",
        [HIERARCHY_UNCOVERED] = "the bounds of a dimension do not reach its size",
        [HIERARCHY_TOO_LARGE] = "the layer or its counts are too large",
    };
    return text[status];
}
