/* The oracle against figures worked out by hand, and the known cases in which
 * a search over fewer loop orders misses the optimum. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "mapper/solve.h"
#include "oracle/cases.h"
#include "oracle/count.h"
#include "oracle/enumerate.h"

/* The known figures leave out the steps, and with them what a pass saves that starts from zero. */
static double moved_pj(const struct map_problem *problem, const struct oracle_counts *counts)
{
    const double *read = problem->step_read_pj;
    double steps =
        (double)counts->steps * (read[TENSOR_W] + read[TENSOR_O] + problem->step_write_psum_pj);
    steps += (double)counts->input_steps * read[TENSOR_I];
    return counts->energy_pj - steps + (double)counts->saved_reads * problem->spad_drain_pj;
}

/* DRAM keeps everything. */
static void start(struct map_mapping *mapping)
{
    mapping->count = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_DRAM, (enum tensor)t);
}

static void limit_spads(struct map_problem *problem, int w, int i, int o)
{
    problem->spad_bits[TENSOR_W] = (uint64_t)w * (uint64_t)problem->bits[WORD_W];
    problem->spad_bits[TENSOR_I] = (uint64_t)i * (uint64_t)problem->bits[WORD_I];
    problem->spad_bits[TENSOR_O] = (uint64_t)o * (uint64_t)problem->bits[WORD_PSUM];
}

static void check_solver(const struct map_problem *problem, double expected)
{
    static struct map_solution solution;
    cr_assert(eq(int, map_solve(problem, NULL, &solution), 0));
    cr_assert(eq(int, solution.proven, 1));
    cr_assert(epsilon_eq(dbl, solution.objective, expected, 1e-9 * expected));
}

static void check_best(const struct map_problem *problem, double expected)
{
    struct oracle_best best;
    struct oracle_counts counts;
    cr_assert(eq(int, oracle_best(problem, NULL, ORACLE_ENERGY, UINT64_MAX, &best), 0));
    cr_assert(eq(int, best.found, 1));
    cr_assert(eq(int, (int)oracle_count(problem, &best.mapping, &counts), ORACLE_OK));
    cr_assert(epsilon_eq(dbl, counts.energy_pj, best.objective, 1e-9));
    cr_log_info("%llu mappings", (unsigned long long)best.mappings);
    cr_assert(epsilon_eq(dbl, moved_pj(problem, &counts), expected, 1e-9));
    check_solver(problem, best.objective);
}

/* The PEs that share d. */
static int places_of(const struct map_mapping *mapping, enum dim d)
{
    int places = 1;
    for (int i = 0; i < mapping->count; i++) {
        const struct map_node *node = &mapping->node[i];
        places *= node->kind == NODE_PAR && node->dim == d ? node->bound : 1;
    }
    return places;
}

/* Weights 12, outputs 36 up + 18 back + 12 to leave the GLB, inputs 36 into and 72 out of the GLB,
 * DRAM 2400. */
Test(golden, the_nest_of_2586)
{
    struct map_problem problem = oracle_plain_problem();
    struct map_mapping mapping;
    struct oracle_counts counts;
    oracle_set_extent(&problem, DIM_Q, 2);
    oracle_set_extent(&problem, DIM_R, 2);
    oracle_set_extent(&problem, DIM_S, 2);
    oracle_fit_input(&problem);
    limit_spads(&problem, 2, 1, 1);
    problem.glb_bits = 48;
    start(&mapping);
    map_add_keep(&mapping, LEVEL_GLB, TENSOR_O);
    map_add_for(&mapping, DIM_R, 2);
    map_add_for(&mapping, DIM_Q, 2);
    map_add_keep(&mapping, LEVEL_GLB, TENSOR_I);
    map_add_keep(&mapping, LEVEL_SPAD, TENSOR_W);
    map_add_keep(&mapping, LEVEL_SPAD, TENSOR_O);
    map_add_for(&mapping, DIM_S, 2);
    map_add_keep(&mapping, LEVEL_SPAD, TENSOR_I);
    cr_assert(eq(int, (int)oracle_count(&problem, &mapping, &counts), ORACLE_OK));
    cr_expect(eq(u64, counts.taken[WORD_W], 4));
    cr_expect(eq(u64, counts.dram_read[WORD_I], 6));
    cr_expect(eq(u64, counts.taken[WORD_I], 8));
    cr_expect(eq(u64, counts.left[WORD_PSUM], 2));
    cr_expect(eq(u64, counts.left[WORD_OUT], 2));
    cr_expect(eq(u64, counts.taken[WORD_PSUM], 2));
    cr_expect(eq(u64, counts.dram_write[WORD_OUT], 2));
    cr_expect(eq(u64, counts.glb_tile_bits, 48));
    cr_expect(epsilon_eq(dbl, counts.dram_pj, 2400, 1e-9));
    cr_expect(epsilon_eq(dbl, moved_pj(&problem, &counts), 2586, 1e-9));
}

static void keep_in_spads(struct map_mapping *mapping)
{
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(mapping, LEVEL_SPAD, (enum tensor)t);
}

/* Two PEs share the window rows {0, 1, 2} and {1, 2, 3}. */
Test(golden, overlapping_windows_on_two_pes)
{
    static const uint64_t words[] = {
        [MAP_MULTICAST_ANY] = 4, [MAP_MULTICAST_IDENTICAL] = 6, [MAP_MULTICAST_NONE] = 6};
    static const uint64_t weights[] = {3, 3, 6};
    for (int multicast = 0; multicast < 3; multicast++) {
        struct map_problem problem = oracle_plain_problem();
        struct map_mapping mapping;
        struct oracle_counts counts;
        oracle_set_extent(&problem, DIM_P, 2);
        oracle_set_extent(&problem, DIM_R, 3);
        oracle_fit_input(&problem);
        problem.axis_size[0] = 2;
        problem.multicast = multicast;
        start(&mapping);
        map_add_par(&mapping, DIM_P, 2, 0);
        keep_in_spads(&mapping);
        map_add_for(&mapping, DIM_R, 3);
        cr_assert(eq(int, (int)oracle_count(&problem, &mapping, &counts), ORACLE_OK));
        cr_expect(eq(u64, counts.dram_read[WORD_I], words[multicast]));
        cr_expect(eq(u64, counts.taken[WORD_I], 6));
        cr_expect(eq(u64, counts.dram_read[WORD_W], weights[multicast]));
        cr_expect(eq(u64, counts.compute_cycles, 3));
    }
}

/* C = 3 on two columns in two passes, two outputs visited in each: the first
 * pass takes both PEs, the second one. */
static void three_channels(int links, struct oracle_counts *counts)
{
    struct map_problem problem = oracle_plain_problem();
    struct map_mapping mapping;
    oracle_set_extent(&problem, DIM_C, 3);
    oracle_set_extent(&problem, DIM_M, 2);
    oracle_fit_input(&problem);
    problem.axis_size[0] = 2;
    problem.reduce_link[0] = links;
    start(&mapping);
    map_add_keep(&mapping, LEVEL_GLB, TENSOR_O);
    map_add_for(&mapping, DIM_C, 2);
    map_add_par(&mapping, DIM_C, 2, 0);
    map_add_for(&mapping, DIM_M, 2);
    keep_in_spads(&mapping);
    cr_assert(eq(int, (int)oracle_count(&problem, &mapping, counts), ORACLE_OK));
    cr_expect(eq(u64, counts->spad_drain, 6));
    cr_expect(eq(u64, counts->taken[WORD_PSUM], 2));
    cr_expect(eq(u64, counts->saved_reads, 4));
    cr_expect(eq(u64, counts->dram_write[WORD_OUT], 2));
    cr_expect(eq(u64, counts->dram_read[WORD_PSUM], 0));
    cr_expect(eq(u64, counts->compute_cycles, 4));
    cr_expect(eq(u64, counts->steps, 6));
    cr_expect(eq(u64, counts->dram_read[WORD_I], 3));
    cr_expect(eq(u64, counts->dram_read[WORD_W], 6));
}

Test(golden, ragged_channels_with_links)
{
    struct oracle_counts counts;
    three_channels(1, &counts);
    cr_expect(eq(u64, counts.link_words, 2));
    cr_expect(eq(u64, counts.left[WORD_PSUM], 2));
    cr_expect(eq(u64, counts.left[WORD_OUT], 2));
    cr_expect(eq(u64, counts.glb_write[WORD_OUT], 2));
    cr_expect(eq(u64, counts.glb_read[WORD_PSUM], 2));
    cr_expect(eq(u64, counts.glb_read[WORD_OUT], 2));
    cr_expect(eq(u64, counts.glb_tile_bits, 32));
}

/* Three words an output: one is added to in place, one sent down, the last is a psum as well. */
Test(golden, ragged_channels_without_links)
{
    struct oracle_counts counts;
    three_channels(0, &counts);
    cr_expect(eq(u64, counts.link_words, 0));
    cr_expect(eq(u64, counts.left[WORD_PSUM], 6));
    cr_expect(eq(u64, counts.left[WORD_OUT], 0));
    cr_expect(eq(u64, counts.glb_write[WORD_PSUM], 6));
    cr_expect(eq(u64, counts.glb_read[WORD_PSUM], 6));
    cr_expect(eq(u64, counts.glb_read[WORD_OUT], 0));
}

/* Rows -1, 0, 1, 2 of which two are stored: P = 2, R = 3, padding 1. A loop
 * of P above R's node slides over {0, 1} and {0, 1}: nothing new. */
Test(golden, padding_is_not_moved)
{
    struct map_problem problem = oracle_plain_problem();
    struct map_mapping mapping;
    struct oracle_counts counts;
    oracle_set_extent(&problem, DIM_P, 2);
    oracle_set_extent(&problem, DIM_R, 3);
    problem.pad[ROWS] = 1;
    oracle_fit_input(&problem);
    cr_assert(eq(int, problem.input[ROWS], 2));
    start(&mapping);
    map_add_for(&mapping, DIM_P, 2);
    keep_in_spads(&mapping);
    map_add_for(&mapping, DIM_R, 3);
    cr_assert(eq(int, (int)oracle_count(&problem, &mapping, &counts), ORACLE_OK));
    cr_expect(eq(u64, counts.dram_read[WORD_I], 2));
    cr_expect(eq(u64, counts.input_steps, 4));
    cr_expect(eq(u64, counts.terms, 6));
    cr_expect(eq(u64, counts.spad_tile_bits[TENSOR_I], 16));
}

/* Five channels on four lanes: two steps, five weights; 8 bits a cycle bring
 * 10 words, and the 16-bit output leaves in two cycles. */
Test(golden, ragged_lanes_and_cycles)
{
    struct map_problem problem = oracle_plain_problem();
    struct map_mapping mapping;
    struct oracle_counts counts;
    problem.lanes = 4;
    problem.size[DIM_C] = 2;
    problem.extent[DIM_C] = 5;
    problem.dram_bits_per_cycle = 8;
    problem.deliver_bits_per_cycle[TENSOR_W] = 4;
    start(&mapping);
    keep_in_spads(&mapping);
    map_add_for(&mapping, DIM_C, 2);
    cr_assert(eq(int, (int)oracle_count(&problem, &mapping, &counts), ORACLE_OK));
    cr_expect(eq(u64, counts.steps, 2));
    cr_expect(eq(u64, counts.terms, 5));
    cr_expect(eq(u64, counts.dram_read[WORD_W], 5));
    cr_expect(eq(u64, counts.spad_tile_bits[TENSOR_I], 40));
    /* compute 2 + fill max(80 / 8, 40 / 4) + drain 16 / 8; DRAM (40 + 40 + 16) / 8; W 40 / 4 */
    cr_expect(epsilon_eq(dbl, counts.cycles, 2 + 10 + 2, 1e-12));
}

Test(golden, best_of_strided_rows)
{
    struct map_problem problem = oracle_plain_problem();
    oracle_set_extent(&problem, DIM_P, 2);
    oracle_set_extent(&problem, DIM_R, 3);
    oracle_set_extent(&problem, DIM_S, 2);
    problem.stride[ROWS] = problem.stride[COLUMNS] = 2;
    oracle_fit_input(&problem);
    limit_spads(&problem, 1, 4, 2);
    problem.glb_bits = 48;
    check_best(&problem, 3780);
}

Test(golden, best_of_two_channels)
{
    struct map_problem problem = oracle_plain_problem();
    oracle_set_extent(&problem, DIM_C, 2);
    oracle_set_extent(&problem, DIM_P, 2);
    oracle_set_extent(&problem, DIM_Q, 2);
    oracle_set_extent(&problem, DIM_S, 2);
    oracle_fit_input(&problem);
    limit_spads(&problem, 4, 2, 1);
    problem.glb_bits = 48;
    check_best(&problem, 4180);
}

Test(golden, best_of_two_columns)
{
    struct map_problem problem = oracle_plain_problem();
    oracle_set_extent(&problem, DIM_Q, 2);
    oracle_set_extent(&problem, DIM_R, 2);
    oracle_set_extent(&problem, DIM_S, 2);
    oracle_fit_input(&problem);
    limit_spads(&problem, 2, 1, 1);
    problem.glb_bits = 48;
    check_best(&problem, 2586);
}

Test(golden, best_of_a_row_of_four)
{
    struct map_problem problem = oracle_plain_problem();
    oracle_set_extent(&problem, DIM_C, 2);
    oracle_set_extent(&problem, DIM_P, 8);
    oracle_set_extent(&problem, DIM_R, 3);
    oracle_fit_input(&problem);
    limit_spads(&problem, 1, 6, 1);
    problem.glb_bits = 64;
    problem.axis_size[0] = 4;
    for (int word = 0; word < WORD_COUNT; word++) {
        problem.dram_read_pj[word] = problem.dram_write_pj[word] = 4;
        problem.deliver_pj[word] = 8;
    }
    check_best(&problem, 944);
}

/* A loop that reuses no node may still widen one: N and Q stand in I's tile, so that I
 * stays while M runs above the GLB node of W. */
Test(golden, solver_keeps_inputs_above_another_buffer)
{
    struct map_problem problem = oracle_plain_problem();
    struct oracle_best best;
    oracle_set_extent(&problem, DIM_N, 4);
    oracle_set_extent(&problem, DIM_C, 2);
    oracle_set_extent(&problem, DIM_M, 6);
    oracle_set_extent(&problem, DIM_Q, 2);
    oracle_set_extent(&problem, DIM_R, 3);
    oracle_fit_input(&problem);
    problem.axis_size[0] = 3;
    problem.reduce_link[0] = 1;
    limit_spads(&problem, 1, 18, 1);
    problem.glb_bits = 220;
    cr_assert(eq(int, oracle_best(&problem, NULL, ORACLE_ENERGY, UINT64_MAX, &best), 0));
    check_solver(&problem, best.objective);
}

/* Positions and taps in step: q = 2 x + j and s = 2 y + i in the PEs read fewer columns
 * than neighbours in q and s that lie apart. */
Test(golden, solver_lays_windows_in_step)
{
    struct map_problem problem = oracle_plain_problem();
    struct oracle_best best;
    oracle_set_extent(&problem, DIM_Q, 4);
    oracle_set_extent(&problem, DIM_S, 4);
    oracle_fit_input(&problem);
    problem.axis_size[0] = problem.axis_size[1] = 2;
    problem.reduce_link[1] = 1;
    problem.has_glb = 0;
    limit_spads(&problem, 16, 1, 1);
    for (int w = 0; w < WORD_COUNT; w++)
        problem.inject_pj[w] = problem.bits[w];
    cr_assert(eq(int, oracle_best(&problem, NULL, ORACLE_ENERGY, UINT64_MAX, &best), 0));
    check_solver(&problem, best.objective);
}

/* Eight channels on two columns of three, three and two: as many turns as on two columns of two,
 * but three chains of links, not four. */
Test(golden, solver_fills_chains)
{
    struct map_problem problem = oracle_plain_problem();
    struct oracle_best best;
    oracle_set_extent(&problem, DIM_C, 8);
    oracle_set_extent(&problem, DIM_N, 2);
    problem.axis_size[0] = 2;
    problem.axis_size[1] = 3;
    problem.reduce_link[1] = 1;
    problem.multicast = MAP_MULTICAST_NONE;
    problem.has_glb = 0;
    problem.dram_read_pj[WORD_W] = 20000;
    limit_spads(&problem, 1, 1, 1);
    cr_assert(eq(int, oracle_best(&problem, NULL, ORACLE_ENERGY, UINT64_MAX, &best), 0));
    cr_assert(eq(int, places_of(&best.mapping, DIM_C), 6));
    check_solver(&problem, best.objective);
}

/* Loop bounds beyond 16 bits: three outputs stay in the scratchpad while all channels
 * pass by, for each of two rows; so inputs and outputs cross DRAM once. */
Test(golden, solver_takes_wide_layers)
{
    static struct map_solution solution;
    struct map_problem problem = oracle_plain_problem();
    oracle_set_extent(&problem, DIM_C, 65536);
    oracle_set_extent(&problem, DIM_M, 3);
    oracle_set_extent(&problem, DIM_P, 2);
    oracle_fit_input(&problem);
    problem.has_glb = 0;
    limit_spads(&problem, 1, 1, 3);
    cr_assert(eq(int, map_solve(&problem, NULL, &solution), 0));
    cr_assert(eq(int, solution.proven, 1));
    cr_expect(eq(u64, solution.result.flow[LEVEL_DRAM][WORD_I].read, 2 * 65536));
    cr_expect(eq(u64, solution.result.flow[LEVEL_DRAM][WORD_PSUM].update, 0));
}
