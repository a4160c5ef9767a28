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

void oracle_set_size(struct map_problem *problem, enum dim dim, int size)
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
