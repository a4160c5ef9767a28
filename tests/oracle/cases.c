#include "cases.h"

struct map_problem oracle_plain_problem(void)
{
    struct map_problem problem = {
        .lane_dim = DIM_C,
        .lanes = 1,
        .input = {1, 1},
        .stride = {1, 1},
        .dilation = {1, 1},
        .bits = {8, 8, 16, 16},
        .axis_size = {1, 1},
        .has_glb = 1,
        .glb_may_keep = {1, 1, 1},
        .glb_may_bypass = {1, 1, 1},
        .glb_bits = 1 << 30,
        .spad_bits = {1 << 30, 1 << 30, 1 << 30},
        .spad_fill_pj = {1, 1, 1},
        .spad_drain_pj = 1,
        .step_read_pj = {1, 1, 1},
        .step_write_psum_pj = 1,
        .cycles_per_step = 1,
    };
    for (int d = 0; d < DIM_COUNT; d++)
        problem.size[d] = problem.extent[d] = 1;
    for (int word = 0; word < WORD_COUNT; word++) {
        problem.dram_read_pj[word] = problem.dram_write_pj[word] = 200;
        problem.glb_read_pj[word] = problem.glb_write_pj[word] = 6;
        problem.deliver_pj[word] = 2;
    }
    return problem;
}

void oracle_set_extent(struct map_problem *problem, enum dim dim, int size)
{
    problem->size[dim] = problem->extent[dim] = size;
}

void oracle_fit_input(struct map_problem *problem)
{
    static const enum dim outer[] = {DIM_P, DIM_Q}, inner[] = {DIM_R, DIM_S};
    for (int axis = 0; axis < 2; axis++) {
        int last = problem->stride[axis] * (problem->size[outer[axis]] - 1) +
                   problem->dilation[axis] * (problem->size[inner[axis]] - 1);
        problem->input[axis] = last + 1 - 2 * problem->pad[axis];
        if (problem->input[axis] < 1)
            problem->input[axis] = 1;
    }
}

const char *oracle_kind_name(enum oracle_kind kind)
{
    static const char *const names[] = {
#define X(name, text) text,
        ORACLE_KINDS(X)
#undef X
    };
    return names[kind];
}

static int is_any(const struct map_problem *p, const int *values)
{
    static const enum dim outer[] = {DIM_P, DIM_Q}, inner[] = {DIM_R, DIM_S};
    for (int i = 0; i < 2; i++) {
        if (values[i] && p->size[outer[i]] > 1 && p->size[inner[i]] > 1)
            return 1;
    }
    return 0;
}

int oracle_problem_is(const struct map_problem *p, enum oracle_kind kind)
{
    int array = p->axis_size[0] * p->axis_size[1] > 1;
    int reduced = p->size[DIM_C] * p->size[DIM_R] * p->size[DIM_S] > 1;
    int limited = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        limited |= !p->glb_may_keep[t] || !p->glb_may_bypass[t];
    switch (kind) {
    case ORACLE_STRIDE:
        return is_any(p, (int[]){p->stride[0] > 1, p->stride[1] > 1});
    case ORACLE_DILATION:
        return is_any(p, (int[]){p->dilation[0] > 1, p->dilation[1] > 1});
    case ORACLE_PADDING:
        return is_any(p, p->pad);
    case ORACLE_GROUPS:
        return p->size[DIM_G] > 1 && p->extent[DIM_C] * p->extent[DIM_M] > 1;
    case ORACLE_DEPTHWISE:
        return p->size[DIM_G] > 1 && p->extent[DIM_C] * p->extent[DIM_M] == 1;
    case ORACLE_BATCH:
        return p->size[DIM_N] > 1;
    case ORACLE_TWO_AXES:
        return p->axis_size[0] > 1 && p->axis_size[1] > 1;
    case ORACLE_LINKS:
        return array && reduced && !(p->reduce_link[0] && p->reduce_link[1]);
    case ORACLE_MULTICAST:
        return array && p->multicast != MAP_MULTICAST_ANY;
    case ORACLE_BYPASS:
        return p->has_glb && limited;
    case ORACLE_LANES_C:
        return p->lanes > 1 && p->lane_dim == DIM_C;
    case ORACLE_LANES_M:
        return p->lanes > 1 && p->lane_dim == DIM_M;
    case ORACLE_SHARED_SPAD:
        return p->spad_shared;
    case ORACLE_NO_GLB:
        return !p->has_glb;
    case ORACLE_DOUBLE_BUFFER:
        return p->double_buffer;
    default:
        return 0;
    }
}
