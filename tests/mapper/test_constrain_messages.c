/* Contradictions between constraints and a layer, with all the lines that have to do with them;
 * what layers without a dimension make of the same constraints. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "arch/machine.h"
#include "constraint_text.h"
#include "mapper/build_problem.h"
#include "mapper/constrain.h"

/* Layer of 32 channels to 64 with a 3 x 3 filter on 16 x 16 outputs. */
static const struct layer_shape square = {.size = {1, 32, 64, 16, 16, 3, 3, 1},
                                          .input = {16, 16},
                                          .stride = {1, 1},
                                          .dilation = {1, 1},
                                          .pad = {1, 1}};

/* The layer on eyeriss168 (12 x 14 PEs, GLB 884,736 b, scratchpads 3584, 192, 480 b) with T8. */
static struct map_problem problem_of(const struct layer_shape *shape, const char *block)
{
    struct arch_machine *machine;
    struct map_problem problem;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    if (arch_machine_read(&machine, ENOS_SOURCE_DIR "/arch/eyeriss168.yaml", NULL, diag))
        expect_error(diag, 0, "(no error)");
    machine->constraints = constraints_of_text(block);
    map_problem_build(&problem, machine, arch_choice_index(machine, "T8"), shape);
    arch_machine_free(machine);
    diag_free(diag);
    return problem;
}

static const struct {
    const char *block;
    enum map_factors factors;
    const char *reason; /* NULL: no contradiction */
} cases[] = {
    {"X: {factors: {R: all}}\nSPAD: {factors: {R: all}}\n", FACTORS_SPATIAL,
     "X.factors.R (line 1) asks for R 3 at X, SPAD.factors.R (line 2) allows 1"},
    {"dataflow: row-stationary\nSPAD: {factors: {R: 2}}\n", FACTORS_SPATIAL,
     "SPAD.factors.R (line 2) asks for R 2 at SPAD, dataflow row-stationary (line 1) allows 1"},
    {"DRAM: {factors: {C: 1}}\nGLB: {factors: {C: 2}}\nX: {dims: [M]}\nY: {dims: [M]}\n"
     "SPAD: {factors: {C: {most: 8}}}\n",
     FACTORS_SPATIAL,
     "C = 32 cannot be made up of DRAM 1, GLB 2, X 1, Y 1, SPAD 1-8 (lines 1, 2, 3, 4, 5)"},
    {"GLB: {factors: {C: 16}}\nSPAD: {factors: {C: 4}}\n", FACTORS_SPATIAL,
     "C = 32 cannot be made up of DRAM >= 1, GLB 16, X 1-14, Y 1-12, SPAD 4 (lines 1, 2)"},
    {"SPAD: {factors: {C: 3}}\n", FACTORS_SPATIAL, "C = 32 cannot be made up of"},
    {"SPAD: {factors: {C: 3}}\n", FACTORS_IMPERFECT, NULL},
    {"X: {factors: {M: 5}}\n", FACTORS_PERFECT, "M = 64 cannot be made up of"},
    {"X: {factors: {M: 5}}\n", FACTORS_SPATIAL, NULL},
    {"SPAD: {factors: {C: 64}}\n", FACTORS_SPATIAL, "C = 32 cannot be made up of"},
    {"SPAD: {factors: {C: 64}}\n", FACTORS_IMPERFECT, "C = 32 cannot be made up of"},
    {"X:\n  factors:\n    C: 4\n    M: {least: 4}\n", FACTORS_SPATIAL,
     "the factors need 16 PEs along X, the array has 14 (lines 3, 4)"},
    {"DRAM: {factors: {M: 1, C: 1}}\nGLB: {factors: {M: 1, C: 1}}\n"
     "SPAD: {factors: {M: 4, C: 2}}\n",
     FACTORS_SPATIAL, "the factors need 256 PEs in all, the array has 168 (lines 1, 2, 3)"},
    {"DRAM: {factors: {M: 1, C: 1}}\nGLB: {factors: {M: 1, C: 1}}\n"
     "SPAD: {factors: {M: 4, C: 2}}\n",
     FACTORS_IMPERFECT, "the factors need 256 PEs in all, the array has 168 (lines 1, 2, 3)"},
    {"SPAD: {factors: {C: all, M: 16, R: all, S: all,\n P: all, Q: all}}\n", FACTORS_SPATIAL,
     "the least factors of SPAD need 33280 bits more than any scratchpad holds (lines 1, 2)"},
    {"SPAD: {factors: {C: 32, M: 14, Q: 4}}\n", FACTORS_IMPERFECT, NULL},
    {"GLB:\n  keeps: [W, I, O]\n  factors: {C: all, M: all, P: all, Q: all, R: all, S: all}\n",
     FACTORS_SPATIAL, NULL},
    {"GLB:\n  keeps: [W, I, O]\nSPAD: {factors: {C: all, R: all, S: all, P: all, Q: all}}\n",
     FACTORS_SPATIAL, NULL},
    {"GLB: {bypass: [W, I, O],\n factors: {C: 2}}\n", FACTORS_SPATIAL,
     "C = 32 cannot be made up of"},
    {"nodes:\n- {keep: [DRAM, W]}\n", FACTORS_SPATIAL, "nodes (line 2): "},
};

Test(constrain_messages, contradictions_with_their_lines)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char reason[MAP_REASON_MAX] = "no contradiction";
        struct map_problem problem = problem_of(&square, cases[i].block);
        int found = map_constraints_contradict(&problem, cases[i].factors, reason);
        cr_expect(found == (cases[i].reason != NULL), "%s\n%s", cases[i].block, reason);
        if (cases[i].reason)
            cr_expect(strstr(reason, cases[i].reason) != NULL, "%s\n%s", cases[i].block, reason);
    }
}

/* The layer's tensors together, 1.2 Mbit, do not fit the GLB; two of them do. */
Test(constrain_messages, the_glb_is_too_small)
{
    struct layer_shape wide = square;
    char reason[MAP_REASON_MAX] = "";
    wide.size[DIM_C] = wide.size[DIM_M] = 128;
    static const char block[] = "GLB:\n  keeps: [W, I]\n"
                                "  factors: {C: all, R: all, S: all, M: all}\n";
    struct map_problem problem = problem_of(&wide, block);
    cr_expect(eq(int, map_constraints_contradict(&problem, FACTORS_SPATIAL, reason), 0), "%s",
              reason);
    static const char all[] = "GLB:\n  keeps: [W, I]\nY: {factors: {R: all}}\n"
                              "X: {factors: {S: all}}\nSPAD: {factors: {C: all, M: all}}\n";
    problem = problem_of(&wide, all);
    cr_expect(eq(int, map_constraints_contradict(&problem, FACTORS_SPATIAL, reason), 1));
    cr_expect(strstr(reason, "more than any scratchpad holds (line 5)") != NULL, "%s", reason);
    for (int t = 0; t < TENSOR_COUNT; t++)
        problem.spad_bits[t] = 1u << 30;
    cr_expect(eq(int, map_constraints_contradict(&problem, FACTORS_SPATIAL, reason), 1));
    cr_expect(strstr(reason, "in the GLB need 1180672 bits, it holds 884736 (lines 2, 3, 4, 5)") !=
                  NULL,
              "%s", reason);
}

static void expect_fits(const struct layer_shape *shape, const char *what)
{
    for (int i = 0; arch_dataflow_names[i]; i++) {
        char block[80], reason[MAP_REASON_MAX] = "";
        snprintf(block, sizeof block, "dataflow: %s\n", arch_dataflow_names[i]);
        struct map_problem problem = problem_of(shape, block);
        cr_expect(map_constraints_contradict(&problem, FACTORS_SPATIAL, reason) == 0, "%s, %s: %s",
                  arch_dataflow_names[i], what, reason);
    }
}

/* Where a dimension has a size of 1, `all` of it is 1. */
Test(constrain_messages, no_kind_of_layer_contradicts_a_dataflow)
{
    struct layer_shape depthwise = square, pointwise = square, full = square, large = square;
    expect_fits(&square, "3 x 3");
    depthwise.size[DIM_C] = depthwise.size[DIM_M] = depthwise.size[DIM_G] = 32;
    expect_fits(&depthwise, "depthwise");
    pointwise.size[DIM_R] = pointwise.size[DIM_S] = 1;
    pointwise.pad[ROWS] = pointwise.pad[COLUMNS] = 0;
    expect_fits(&pointwise, "1 x 1");
    full = pointwise;
    full.size[DIM_P] = full.size[DIM_Q] = full.input[ROWS] = full.input[COLUMNS] = 1;
    expect_fits(&full, "fully connected");
    large.size[DIM_R] = large.size[DIM_S] = 11;
    large.pad[ROWS] = large.pad[COLUMNS] = 5;
    expect_fits(&large, "11 x 11");
}

/* Row-stationary needs as many rows of PEs as the filter has. */
Test(constrain_messages, a_filter_of_more_rows_than_the_array)
{
    struct layer_shape large = square;
    char reason[MAP_REASON_MAX] = "";
    large.size[DIM_R] = 13;
    large.pad[ROWS] = 6;
    struct map_problem problem = problem_of(&large, "\n\ndataflow: row-stationary\n");
    cr_assert(eq(int, map_constraints_contradict(&problem, FACTORS_SPATIAL, reason), 1));
    cr_expect_str_eq(reason, "dataflow row-stationary (line 3) asks for R 13 on axis Y, which has "
                             "12 PEs");
}

Test(constrain_messages, accessors)
{
    struct map_problem none = problem_of(&square, "{}\n");
    struct map_problem some = problem_of(&square, "X: {dims: [M, C], factors: {C: {most: 4}}}\n"
                                                  "SPAD: {factors: {R: all, M: {least: 2}}}\n"
                                                  "GLB: {order: [M, [P, Q]], bypass: [W]}\n");
    struct map_mapping fixed;
    cr_expect(eq(int, map_constraints_any(&none), 0));
    cr_expect(eq(int, map_constraints_any(&some), 1));
    cr_expect(eq(int, map_constraints_fixed(&some, &fixed), 0));
    cr_expect(eq(int, map_least(&some, SITE_SPAD, DIM_R), 3));
    cr_expect(eq(int, map_most(&some, SITE_SPAD, DIM_R), INT_MAX));
    cr_expect(eq(int, map_most(&some, SITE_GLB, DIM_R), 1)); /* all of it is elsewhere */
    cr_expect(eq(int, map_least(&some, SITE_SPAD, DIM_M), 2));
    cr_expect(eq(int, map_least(&some, SITE_X, DIM_M), 1));
    cr_expect(eq(int, map_most(&some, SITE_X, DIM_C), 4));
    cr_expect(eq(int, (int)map_dims_at(&some, SITE_X), 1 << DIM_M | 1 << DIM_C));
    cr_expect(eq(int, (int)map_dims_at(&none, SITE_X), (1 << DIM_COUNT) - 1));
    cr_expect(eq(int, (int)map_dims_outside(&some, SITE_GLB, DIM_P), 1 << DIM_M));
    cr_expect(eq(int, (int)map_dims_outside(&some, SITE_DRAM, DIM_P), 0));
    cr_expect(eq(int, some.glb_may_keep[TENSOR_W], 0));
    cr_expect(eq(int, some.glb_may_keep[TENSOR_I], 1));
}

/* A machine without a buffer has no loops of GLB: what a dataflow says of them is left out. */
Test(constrain_messages, without_a_glb)
{
    struct map_problem problem = problem_of(&square, "{}\n");
    struct arch_constraints constraints = constraints_of_text("dataflow: weight-stationary\n");
    problem.has_glb = 0;
    map_constraints_resolve(&problem, &constraints);
    cr_expect(eq(int, (int)map_dims_outside(&problem, SITE_GLB, DIM_P), 0));
    cr_expect(eq(int, map_most(&problem, SITE_DRAM, DIM_P), 1));
}

static const struct {
    const char *block, *reason;
} violations[] = {
    {"SPAD: {factors: {R: 1}}\n", "node 13: the factor of R at SPAD is 3, the most is 1: "
                                  "SPAD.factors.R (line 1)"},
    {"Y: {factors: {R: all}}\n", "the factor of R at Y is 1, the least is 3: "
                                 "Y.factors.R (line 1)"},
    {"\nX: {dims: [M]}\n", "node 9: the factor of P at X is 14, the most is 1: X.dims (line 2)"},
    {"DRAM: {order: [P, M]}\n",
     "node 6: the loop of P stands inside of that of M (node 4) at DRAM: DRAM.order (line 1)"},
    {"GLB: {keeps: [W]}\n", "W goes past the GLB: GLB.keeps (line 1)"},
    {"GLB: {bypass: [I]}\n", "I is kept by the GLB: GLB.bypass (line 1)"},
    {"nodes: [{keep: [DRAM, W]}]\n", "node 2 is not as in nodes (line 1)"},
    {"DRAM: {order: [M, P]}\n", NULL},
    {"X: {dims: [P]}\nSPAD: {factors: {C: all}, order: [Q, [R, S]]}\n", NULL},
};

/* P in two turns on the columns, C whole in the PE. */
static struct map_mapping one_mapping(void)
{
    struct map_mapping m = {0};
    map_add_keep(&m, LEVEL_DRAM, TENSOR_W);
    map_add_keep(&m, LEVEL_DRAM, TENSOR_I);
    map_add_keep(&m, LEVEL_DRAM, TENSOR_O);
    map_add_for(&m, DIM_M, 64);
    map_add_for(&m, DIM_N, 1);
    map_add_for(&m, DIM_P, 2);
    map_add_keep(&m, LEVEL_GLB, TENSOR_I);
    map_add_for(&m, DIM_Q, 16);
    map_add_par(&m, DIM_P, 14, 0);
    map_add_keep(&m, LEVEL_SPAD, TENSOR_O);
    map_add_for(&m, DIM_C, 32);
    map_add_keep(&m, LEVEL_SPAD, TENSOR_I);
    map_add_for(&m, DIM_R, 3);
    map_add_for(&m, DIM_S, 3);
    map_add_keep(&m, LEVEL_SPAD, TENSOR_W);
    return m;
}

/* Rows of outputs along X, of the filter along Y, the row of outputs in the PE. */
Test(constrain_messages, a_row_stationary_mapping)
{
    struct map_problem problem = problem_of(&square, "dataflow: row-stationary\n");
    struct map_mapping m = {0};
    struct map_result result;
    char why[MAP_REASON_MAX] = "";
    for (int t = 0; t < TENSOR_COUNT; t++)
        map_add_keep(&m, LEVEL_DRAM, (enum tensor)t);
    map_add_for(&m, DIM_M, 16);
    map_add_for(&m, DIM_P, 2);
    map_add_keep(&m, LEVEL_GLB, TENSOR_I);
    map_add_keep(&m, LEVEL_GLB, TENSOR_O);
    map_add_for(&m, DIM_C, 8);
    map_add_par(&m, DIM_P, 8, 0);
    map_add_par(&m, DIM_R, 3, 1);
    map_add_par(&m, DIM_M, 4, 1);
    map_add_keep(&m, LEVEL_SPAD, TENSOR_W);
    map_add_for(&m, DIM_Q, 16);
    map_add_keep(&m, LEVEL_SPAD, TENSOR_I);
    map_add_keep(&m, LEVEL_SPAD, TENSOR_O);
    map_add_for(&m, DIM_C, 4);
    map_add_for(&m, DIM_S, 3);
    cr_assert(map_constraints_obey(&problem, &m, why), "%s", why);
    cr_assert(map_evaluate(&problem, &m, &result, why) == MAP_OK, "%s", why);
    /* each weight once per row of outputs that the array makes, psums summed up the columns */
    cr_expect(eq(u64, result.injected[WORD_W], 2 * (uint64_t)64 * 32 * 9));
    cr_expect(gt(u64, result.linked, 0));
    map_add_for(&m, DIM_R, 1);
    m.node[9].dim = DIM_Q;
    cr_expect(eq(int, map_constraints_obey(&problem, &m, NULL), 0));
}

Test(constrain_messages, violations_name_node_key_and_line)
{
    const struct map_mapping mapping = one_mapping();
    struct map_problem free = problem_of(&square, "{}\n");
    struct map_result result;
    char why[MAP_REASON_MAX] = "";
    cr_assert(map_evaluate(&free, &mapping, &result, why) == MAP_OK, "%s", why);
    for (size_t i = 0; i < sizeof violations / sizeof *violations; i++) {
        struct map_problem problem = problem_of(&square, violations[i].block);
        char reason[MAP_REASON_MAX] = "";
        int obeys = map_constraints_obey(&problem, &mapping, reason);
        cr_expect(obeys == (violations[i].reason == NULL), "%s", violations[i].block);
        cr_expect_str_eq(reason, violations[i].reason ? violations[i].reason : "");
    }
}
