/* What a machine's storage makes of a problem, and what must then hold of its best mappings:
 * more room or more PEs at the same energies never cost energy, and full enumeration finds
 * what the solver finds for a shared register file and for double-buffered levels. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "../workloads/expect.h"
#include "arch/machine.h"
#include "mapper/build_problem.h"
#include "mapper/solve.h"
#include "oracle/enumerate.h"

static const struct layer_shape small = {
    .size = {1, 4, 2, 4, 1, 2, 1, 1}, .input = {5, 1}, .stride = {1, 1}, .dilation = {1, 1}};
static const struct layer_shape large = {
    .size = {1, 32, 64, 16, 16, 3, 3, 1}, .input = {18, 18}, .stride = {1, 1}, .dilation = {1, 1}};

/* The problem of choice 0 (T) of a shipped machine with overrides, NULL-terminated. */
static struct map_problem problem_of(const char *name, const struct layer_shape *shape,
                                     const char *const *overrides)
{
    char path[1024];
    struct arch_machine *machine;
    struct arch_options options = {.overrides = overrides};
    struct diag_list *diag;
    struct map_problem problem;
    while (overrides && overrides[options.override_count])
        options.override_count++;
    snprintf(path, sizeof path, ENOS_SOURCE_DIR "/arch/%s.yaml", name);
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, path, &options, diag) != 0)
        expect_error(diag, 0, "(no error)");
    map_problem_build(&problem, machine, 0, shape);
    arch_machine_free(machine);
    diag_free(diag);
    return problem;
}

static double least_energy(const struct map_problem *problem)
{
    static struct map_solution solution;
    cr_assert_eq(map_solve(problem, NULL, &solution), 0);
    cr_assert(solution.found && solution.proven);
    return solution.objective;
}

/* Each level for itself: a double-buffered one has half its capacity for tiles. */
Test(machine_variants, levels_are_double_buffered_one_by_one)
{
    static const char *const psum[] = {"storage.psum.double_buffer=true", NULL};
    struct map_problem plain = problem_of("eyeriss168", &small, NULL);
    struct map_problem glb = problem_of("eyeriss168-double-buffered", &small, NULL);
    struct map_problem spad = problem_of("eyeriss168", &small, psum);
    cr_assert_eq(glb.glb_bits, plain.glb_bits / 2);
    cr_assert_eq(spad.glb_bits, plain.glb_bits);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        cr_assert_eq(glb.spad_bits[t], plain.spad_bits[t]);
        cr_assert_eq(spad.spad_bits[t], plain.spad_bits[t] / (t == TENSOR_O ? 2 : 1));
    }
}

Test(machine_variants, the_chip_keeps_no_weights_in_its_glb)
{
    struct map_problem problem = problem_of("eyeriss-chip-65nm", &small, NULL);
    cr_assert_eq(problem.glb_may_keep[TENSOR_W], 0);
    cr_assert_eq(problem.glb_may_bypass[TENSOR_W], 1);
    for (int word = 0; word < WORD_COUNT; word++)
        cr_assert_eq(problem.bits[word], 16);
}

/* What fits a machine fits one that has more, so with equal energies more is never worse. */
Test(machine_variants, more_is_never_worse_at_equal_energies)
{
    struct map_problem half = problem_of("eyeriss168-half", &large, NULL);
    struct map_problem base = problem_of("eyeriss168", &large, NULL);
    struct map_problem twice = problem_of("eyeriss168-double", &large, NULL);
    struct map_problem buffered = problem_of("eyeriss168-double-buffered", &large, NULL);
    struct map_problem on_half = base, on_twice = base;
    for (int axis = 0; axis < 2; axis++) {
        on_half.axis_size[axis] = half.axis_size[axis];
        on_twice.axis_size[axis] = twice.axis_size[axis];
    }
    on_half.glb_bits = half.glb_bits;
    on_twice.glb_bits = twice.glb_bits;
    double least = least_energy(&base), more = 1 + 1e-9;
    cr_assert_leq(least, least_energy(&on_half) * more);
    cr_assert_leq(least_energy(&on_twice), least * more);
    cr_assert_leq(least, least_energy(&buffered) * more);
}

/* Three scratchpads are one way to divide a register file of their sum. */
Test(machine_variants, a_pool_is_never_worse_than_its_parts_at_equal_energies)
{
    struct map_problem apart = problem_of("eyeriss168", &large, NULL), pool = apart;
    pool.spad_shared = 1;
    pool.spad_bits[0] += pool.spad_bits[1] + pool.spad_bits[2];
    cr_assert_leq(least_energy(&pool), least_energy(&apart) * (1 + 1e-9));
}

/* The least energy of `problem` by full enumeration. */
static double enumerate(const struct map_problem *problem)
{
    static struct oracle_best best;
    cr_assert_eq(oracle_best(problem, NULL, ORACLE_ENERGY, 20000000, &best), 0,
                 "too many mappings");
    cr_assert(best.found);
    cr_assert_gt(best.mappings, 100u);
    return best.objective;
}

static void check_equal(double found, double expected)
{
    cr_assert_leq(fabs(found - expected), 1e-9 * expected, "%.12g, expected %.12g", found,
                  expected);
}

/* A machine's problem, its array and buffers shrunk until they bind on the small layer. */
static struct map_problem shrunk(const char *name, uint64_t glb, uint64_t w, uint64_t i, uint64_t o)
{
    struct map_problem problem = problem_of(name, &small, NULL);
    problem.axis_size[0] = problem.axis_size[1] = 2;
    problem.glb_bits = glb;
    problem.spad_bits[TENSOR_W] = w;
    problem.spad_bits[TENSOR_I] = i;
    problem.spad_bits[TENSOR_O] = o;
    return problem;
}

Test(machine_variants, solver_and_enumeration_agree_on_a_register_file)
{
    struct map_problem roomy = shrunk("unified168", 400, 140, 0, 0);
    struct map_problem narrow = shrunk("unified168", 400, 56, 0, 0);
    cr_assert_eq(roomy.spad_shared, 1);
    check_equal(least_energy(&roomy), enumerate(&roomy));
    check_equal(least_energy(&narrow), enumerate(&narrow));
    cr_assert_lt(least_energy(&roomy) * 1.001, least_energy(&narrow), "the room has no effect");
}

Test(machine_variants, solver_and_enumeration_agree_on_the_chip)
{
    struct map_problem problem = shrunk("eyeriss-chip-65nm", 160, 64, 32, 32);
    check_equal(least_energy(&problem), enumerate(&problem));
}

/* Half the room for every tile is the same as every tile held twice. */
Test(machine_variants, half_the_room_is_every_tile_twice)
{
    struct map_problem halved = shrunk("eyeriss168-double-buffered", 100, 32, 16, 40);
    struct map_problem twice = shrunk("eyeriss168-double-buffered", 200, 64, 32, 80);
    struct map_problem whole = twice;
    twice.double_buffer = 1;
    check_equal(least_energy(&halved), enumerate(&twice));
    check_equal(least_energy(&twice), enumerate(&halved));
    cr_assert_lt(least_energy(&whole) * 1.001, least_energy(&halved), "the room has no effect");
}
